/// Keeps jobs in memory: for tests, and as the plainest reading of the two
/// contracts.

#pragma once

#include "storage/job_reader.hpp"
#include "storage/job_store.hpp"

#include <functional>
#include <map>
#include <mutex>

namespace dossier::storage {

/// When a call of `apply` fails: before anything is written, or after, as when
/// the process dies between the commit and its acknowledgement.
enum class fault_moment : unsigned char { before, after };

struct memory_fault {
  fault_moment when = fault_moment::before;
  error_code code = error_code::io;
};

/// A commit's output as history keeps it.
struct archived_output {
  stage_index stage = 0;
  unsigned version = 0;
  section_text text;
};

struct stored_job {
  /// In the order of creation, as the last word among equals.
  std::int64_t number = 0;
  job current;
  std::vector<encoded_event> events;
  std::vector<attempt_record> attempts;
  std::vector<archived_output> history;
};

/// What a store and its readers share, and what outlives them when a test has
/// them die and start again.
struct memory_database {
  std::mutex mutex;
  std::map<job_id, stored_job> jobs;
  std::map<std::string, idempotency_record> answers;
  std::string epoch = "memory";
  /// Calls of `apply` so far.
  std::uint64_t calls = 0;
  /// Asked at each call of `apply` with its number, from 1.
  std::function<std::optional<memory_fault>(std::uint64_t call)> fault;
};

using memory_database_ptr = std::shared_ptr<memory_database>;

class memory_store final : public job_store {
public:
  explicit memory_store(memory_database_ptr database);

  std::vector<commit_result> apply(std::span<const commit_ptr> group) override;
  void reopen() override;
  void prune_idempotency(timestamp before) override;

private:
  memory_database_ptr database_;
};

class memory_reader final : public job_reader {
public:
  explicit memory_reader(memory_database_ptr database);

  std::optional<job> find_job(const job_id& id) override;
  std::optional<job_state_ptr> find_state(const job_id& id) override;
  /// Throws `std::invalid_argument` for a cursor of another query.
  job_page list_jobs(const job_query& query) override;
  std::optional<event_page> list_events(const event_query& query) override;
  std::optional<attempt_list> list_attempts(const job_id& id) override;
  std::vector<queued_job> unfinished() override;
  std::optional<idempotency_record>
  find_idempotency(const std::string& scope) override;
  std::string epoch() override;

private:
  memory_database_ptr database_;
};

} // namespace dossier::storage
