#include "actors/supervisor/reload.hpp"

#include "actors/error.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::supervision {

namespace {

/// Before a job is read anew, doubled with each refusal up to the second.
constexpr auto first_reload_delay = std::chrono::milliseconds{100};
constexpr auto max_reload_delay = std::chrono::milliseconds{5000};

/// Sets the job going again from where it was read.
void go_on(self_ptr self) {
  auto& st = self->state;
  st.is_reloading = false;
  if (!is_running(st)) {
    st.is_recovering = false;
    return settle(self);
  }
  // Calls that were cancelled in vain are made again by their stages.
  st.late.reset();
  send_peers(self);
  take_up(self);
}

void on_reloaded(self_ptr self, const job_found& answer) {
  auto& st = self->state;
  st.is_removed = !answer.found;
  if (answer.found)
    st.job = *answer.found;
  go_on(self);
}

} // namespace

void take_up(self_ptr self) {
  auto& st = self->state;
  auto next = st.is_recovering
                ? rules::step(st.job, rules::recovery{}, st.engine->context())
                : std::nullopt;
  if (next)
    return record(
      self, {std::move(*next), supervisor_actor_state::waiting_recovery{}});
  st.is_recovering = false;
  resume_running(self);
  settle(self);
}

void read_job(self_ptr self) {
  auto& st = self->state;
  self->request(st.engine->reader(), caf::infinite, find_job{st.job.state->id})
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
