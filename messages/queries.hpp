/// Questions to a store, and the shapes of its answers.

#pragma once

#include "messages/commit.hpp"

namespace dossier {

enum class job_order : std::uint8_t {
  created_at,
  updated_at,
  company_name,
  cost,
  /// How well the job fits `job_query::text`, best first when descending; jobs
  /// that fit equally by creation.
  relevance,
};

struct job_query {
  /// Empty: every status.
  std::vector<job_status> statuses;
  /// Searches company, geography and section text; empty: everything. Every
  /// word must occur, without regard to case, accents and width; where in a
  /// word is the store's to define.
  std::string text;
  std::string tag;
  std::optional<timestamp> created_after;
  job_order order = job_order::created_at;
  bool descending = true;
  /// 1 to 200.
  std::size_t limit = 50;
  /// From `job_page::next_cursor`; empty: from the start.
  std::string cursor;
  /// Whose jobs; empty: everybody's.
  user_id user;
};

struct job_page {
  std::vector<job_state_ptr> items;
  /// Empty on the last page.
  std::string next_cursor;
};

struct event_query {
  job_id id;
  std::uint64_t after = 0;
  /// 1 to 1000.
  std::size_t limit = 200;
};

struct event_page {
  /// The job these events belong to.
  user_id user;
  std::vector<encoded_event> items;
  /// Number of the job's newest event.
  std::uint64_t last_seq = 0;
};

struct attempt_list {
  job_state_ptr state;
  std::vector<attempt_record> items;
};

/// One output of a stage, the current one or an older one.
struct section_version {
  unsigned version = 0;
  unsigned generation = 1;
  /// The version whose text this is, after a restore.
  std::optional<unsigned> restored_from;
  std::string hash;
  timestamp created_at{};
  confidence level = confidence::unknown;
  std::vector<std::string> sources_used;
  /// What it was made from.
  std::vector<input_hash> inputs;
  std::string prompt_fingerprint;
  /// Null in lists.
  section_text text;
};

struct version_list {
  /// The job these versions belong to.
  job_state_ptr state;
  stage_index stage = 0;
  /// Newest first.
  std::vector<section_version> items;
};

/// What a report shows of a job.
struct report_content {
  struct job job;
  /// Where a stage has no output: the newest one it had, with its text.
  /// Indexed like the pipeline.
  std::vector<std::optional<section_version>> previous;
};

/// A completed attempt, for estimates.
struct attempt_sample {
  std::string stage;
  milliseconds duration{};
  usage spent;
};

/// Medians over the completed attempts of one stage.
struct stage_estimate {
  milliseconds duration{};
  usage spent;
};

/// Indexed like the pipeline; nothing for a stage without samples. Computed
/// stages always have one: they take no time to speak of.
using estimates = std::vector<std::optional<stage_estimate>>;

/// Which ended jobs a bulk command is about. Absent fields exclude nothing.
struct job_filter {
  std::optional<job_status> status;
  /// Jobs with a failed stage of this class.
  std::optional<error_class> error;
  /// Bounds of `completedAt`, both included.
  std::optional<timestamp> from;
  std::optional<timestamp> to;
  /// Oldest first; no more than this.
  std::size_t limit = 1000;
};

struct audit_query {
  /// 1 to 200.
  std::size_t limit = 50;
  /// From `audit_page::next_cursor`; empty: from the newest entry.
  std::string cursor;
};

struct audit_page {
  std::vector<audit_entry> items;
  /// Empty on the last page.
  std::string next_cursor;
};

/// What the queue keeps of a job that waits.
struct queued_job {
  job_id id;
  user_id user;
  int priority = 0;
  timestamp queued_at{};
  /// Admitted before, as by a process that is gone.
  bool admitted = false;
};

} // namespace dossier
