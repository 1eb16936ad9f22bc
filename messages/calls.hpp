/// What stages, the rate limiter before a model and its calls say to each
/// other; the question itself carries its sender (`protocol.hpp`).

#pragma once

#include "messages/outcome.hpp"

#include <variant>

namespace dossier {

struct call_text {
  attempt_key key;
  unsigned call = 0;
  std::string text;
};

struct call_restarted {
  attempt_key key;
  unsigned call = 0;
};

/// The last number of the call stands in an end: repetitions raise it.
struct call_answered {
  attempt_key key;
  unsigned call = 0;
  std::string text;
  std::string model;
  std::string stop_reason;
  /// Of all that was sent for this call.
  usage spent;
  unsigned calls = 0;
  milliseconds throttled{0};
};

struct call_failed {
  attempt_key key;
  unsigned call = 0;
  attempt_failure failure;
  std::string model;
  std::string stop_reason;
  /// Of all that was sent for this call; it may have ended before that.
  usage spent;
  unsigned calls = 0;
  milliseconds throttled{0};
};

struct call_taken {
  std::uint64_t ticket = 0;
  /// How often the call had been turned away when this was sent: what was meant
  /// of an earlier try says nothing of a later one.
  unsigned refusals = 0;
};

/// The end of a call, on its way through the rate limiter to its stage.
struct call_ended {
  std::uint64_t ticket = 0;
  std::variant<call_answered, call_failed> end;
};

struct cancel_call {
  job_id job;
  attempt_key key;
};

struct set_concurrency {
  std::size_t limit = 1;
};

/// The rate limiter before the model at one moment.
struct limiter_state {
  std::size_t limit = 0;
  std::size_t running = 0;
  std::size_t waiting = 0;
  /// Set while no call may go out, as the provider is busy.
  std::optional<timestamp> held_until;
  std::string model;
};

} // namespace dossier
