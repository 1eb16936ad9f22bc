#include "actors/queue/admin.hpp"

#include "actors/error.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/views/commands.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::queueing {

namespace {

reply refuse_start(problem why, const std::string& trace_id) {
  why.trace_id = trace_id;
  return to_reply(why);
}

/// A job that does not wait has been started already, has ended, or is not
/// there.
caf::result<reply> refuse_start(self_ptr self, const start_job& wanted) {
  auto sender = self->make_response_promise<reply>();
  self
    ->request(self->state.engine->reader(), caf::infinite,
              find_state{wanted.id})
    .then(
      [=](const state_found& answer) mutable {
        sender.deliver(refuse_start(answer.found ? rules::not_startable()
                                                 : rules::unknown_job(),
                                    wanted.trace_id));
      },
      [=](const caf::error& reason) mutable {
        sender.deliver(refuse_start(to_problem(reason, "Starting the job"),
                                    wanted.trace_id));
      });
  return sender;
}

/// The first position is that of a job which is being admitted. One that does
/// not wait at this moment, as a command has it, is told where it would.
std::optional<std::size_t> position_of(queue_actor_state& st,
                                       const job_state& job) {
  auto entry = rules::waiting_entry(job);
  if (!entry)
    return {};
  return st.running.contains(job.id) ? 1 : st.waiting.position_for(*entry);
}

} // namespace

caf::result<recorded> on_paused(self_ptr self, const set_paused& pause) {
  auto& st = self->state;
  auto sender = self->make_response_promise<recorded>();
  bookkeeping note{{pause.audit},
                   {{paused_key, pause.is_paused ? "true" : "false"}}};
  self->request(st.engine->recorder, caf::infinite, std::move(note))
    .then(
      [=, paused = pause.is_paused](const recorded& done) mutable {
        self->state.is_paused = paused;
        sender.deliver(done);
        admit_next(self);
      },
      [=](const caf::error& reason) mutable { sender.deliver(reason); });
  return sender;
}

caf::result<reply> on_start(self_ptr self, const start_job& wanted) {
  auto& st = self->state;
  auto is_held = is_commanded(st, wanted.id);
  if (st.draining || st.starters.contains(wanted.id)
      || (!is_held && !st.waiting.admit(wanted.id)))
    return refuse_start(self, wanted);
  auto result = self->make_response_promise<reply>();
  st.starters.emplace(wanted.id, result);
  if (!is_held)
    read_and_admit(self, wanted.id);
  return result;
}

queue_state show(self_ptr self) {
  const auto& st = self->state;
  queue_state result;
  result.is_paused = st.is_paused;
  result.waiting = st.waiting.size();
  result.running_limit = st.running_limit;
  for (const auto& [id, owner] : st.running)
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
