/// The store in memory, with somebody watching: told of every commit once it
/// is written, and asked before whether it may be.

#pragma once

#include "tests/simulation/judge/records.hpp"

namespace dossier::simulation {

/// How a group of commits ends that does not end well.
struct store_fault {
  storage::fault_moment when = storage::fault_moment::before;
  /// Absent: every commit is a conflict.
  std::optional<storage::error_code> code;
};

class store_watcher {
public:
  virtual ~store_watcher() = default;

  /// Asked once a group; may also end the process, here and now.
  virtual std::optional<store_fault> draw_fault() = 0;

  /// What is written in the place of `what`: planted bugs tamper with it. Null:
  /// nothing, although it is acknowledged.
  virtual commit_ptr tamper(commit_ptr commit) = 0;

  virtual void on_written(const commit& commit) = 0;
};

class sim_store final : public storage::job_store {
public:
  sim_store(records& kept, store_watcher& watcher);

  std::vector<storage::commit_result>
  apply(std::span<const commit_ptr> group) override;
  void reopen() override;
  bool run_maintenance() override;
  void write_notes(const store_notes& notes) override;
  void prune_idempotency(timestamp before) override;

private:
  storage::commit_result write(const commit_ptr& commit);

  records& records_;
  storage::memory_store store_;
  store_watcher& watcher_;
};

} // namespace dossier::simulation
