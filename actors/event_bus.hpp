/// Hands what happens to those who follow it. Durable events come from the
/// recorder after their commit; text and details come from stages and are kept
/// here, for those who join late, until their stage moves on.

#pragma once

#include "messages/protocol.hpp"

#include <unordered_map>

namespace dossier {

struct event_bus_actor_state {
  static inline const char* name = "event_bus";

  event_bus_actor_state() = default;

  struct follower {
    edge_actor edge;
    bool deltas = true;
  };

  std::unordered_map<job_id, std::vector<follower>> followers;
  std::vector<edge_actor> feed;
  std::unordered_map<job_id, live_view> live;
};

event_bus_actor::behavior_type
event_bus(event_bus_actor::stateful_pointer<event_bus_actor_state> self);

} // namespace dossier
