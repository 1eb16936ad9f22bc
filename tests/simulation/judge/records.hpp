/// The database of a world, with the jobs that were removed from it: what is
/// said of them may still be on its way.

#pragma once

#include "storage/memory_store.hpp"

namespace dossier::simulation {

struct records {
  storage::memory_database_ptr database
    = std::make_shared<storage::memory_database>();
  std::map<job_id, storage::stored_job> removed;

  /// Null for a job that never was.
  const storage::stored_job* find(const job_id& id) const {
    if (auto found = database->jobs.find(id); found != database->jobs.end())
      return &found->second;
    auto gone = removed.find(id);
    return gone == removed.end() ? nullptr : &gone->second;
  }

  bool is_removed(const job_id& id) const {
    return removed.contains(id);
  }
};

} // namespace dossier::simulation
