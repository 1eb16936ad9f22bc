/// Answers questions from the store, each from one transaction.

#pragma once

#include "messages/protocol.hpp"
#include "storage/job_reader.hpp"

namespace dossier {

struct reader_actor_state {
  static inline const char* name = "reader";

  reader_actor_state() = default;

  struct known_estimates {
    pipeline_ptr graph;
    caf::actor_clock::time_point since;
    std::shared_ptr<const estimates> items;
  };

  std::unique_ptr<storage::job_reader> store;
  /// By report type.
  std::map<std::string, known_estimates> estimated;
};

/// Blocks while it reads: spawn it detached.
reader_actor::behavior_type
reader(reader_actor::stateful_pointer<reader_actor_state> self,
       std::shared_ptr<std::unique_ptr<storage::job_reader>> store);

} // namespace dossier
