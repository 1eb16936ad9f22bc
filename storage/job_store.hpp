/// Where jobs outlive the process: the writing half of a store.

#pragma once

#include "messages/commit.hpp"
#include "storage/error.hpp"

#include <span>

namespace dossier::storage {

/// What became of one commit of a group.
enum class commit_result : unsigned char {
  applied,
  /// The job stood at another revision, under another lease, or was gone;
  /// nothing of this commit was written.
  conflict,
};

/// Blocking and not thread-safe: one actor owns one store. Throws
/// `storage::error` when the database lets us down; absence is not an error.
class job_store {
public:
  virtual ~job_store() = default;

  /// Writes a group of commits durably, in order, in one transaction. Each
  /// applies only if its job stands at (`expected_revision`, `lease`), where
  /// earlier commits of the group count; one that does not is passed over and
  /// the others still apply. A removal takes the job with its stages, events,
  /// attempts, versions, sources and words; answers to idempotency keys stay
  /// until they are pruned. When this throws, none has been acknowledged, and
  /// none that was not may be assumed written.
  virtual std::vector<commit_result> apply(std::span<const commit_ptr> group)
    = 0;

  /// Makes the store usable again after `apply` threw: closes what a failed
  /// sync has left in doubt and opens it anew.
  virtual void reopen() = 0;

  /// Does a small part of what commits defer, such as indexing texts for
  /// search; whether there is more. To be called while nothing waits to be
  /// written: it takes a few milliseconds.
  virtual bool run_maintenance() = 0;

  /// Writes what is part of no commit, durably and in one transaction. A hold
  /// is noted in `stage_state::detail` while its attempt is the one that runs,
  /// and passed over otherwise; the next commit that changes the stage ends it.
  virtual void write_notes(const store_notes& notes) = 0;

  /// Forgets answers to idempotency keys made before `before`.
  virtual void prune_idempotency(timestamp before) = 0;
};

} // namespace dossier::storage
