#include "actors/error.hpp"
#include "actors/stage/internal.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::writing {

namespace {

/// A client ends a cancelled call within 100 ms; one that does not is not
/// waited for.
constexpr auto max_cancel_time = std::chrono::seconds{1};

/// The provider has heard of it: from now on only the client is waited for.
void on_call_cancelled(self_ptr self, unsigned call) {
  auto& st = self->state;
  if (!has_call(st) || st.attempt->call != call)
    return;
  st.attempt->cancelled_at = self->clock().now();
  self->delayed_send(self, max_cancel_time, timeout_atom_v, st.attempt->key);
}

/// Closes the connection of the call that is under way; its end comes with what
/// it has cost.
void cancel_call_under_way(self_ptr self) {
  auto& st = self->state;
  auto call = st.attempt->call;
  cancel_call request{st.job->state->id, st.attempt->key};
  self->request(st.directory->provider, caf::infinite, request)
    .then([=] { on_call_cancelled(self, call); },
          [=](const caf::error& reason) {
            // Without a provider there is no call.
            spdlog::warn("call not cancelled: job={} reason={}", request.job,
                         describe(reason));
            on_call_cancelled(self, call);
          });
}

/// What the attempt has cost so far. One that has a result keeps it, and
/// another its last question: the cancel may yet be refused.
void end_aborted(self_ptr self) {
  auto& st = self->state;
  attempt_failure aborted{.error = error_class::drained,
                          .message = "The job was cancelled."};
  auto report = st.offered   ? *st.offered
                : st.attempt ? report_of(*st.attempt, std::move(aborted))
                             : attempt_report{};
  if (has_call(st))
    st.attempt->phase = attempt_phase::aborted;
  st.aborter.deliver(std::move(report));
}

/// Nobody has waited for the end of this call: its cost is late.
void report_late_cost(self_ptr self) {
  auto& st = self->state;
  st.attempt->phase = attempt_phase::aborted;
  self->send(st.supervisor, late_usage{.key = st.attempt->key,
                                       .spent = st.attempt->spent,
                                       .calls = st.attempt->calls_sent});
}

} // namespace

bool has_call(const stage_actor_state& st) noexcept {
  if (!st.attempt)
    return false;
  switch (st.attempt->phase) {
    case attempt_phase::calling:
    case attempt_phase::draining:
    case attempt_phase::aborting:
    case attempt_phase::late: return true;
    case attempt_phase::offering:
    case attempt_phase::ended:
    case attempt_phase::aborted: return false;
  }
  return false;
}

void end_drained(self_ptr self) {
  fail_attempt(self, error_class::drained, "The server is shutting down.");
}

void drain_attempt(self_ptr self) {
  auto& st = self->state;
  if (!st.attempt || st.attempt->phase != attempt_phase::calling)
    return;
  st.attempt->phase = attempt_phase::draining;
  cancel_call_under_way(self);
}

caf::result<attempt_report> abort_attempt(self_ptr self) {
  auto& st = self->state;
  st.is_job_cancelled = true;
  st.aborter = self->make_response_promise<attempt_report>();
  auto result = st.aborter;
  if (has_call(st)) {
    st.attempt->phase = attempt_phase::aborting;
    cancel_call_under_way(self);
  } else {
    end_aborted(self);
  }
  return result;
}

void on_late(self_ptr self, const attempt_key& key) {
  auto& st = self->state;
  if (!has_call(st) || st.attempt->key != key || !st.attempt->cancelled_at
      || self->clock().now() < *st.attempt->cancelled_at + max_cancel_time)
    return;
  if (st.attempt->phase == attempt_phase::aborting) {
    st.attempt->phase = attempt_phase::late;
    st.aborter.deliver(
      make_error(failure::unavailable, "a cancelled call has not ended"));
  } else if (st.attempt->phase == attempt_phase::draining) {
    end_drained(self);
  }
}

bool end_if_cancelled(self_ptr self) {
  switch (self->state.attempt->phase) {
    case attempt_phase::draining: end_drained(self); return true;
    case attempt_phase::aborting: end_aborted(self); return true;
    case attempt_phase::late: report_late_cost(self); return true;
    case attempt_phase::calling:
    case attempt_phase::offering:
    case attempt_phase::ended:
    case attempt_phase::aborted: return false;
  }
  return false;
}

} // namespace dossier::writing
