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

  /// As `find_job`, and for each stage without an output the newest it had.
  virtual std::optional<report_content> find_report(const job_id& id) = 0;

  /// State alone.
  virtual std::optional<job_state_ptr> find_state(const job_id& id) = 0;

  virtual job_page list_jobs(const job_query& query) = 0;

  /// Events numbered above `query.after`, oldest first. Nothing for an
  /// unknown job.
  virtual std::optional<event_page> list_events(const event_query& query) = 0;

  /// By generation, stage and attempt. Nothing for an unknown job.
  virtual std::optional<attempt_list> list_attempts(const job_id& id) = 0;

  /// Every output of a stage that was ever stored, newest first, without
  /// texts. Nothing for an unknown job or stage.
  virtual std::optional<version_list>
  list_versions(const job_id& id, std::string_view stage) = 0;

  /// One of them with its text: the list then has this one alone, or none for
  /// an unknown version.
  virtual std::optional<version_list>
  find_version(const job_id& id, std::string_view stage, unsigned version) = 0;

  /// The newest completed attempts of jobs of a report type, newest first. For
  /// estimates, so it looks at no more than the `limit` newest attempts of
  /// all.
  virtual std::vector<attempt_sample>
  recent_attempts(const std::string& report_type, std::size_t limit) = 0;

  /// Ids of ended jobs, by `completedAt`, then by creation.
  virtual std::vector<job_id> find_ended(const job_filter& filter) = 0;

  /// Ids of all jobs greater than `after`, in order, at most `limit`.
  virtual std::vector<job_id> list_ids(const job_id& after, std::size_t limit)
    = 0;

  /// Newest first. Throws `std::invalid_argument` for a cursor it did not make.
  virtual audit_page list_audit(const audit_query& query) = 0;

  /// Nothing for a key that was never written.
  virtual std::optional<std::string> find_setting(const std::string& key) = 0;

  /// Jobs that have not ended, by `queued_at`, for the queue at start.
  virtual std::vector<queued_job> unfinished() = 0;

  virtual std::optional<idempotency_record>
  find_idempotency(const std::string& scope) = 0;

  /// Names this database file; a new one after a restore from backup.
  virtual std::string epoch() = 0;
};

} // namespace dossier::storage
