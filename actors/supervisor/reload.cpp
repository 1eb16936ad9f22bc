#include "actors/error.hpp"
#include "actors/supervisor/internal.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::supervision {

namespace {

/// Before a job is read anew, doubled with each refusal up to
/// `max_reload_delay`.
constexpr auto first_reload_delay = std::chrono::milliseconds{100};
constexpr auto max_reload_delay = std::chrono::milliseconds{5000};

void on_reloaded(self_ptr self, const job_found& answer) {
  auto& st = self->state;
  if (st.phase != phase::reloading)
    return;
  st.phase = st.stages.empty() ? phase::idle : phase::running;
  st.is_removed = !answer.found;
  if (answer.found)
    st.job = *answer.found;
  if (!is_running(st)) {
    st.needs_recovery = false;
    return settle(self);
  }
  // Calls that were cancelled in vain are made again by their stages.
  st.late.reset();
  send_peers(self);
  resume(self);
}

} // namespace

void resume(self_ptr self) {
  auto& st = self->state;
  auto next = st.needs_recovery ? rules::step(st.job, rules::recovery{},
                                              st.directory->context())
                                : std::nullopt;
  if (next) {
    st.phase = phase::recovering;
    return record(
      self, {std::move(*next), supervisor_actor_state::waiting_recovery{}});
  }
  st.phase = phase::running;
  st.needs_recovery = false;
  resume_running(self);
  settle(self);
}

void read_job(self_ptr self) {
  auto& st = self->state;
  self
    ->request(st.directory->reader(), caf::infinite, find_job{st.job.state->id})
    .then([=](const job_found& answer) { on_reloaded(self, answer); },
          [=](const caf::error& reason) {
            spdlog::error("job not read: job={} reason={}",
                          self->state.job.state->id, describe(reason));
            reload_when_quiet(self);
          });
}

void reload_when_quiet(self_ptr self) {
  auto& st = self->state;
  if (!st.in_flight.empty())
    return;
  auto doubled = first_reload_delay * (1 << std::min(st.refusals++, 6u));
  self->delayed_send(self, std::min<milliseconds>(doubled, max_reload_delay),
                     reload_atom_v);
}

} // namespace dossier::supervision
