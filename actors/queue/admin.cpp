#include "actors/error.hpp"
#include "actors/queue/internal.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/views/answers.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::queueing {

namespace {

/// A job that does not wait has been started already, has ended, or is not
/// there.
caf::result<request_outcome> refuse_start(self_ptr self, const job_id& id) {
  auto sender = self->make_response_promise<request_outcome>();
  self->request(self->state.directory->reader(), caf::infinite, find_state{id})
    .then(
      [=](const state_found& answer) mutable {
        sender.deliver(request_outcome{answer.found ? rules::not_startable()
                                                    : rules::unknown_job()});
      },
      [=](const caf::error& reason) mutable {
        sender.deliver(request_outcome{to_problem(reason, "Starting the job")});
      });
  return sender;
}

/// The first position is that of a job which is being admitted. One that does
/// not wait at this moment, as a command has it, gets the one it would have.
std::optional<std::size_t> position_of(queue_actor_state& st,
                                       const job_state& job) {
  auto waits = rules::waiting_entry(job);
  if (!waits)
    return {};
  auto where = phase_of(st, job.id);
  return where && holds_slot(*where) ? 1 : st.waiting.position_for(*waits);
}

} // namespace

caf::result<recorded> on_paused(self_ptr self, const set_paused& pause) {
  auto& st = self->state;
  auto sender = self->make_response_promise<recorded>();
  store_notes note{.audit = {pause.audit},
                   .settings
                   = {{paused_key, pause.is_paused ? "true" : "false"}}};
  self->request(st.directory->recorder, caf::infinite, std::move(note))
    .then(
      [=, is_paused = pause.is_paused](const recorded& done) mutable {
        self->state.is_paused = is_paused;
        sender.deliver(done);
        admit_next(self);
      },
      [=](const caf::error& reason) mutable { sender.deliver(reason); });
  return sender;
}

caf::result<request_outcome> on_start(self_ptr self, const start_job& wanted) {
  auto& st = self->state;
  auto known = st.jobs.find(wanted.id);
  auto is_commanded
    = known != st.jobs.end() && known->second.phase == phase::commanded;
  auto is_requested
    = known != st.jobs.end() && known->second.start_response.pending();
  if (st.draining || is_requested
      || (!is_commanded && !st.waiting.admit(wanted.id)))
    return refuse_start(self, wanted.id);
  auto result = self->make_response_promise<request_outcome>();
  if (!is_commanded)
    read_and_admit(self, wanted.id);
  st.jobs.at(wanted.id).start_response = result;
  return result;
}

queue_state show(self_ptr self) {
  const auto& st = self->state;
  queue_state result;
  result.is_paused = st.is_paused;
  result.waiting = st.waiting.size();
  result.running_limit = st.running_limit;
  for (const auto& [id, entry] : st.jobs)
    if (holds_slot(entry.phase))
      result.running.push_back(id);
  return result;
}

queue_positions positions_of(self_ptr self, const find_queue_positions& query) {
  queue_positions result;
  for (const auto& job : query.jobs)
    result.positions.push_back(position_of(self->state, *job));
  return result;
}

} // namespace dossier::queueing
