/// Hands what happens to those who follow it. Durable events come from the
/// recorder after their commit; text and details come from stages and are kept
/// here, for those who join late, until their stage moves on.
///
/// A commit that failed may be stored all the same. Its job is read then, and
/// what is there is published: nothing else need follow on that commit, so
/// nobody else may ever publish it.
///
/// The jobs feed shows a queued job with its position, which the queue knows.
/// While the queue is asked, what comes next for the feed gathers, so that it
/// is published in order and asked for together.

#pragma once

#include "actors/directory.hpp"

#include <unordered_map>

namespace dossier {

struct event_bus_actor_state {
  static inline const char* name = "event_bus";

  event_bus_actor_state() = default;

  struct follower {
    edge_actor edge;
    bool deltas = true;
  };

  /// What is to be published on the jobs feed.
  using feed_item = std::variant<job_state_ptr, job_removed>;

  directory_ptr directory;
  std::unordered_map<job_id, std::vector<follower>> followers;
  std::vector<edge_actor> feed;
  /// What has gathered while the queue is asked about what came before.
  std::vector<feed_item> gathered;
  bool is_asking = false;
  /// Of jobs that run; what comes too late of others is not kept.
  std::unordered_map<job_id, live_view> live;
  /// The last failed commit of each job that is being read; news of it that
  /// come meanwhile say more than what is read.
  std::unordered_map<job_id, commit_ptr> doubted;
};

event_bus_actor::behavior_type
event_bus(event_bus_actor::stateful_pointer<event_bus_actor_state> self,
          directory_ptr directory);

} // namespace dossier
