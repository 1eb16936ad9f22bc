/// The rate limiter before a model: a bounded number of calls at a time, the
/// most urgent first, and none while the provider is busy.
///
///     waiting ──slot free, not held──▶ calling ──end──▶ (sent to the stage)
///        ▲                                │
///        └───────── turned away ──────────┘
///
/// A call that is turned away (429, 529) holds back all others, and is made
/// again itself, as part of the same attempt, until its stage has used up its
/// budget of waiting. `rules/scheduling/throttle.hpp` says how long,
/// `rules/scheduling/call_order.hpp` who is next.

#pragma once

#include "actors/directory.hpp"
#include "actors/rules/scheduling/call_order.hpp"
#include "actors/rules/scheduling/throttle.hpp"

#include <map>

namespace dossier::io::llm {

class call;
class client;

} // namespace dossier::io::llm

namespace dossier {

/// One call from its request to its end, with all its repetitions.
struct limited_call {
  using time_point = rules::throttle::time_point;

  /// Its `call` and `throttled` grow.
  call_request request;
  /// Requests sent, and what those that were turned away have cost.
  unsigned calls = 0;
  usage spent;
  /// Times it was turned away.
  unsigned refusals = 0;
  /// Since when it waits, and how long calls had been limited by then.
  time_point waits_since;
  milliseconds limited_before{0};
  /// What has been published of it, and what the store has noted.
  wait_reason published = wait_reason::none;
  wait_reason noted = wait_reason::none;
  /// Null while it waits.
  std::shared_ptr<io::llm::call> connection;
  bool is_probe = false;
  bool is_cancelled = false;
};

struct provider_actor_state {
  static inline const char* name = "provider";

  provider_actor_state() = default;

  directory_ptr directory;
  std::shared_ptr<io::llm::client> client;
  std::size_t max_concurrency = 0;
  rules::throttle limiter;
  /// Why calls are limited, in the provider's words.
  std::string reason;
  /// Tickets are given once, in the order of arrival.
  std::uint64_t last_ticket = 0;
  std::map<std::uint64_t, limited_call> waiting;
  rules::call_order order;
  std::map<std::uint64_t, limited_call> running;
  bool is_publish_armed = false;
};

/// Before its first message it reads clock, random numbers and settings of the
/// directory and no actor, as these may not have been spawned.
provider_actor::behavior_type
provider(provider_actor::stateful_pointer<provider_actor_state> self,
         directory_ptr directory, std::shared_ptr<io::llm::client> client);

} // namespace dossier
