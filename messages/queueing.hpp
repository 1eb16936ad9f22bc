/// What the queue is sent and asked.

#pragma once

#include "messages/commit.hpp"
#include "messages/queries.hpp"

namespace dossier {

struct submit_job {
  job_request request;
  /// Scope and body hash of an idempotency key; absent without one.
  std::optional<idempotency_record> key;
};

struct start_job {
  job_id id;
};

struct find_queue_positions {
  /// As the requester knows them.
  std::vector<job_state_ptr> jobs;
};

/// Positions in the order asked for; nothing for jobs that are not queued.
struct queue_positions {
  std::vector<std::optional<std::size_t>> positions;
};

struct job_left {
  job_id id;
  /// Set when the job waits to be admitted, as after a rerun.
  std::optional<queued_job> waits;
  /// Set when the sender could run the job: it stays until it is assigned the
  /// job or stopped. The job as it is stored.
  std::shared_ptr<const struct job> job;
};

struct set_paused {
  bool is_paused = false;
  /// Written with it.
  audit_entry audit;
};

struct set_running_limit {
  /// 0: no limit.
  std::size_t jobs = 0;
};

struct queue_state {
  bool is_paused = false;
  std::size_t waiting = 0;
  std::vector<job_id> running;
  /// 0: no limit.
  std::size_t running_limit = 0;
};

struct recovered {
  std::size_t waiting = 0;
  std::size_t running = 0;
};

/// The process is about to end.
struct drain {
  /// How long attempts under way may go on.
  milliseconds grace{};
};

} // namespace dossier
