/// What came of a request that changes something, before it is put in the
/// words of any front door. `rules::render` says it in those of HTTP.

#pragma once

#include "messages/job.hpp"
#include "messages/reply.hpp"

#include <variant>

namespace dossier {

/// The job is durable, and waits.
struct job_accepted {
  job_id id;
  pipeline_ptr graph;
  /// In the queue, from 1.
  std::size_t position = 1;
};

/// The job runs, out of turn.
struct job_admitted {
  job_id id;
};

struct rerun_accepted {
  job_id id;
  pipeline_ptr graph;
  unsigned generation = 0;
  stage_set sections;
  stage_set recomputed;
  stage_set stale;
  /// Asked for by its older name, which is answered one field more.
  bool is_regenerate = false;
};

struct cancel_accepted {
  job_id id;
};

/// Its tags, priority or budget are those asked for.
struct job_changed {
  job_id id;
};

struct version_restored {
  job_id id;
  std::string stage;
  /// The new one, with the old text.
  unsigned version = 0;
  job_status status{};
};

struct job_deleted {};

/// The first answer to the key that the request came with, as it was given.
struct first_answer {
  reply given;
};

struct request_outcome {
  std::variant<job_accepted, job_admitted, rerun_accepted, cancel_accepted,
               job_changed, version_restored, job_deleted, first_answer,
               problem>
    body;

  /// Null unless it was refused.
  const problem* refusal() const noexcept {
    return std::get_if<problem>(&body);
  }
};

/// What an administrator asked to see.
struct admin_view {
  /// JSON.
  std::shared_ptr<const std::string> text;
  /// What was asked for goes on after the answer.
  bool goes_on = false;
};

struct admin_outcome {
  std::variant<admin_view, problem> body;
};

} // namespace dossier
