#include "actors/stage/abort.hpp"

#include "actors/error.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::writing {

namespace {

/// A client ends a cancelled call within 100 ms; one that does not is not
/// waited for.
constexpr auto max_cancel_time = std::chrono::seconds{1};

bool is_under_way(const stage_actor_state& st) {
  return st.attempt && !st.offered && !st.attempt->has_ended
         && !st.attempt->is_aborted;
}

/// The provider has heard of it: from now on only the client is waited for.
void on_call_cancelled(self_ptr self, unsigned call) {
  auto& attempt = self->state.attempt;
  if (!attempt || attempt->call != call || !attempt->is_calling)
    return;
  attempt->cancelled_at = self->clock().now();
  self->delayed_send(self, max_cancel_time, timeout_atom_v, attempt->key);
}

/// Closes the connection of a call that is under way; its end comes with what
/// it has cost. Off when there is none.
bool cancel_call_under_way(self_ptr self) {
  auto& st = self->state;
  if (!is_under_way(st) || !st.attempt->is_calling)
    return false;
  auto call = st.attempt->call;
  cancel_call cancelled{st.job->state->id, st.attempt->key};
  self->request(st.engine->provider, caf::infinite, cancelled)
    .then([=] { on_call_cancelled(self, call); },
          [=](const caf::error& reason) {
            // Without a provider there is no call.
            spdlog::warn("call not cancelled: job={} reason={}", cancelled.job,
                         describe(reason));
            on_call_cancelled(self, call);
          });
  return true;
}

void end_drained(self_ptr self) {
  fail_attempt(self, error_class::drained, "The server is shutting down.");
}

/// What the attempt has cost so far. One that has a result keeps it; another is
/// as if it had never begun: the cancel may yet be refused.
void end_aborted(self_ptr self) {
  auto& st = self->state;
  attempt_failure aborted{error_class::drained, "The job was cancelled.", {}};
  auto report = st.offered   ? *st.offered
                : st.attempt ? report_of(*st.attempt, std::move(aborted))
                             : attempt_report{};
  if (st.attempt)
    st.attempt->is_aborted = is_under_way(st);
  st.aborter.deliver(std::move(report));
}

/// Nobody has waited for the end of this call: its cost is late.
void report_late_cost(self_ptr self) {
  auto& st = self->state;
  st.attempt->is_aborted = true;
  self->send(st.supervisor, late_usage{st.attempt->key, st.attempt->spent,
                                       st.attempt->calls_sent});
}

} // namespace

void drain_attempt(self_ptr self) {
  auto& st = self->state;
  if (!is_under_way(st))
    return;
  st.attempt->is_drained = true;
  if (!cancel_call_under_way(self))
    end_drained(self);
}

caf::result<attempt_report> abort_attempt(self_ptr self) {
  auto& st = self->state;
  st.is_aborted = true;
  st.aborter = self->make_response_promise<attempt_report>();
  auto result = st.aborter;
  if (!cancel_call_under_way(self))
    end_aborted(self);
  return result;
}

void on_late(self_ptr self, const attempt_key& key) {
  auto& st = self->state;
  if (!is_under_way(st) || st.attempt->key != key || !st.attempt->cancelled_at
      || self->clock().now() < *st.attempt->cancelled_at + max_cancel_time)
    return;
  if (st.aborter.pending()) {
    st.attempt->is_late = true;
    st.aborter.deliver(
      make_error(failure::unavailable, "a cancelled call has not ended"));
  } else if (st.attempt->is_drained) {
    end_drained(self);
  }
}

bool end_if_aborted(self_ptr self) {
  auto& st = self->state;
  if (st.aborter.pending())
    end_aborted(self);
  else if (st.attempt->is_late)
    report_late_cost(self);
  else if (st.attempt->is_drained)
    end_drained(self);
  else
    return false;
  return true;
}

} // namespace dossier::writing
