/// What the readers are asked, and what they answer where `queries.hpp` has no
/// shape for it.

#pragma once

#include "messages/queries.hpp"

namespace dossier {

struct find_job {
  job_id id;
};

struct job_found {
  std::optional<job> found;
};

struct find_report {
  job_id id;
};

struct report_found {
  std::optional<report_content> found;
};

struct find_state {
  job_id id;
};

struct state_found {
  std::optional<job_state_ptr> found;
};

struct events_found {
  std::optional<event_page> found;
};

struct find_attempts {
  job_id id;
};

struct attempts_found {
  std::optional<attempt_list> found;
};

struct find_versions {
  job_id id;
  std::string stage;
};

struct find_version {
  job_id id;
  std::string stage;
  unsigned version = 0;
};

struct versions_found {
  std::optional<version_list> found;
};

struct find_estimates {
  pipeline_ptr graph;
};

struct estimates_found {
  std::shared_ptr<const estimates> items;
};

struct list_ids {
  job_id after;
  std::size_t limit = 100;
};

struct job_ids {
  std::vector<job_id> items;
};

struct find_setting {
  std::string key;
};

struct setting_found {
  std::optional<std::string> value;
};

struct find_answer {
  std::string scope;
};

struct answer_found {
  std::optional<idempotency_record> found;
};

struct unfinished_jobs {
  std::vector<queued_job> items;
};

} // namespace dossier
