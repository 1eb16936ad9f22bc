/// Reruns of many jobs: the jobs are found, put on record, and then rerun a
/// few at a time, so that those who submit meanwhile do not wait behind them.
/// What is left of one when the process ends is not done.

#pragma once

#include "actors/rules/views/admin_view.hpp"
#include "messages/protocol.hpp"

#include <deque>

namespace dossier {

struct console_actor_state;

} // namespace dossier

namespace dossier::consoles {

/// What is left to do of the reruns that were asked for, and what came of the
/// others since there last was nothing to do.
struct bulk_work {
  struct rerun {
    job_command command;
    /// Of the request that named it.
    std::string trace_id;
    /// How often it was turned away because the engine was busy.
    unsigned tries = 0;
  };

  std::deque<rerun> waiting;
  std::size_t under_way = 0;
  std::size_t accepted = 0;
  std::deque<rules::refused_rerun> refused;
  bool is_pausing = false;
};

} // namespace dossier::consoles
