/// The only actor that writes a store. Commits gather while a group is being
/// written; the next group takes them all, so that one disk sync serves many.
///
///     commit ──▶ gathered ──write──▶ acknowledged ──▶ event bus
///                              └────▶ refused (the sender offers it again)
///                                        └──in doubt──▶ event bus
///
/// Notes that belong to no job gather and are written in the same way, behind
/// the commits of their time.

#pragma once

#include "actors/health.hpp"
#include "actors/ports.hpp"
#include "io/metrics.hpp"
#include "messages/protocol.hpp"
#include "storage/job_store.hpp"

#include <caf/typed_response_promise.hpp>

namespace dossier {

struct recorder_actor_state {
  static inline const char* name = "recorder";

  recorder_actor_state() = default;
  ~recorder_actor_state();

  struct waiting_commit {
    commit_ptr commit;
    caf::typed_response_promise<recorded> sender;
  };

  struct waiting_notes {
    store_notes notes;
    caf::typed_response_promise<recorded> sender;
  };

  std::unique_ptr<storage::job_store> store;
  event_bus_actor bus;
  const wall_clock* clock = nullptr;
  engine_health_ptr health;
  std::shared_ptr<io::metrics> metrics;
  std::vector<waiting_commit> gathered;
  std::vector<waiting_notes> notes;
  bool is_armed = false;
  bool is_maintenance_armed = false;
  bool is_probe_armed = false;
  std::uint64_t groups_written = 0;
  std::uint64_t commits_written = 0;
};

/// Blocks while it writes: spawn it detached.
recorder_actor::behavior_type
recorder(recorder_actor::stateful_pointer<recorder_actor_state> self,
         std::shared_ptr<std::unique_ptr<storage::job_store>> store,
         event_bus_actor bus, const wall_clock* clock, engine_health_ptr health,
         std::shared_ptr<io::metrics> metrics);

} // namespace dossier
