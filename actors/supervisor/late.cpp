#include "actors/error.hpp"
#include "actors/supervisor/internal.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::supervision {

namespace {

using state = supervisor_actor_state;

/// Before the cost of a late call is offered to the disk again.
constexpr auto late_retry_delay = std::chrono::seconds{1};

/// One whose cancel was refused has its job still, and the stage is needed.
void leave_if_last(self_ptr self, stage_index stage) {
  auto& st = self->state;
  st.late.reset(stage);
  if (st.phase != phase::lingering)
    return;
  self->send(st.stages[stage], stop_atom_v);
  if (st.late.none())
    self->quit();
}

} // namespace

void on_late(self_ptr self, const late_usage& cost) {
  auto& st = self->state;
  self
    ->request(st.directory->queue, caf::infinite, job_id{st.job.state->id},
              cost)
    .then([=](const recorded&) { leave_if_last(self, cost.key.stage); },
          [=](const caf::error& reason) {
            spdlog::warn("late cost refused: job={} reason={}",
                         self->state.job.state->id, describe(reason));
            self->delayed_send(self, late_retry_delay, cost);
          });
}

caf::result<recorded> on_late_usage(self_ptr self, const late_usage& cost) {
  auto& st = self->state;
  if (st.phase == phase::lingering)
    return make_error(failure::unavailable, "the job has been given back");
  // Of a cancel that is not recorded yet, the attempt is still awaited.
  if (is_unsettled(st) || st.cancelling)
    return make_error(failure::unavailable, "the job is in flux");
  auto next = st.is_removed
                ? std::nullopt
                : rules::step(st.job, cost, st.directory->context());
  auto sender = self->make_response_promise<recorded>();
  if (next) {
    record(self, {std::move(*next), state::waiting_queue{sender}});
  } else {
    sender.deliver(recorded{});
    settle(self);
  }
  return sender;
}

void on_deadline(self_ptr self) {
  for (const auto& each : self->state.stages)
    if (each)
      self->send(each, stop_atom_v);
  self->quit();
}

} // namespace dossier::supervision
