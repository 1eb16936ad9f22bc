/// Where jobs outlive the process: the reading half of a store.

#pragma once

#include "messages/commit.hpp"
#include "messages/queries.hpp"
#include "storage/error.hpp"

namespace dossier::storage {

/// Sees everything acknowledged and nothing that is not committed. Blocking
/// and not thread-safe: one actor owns one reader, on its own read-only
/// connection. Each call is one transaction. Throws `storage::error` when the
/// database lets us down; absence is not an error.
///
/// A job whose report type this process does not know is still returned: its
/// graph is made from its rows, with ids for names.
class job_reader {
public:
  virtual ~job_reader() = default;

  /// State, catalogue and all outputs.
  virtual std::optional<job> find_job(const job_id& id) = 0;

  /// State alone.
  virtual std::optional<job_state_ptr> find_state(const job_id& id) = 0;

  virtual job_page list_jobs(const job_query& query) = 0;

  /// Events numbered above `query.after`, oldest first. Nothing for an
  /// unknown job.
  virtual std::optional<event_page> list_events(const event_query& query) = 0;

  /// By generation, stage and attempt. Nothing for an unknown job.
  virtual std::optional<attempt_list> list_attempts(const job_id& id) = 0;

  /// Jobs that have not ended, by `queued_at`, for the queue at start.
  virtual std::vector<queued_job> unfinished() = 0;

  virtual std::optional<idempotency_record>
  find_idempotency(const std::string& scope) = 0;

  /// Names this database file; a new one after a restore from backup.
  virtual std::string epoch() = 0;
};

} // namespace dossier::storage
