/// Keeps jobs in memory: for tests, and as the plainest reading of the two
/// contracts.

#pragma once

#include "storage/job_reader.hpp"
#include "storage/job_store.hpp"

#include <functional>
#include <map>
#include <mutex>

namespace dossier::storage {

/// When a call of `apply` or `keep` fails: before anything is written, or
/// after, as when the process dies between the commit and its acknowledgement.
enum class fault_moment : unsigned char { before, after };

struct memory_fault {
  fault_moment when = fault_moment::before;
  error_code code = error_code::io;
};

/// An output of a stage, the current one or one that was replaced or reset.
struct stored_output {
  stage_index stage = 0;
  section_version output;
};

struct stored_attempt {
  /// In the order in which attempts were recorded, over all jobs.
  std::int64_t number = 0;
  attempt_record attempt;
};

struct stored_job {
  /// In the order of creation, as the last word among equals.
  std::int64_t number = 0;
  job current;
  std::vector<encoded_event> events;
  std::vector<stored_attempt> attempts;
  /// Where the outputs of `current` come from; indexed like them.
  std::vector<output_record> origins;
  std::vector<stored_output> history;
};

/// For a stage that has an output.
section_version current_version(const stored_job& stored, std::size_t stage);

/// What a store and its readers share, and what outlives them when a test has
/// them die and start again.
struct memory_database {
  std::mutex mutex;
  std::map<job_id, stored_job> jobs;
  std::map<std::string, idempotency_record> answers;
  std::vector<audit_entry> audit;
  std::map<std::string, std::string> settings;
  std::string epoch = "memory";
  std::int64_t last_job = 0;
  std::int64_t last_attempt = 0;
  /// Calls of `apply` and `keep` so far.
  std::uint64_t calls = 0;
  /// Asked at each of those calls with its number, from 1.
  std::function<std::optional<memory_fault>(std::uint64_t call)> fault;
  /// Jobs read whole so far.
  std::uint64_t jobs_read = 0;
};

using memory_database_ptr = std::shared_ptr<memory_database>;

class memory_store final : public job_store {
public:
  explicit memory_store(memory_database_ptr database);

  std::vector<commit_result> apply(std::span<const commit_ptr> group) override;
  void reopen() override;
  bool run_maintenance() override;
  void write_notes(const store_notes& notes) override;
  void prune_idempotency(timestamp before) override;

private:
  memory_database_ptr database_;
};

class memory_reader final : public job_reader {
public:
  explicit memory_reader(memory_database_ptr database);

  std::optional<job> find_job(const job_id& id) override;
  std::optional<report_content> find_report(const job_id& id) override;
  std::optional<job_state_ptr> find_state(const job_id& id) override;
  /// Throws `std::invalid_argument` for a cursor of another query.
  job_page list_jobs(const job_query& query) override;
  std::optional<event_page> list_events(const event_query& query) override;
  std::optional<attempt_list> list_attempts(const job_id& id) override;
  std::optional<version_list> list_versions(const job_id& id,
                                            std::string_view stage) override;
  std::optional<version_list> find_version(const job_id& id,
                                           std::string_view stage,
                                           unsigned version) override;
  std::vector<attempt_sample> recent_attempts(const std::string& report_type,
                                              std::size_t limit) override;
  std::vector<job_id> find_ended(const job_filter& filter) override;
  std::vector<job_id> list_ids(const job_id& after, std::size_t limit) override;
  audit_page list_audit(const audit_query& query) override;
  std::optional<std::string> find_setting(const std::string& key) override;
  std::vector<queued_job> unfinished() override;
  std::optional<idempotency_record>
  find_idempotency(const std::string& scope) override;
  std::string epoch() override;

private:
  memory_database_ptr database_;
};

} // namespace dossier::storage
