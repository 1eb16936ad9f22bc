#include "actors/queue/requests.hpp"

#include "actors/error.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/views/commands.hpp"
#include "actors/supervisor/supervisor.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::queueing {

namespace {

/// A command is sent after a supervisor that has just left so many times.
constexpr unsigned max_bounces = 3;

using promise = caf::typed_response_promise<reply>;

// -- submission ---------------------------------------------------------------

reply refusal(problem why, const std::string& trace_id) {
  why.trace_id = trace_id;
  return to_reply(why);
}

/// Sortable by creation: milliseconds, a count within one, and chance.
job_id next_id(self_ptr self, timestamp now) {
  auto& st = self->state;
  auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
  if (time > st.last_id_time) {
    st.last_id_time = time;
    st.last_id_count = 0;
  } else {
    ++st.last_id_count;
  }
  return rules::format_id(st.last_id_time, st.last_id_count,
                          st.engine->chance->bits());
}

void on_created(self_ptr self, const job_id& id) {
  auto& st = self->state;
  auto entry = st.submissions.extract(id);
  auto& [sender, what, answer, scope, trace] = entry.mapped();
  st.keys_in_flight.erase(scope);
  sender.deliver(std::move(answer));
  const auto& job = *what.after.state;
  if (st.waiting.size() == 0 && has_slot(st))
    return admit_at_once(self, what.after);
  st.waiting.insert(*rules::waiting_entry(job));
  admit_next(self);
}

void on_not_created(self_ptr self, const job_id& id, const caf::error& reason) {
  auto entry = self->state.submissions.extract(id);
  auto& [sender, what, answer, scope, trace] = entry.mapped();
  self->state.keys_in_flight.erase(scope);
  spdlog::warn("submission refused: reason={}", describe(reason));
  sender.deliver(refusal(to_problem(reason, "Creating the job"), trace));
  sweep(self);
}

void create(self_ptr self, submit_job submit,
            caf::typed_response_promise<reply> sender) {
  auto& st = self->state;
  auto around = st.engine->context();
  auto id = next_id(self, around.now);
  auto graph = st.engine->report_types.at(submit.request.report_type)->graph;
  submit.request.demo = st.engine->is_demo;
  auto position = st.waiting.position_for(
    {id, submit.request.user, submit.request.priority, around.now, false});
  auto answer = rules::accept_job(id, *graph, position);
  std::string scope;
  if (submit.key) {
    scope = submit.key->scope;
    submit.key->answer = answer;
    submit.key->created_at = around.now;
  }
  auto next = rules::create(id, std::move(graph), std::move(submit.request),
                            around, std::move(submit.key));
  auto record = next.record;
  st.submissions.emplace(
    id, queue_actor_state::submission{std::move(sender), std::move(next),
                                      std::move(answer), std::move(scope),
                                      std::move(submit.trace_id)});
  self->request(st.engine->recorder, caf::infinite, std::move(record))
    .then([=](const recorded&) { on_created(self, id); },
          [=](const caf::error& reason) { on_not_created(self, id, reason); });
}

// -- commands -----------------------------------------------------------------

void answer(self_ptr self, std::uint64_t ticket, reply reply) {
  auto entry = self->state.commands.extract(ticket);
  if (entry.empty())
    return;
  auto& command = entry.mapped();
  if (command.request.key)
    self->state.keys_in_flight.erase(command.request.key->scope);
  command.sender.deliver(std::move(reply));
}

void refuse(self_ptr self, std::uint64_t ticket, problem why) {
  auto found = self->state.commands.find(ticket);
  if (found != self->state.commands.end())
    answer(self, ticket,
           refusal(std::move(why), found->second.request.trace_id));
}

void route(self_ptr self, std::uint64_t ticket);

/// A supervisor may leave while a command is on its way to it.
void on_bounced(self_ptr self, std::uint64_t ticket, const caf::error& reason) {
  auto found = self->state.commands.find(ticket);
  if (found == self->state.commands.end())
    return;
  if (++found->second.bounces <= max_bounces)
    route(self, ticket);
  else
    refuse(self, ticket, to_problem(reason, "The command"));
}

void hand_over(self_ptr self, std::uint64_t ticket,
               const supervisor_actor& owner) {
  auto& command = self->state.commands.at(ticket);
  command.owner = owner.address();
  self->request(owner, caf::infinite, command.request)
    .then([=](const reply& reply) { answer(self, ticket, reply); },
          [=](const caf::error& reason) { on_bounced(self, ticket, reason); });
}

/// Spawns a supervisor that is there for commands alone.
void supervise_command(self_ptr self, const struct job& job) {
  auto& st = self->state;
  auto id = job.state->id;
  auto type = runnable_type_of(self, *job.state);
  if (!type)
    type = std::make_shared<const report_type>(
      report_type{job.state->graph, nullptr, {}, nullptr});
  auto owner
    = self->spawn<caf::linked>(supervisor, st.engine, queue_actor{self}, type);
  st.commanded[id] = owner;
  self->send(owner, assignment{job, false, true});
  dispatch_held(self, id);
}

/// Nobody is spawned for commands on this job.
void leave_unread(self_ptr self, const job_id& id, const problem& why) {
  self->state.commanded.erase(id);
  refuse_held(self, id, why);
  admit_next(self);
  report_drained(self);
}

void on_job_read(self_ptr self, const job_id& id, const job_found& answer) {
  auto& st = self->state;
  if (st.running.contains(id)) {
    // It was let in meanwhile.
    st.commanded.erase(id);
    dispatch_held(self, id);
  } else if (!answer.found) {
    leave_unread(self, id, rules::unknown_job());
  } else {
    supervise_command(self, *answer.found);
  }
}

void read_for_command(self_ptr self, const job_id& id) {
  self->state.commanded[id] = nullptr;
  self->request(self->state.engine->reader(), caf::infinite, find_job{id})
    .then([=](const job_found& answer) { on_job_read(self, id, answer); },
          [=](const caf::error& reason) {
            leave_unread(self, id, to_problem(reason, "The command"));
          });
}

/// The supervisor of a job, null where it is on its way; nothing for a job that
/// has none.
std::optional<supervisor_actor> owner_of(const queue_actor_state& st,
                                         const job_id& id) {
  if (auto found = st.running.find(id); found != st.running.end())
    return found->second;
  if (auto found = st.commanded.find(id); found != st.commanded.end())
    return found->second;
  return {};
}

void route(self_ptr self, std::uint64_t ticket) {
  auto& st = self->state;
  auto id = st.commands.at(ticket).request.id;
  auto owner = owner_of(st, id);
  // One that is due is to run before it takes another command.
  auto is_leaving = is_commanded(st, id) && is_due(st, id);
  if (owner && *owner && !is_leaving)
    return hand_over(self, ticket, *owner);
  st.held[id].push_back(ticket);
  if (!owner)
    read_for_command(self, id);
}

void command(self_ptr self, job_command command, promise sender) {
  auto& st = self->state;
  auto ticket = ++st.last_command;
  st.commands.emplace(ticket, queue_actor_state::command{
                                std::move(command), std::move(sender), 0, {}});
  route(self, ticket);
}

// -- idempotency --------------------------------------------------------------

void carry_out(self_ptr self, submit_job submit, promise sender) {
  create(self, std::move(submit), std::move(sender));
}

void carry_out(self_ptr self, job_command asked, promise sender) {
  command(self, std::move(asked), std::move(sender));
}

/// A repeat of an answered request gets the first answer; the same key with
/// another body is refused.
void on_answer_found(self_ptr self, const std::string& scope,
                     const answer_found& known) {
  auto entry = self->state.keyed.extract(scope);
  auto& sender = entry.mapped().sender;
  std::visit(
    [&](auto& each) {
      if (!known.found)
        return carry_out(self, std::move(each), std::move(sender));
      self->state.keys_in_flight.erase(scope);
      sender.deliver(
        rules::replay(*known.found, each.key->body_hash, each.trace_id));
    },
    entry.mapped().request);
}

void on_answer_unknown(self_ptr self, const std::string& scope,
                       const caf::error& reason) {
  auto entry = self->state.keyed.extract(scope);
  self->state.keys_in_flight.erase(scope);
  auto trace_id = std::visit([](const auto& each) { return each.trace_id; },
                             entry.mapped().request);
  entry.mapped().sender.deliver(
    refusal(to_problem(reason, "Looking up the key"), trace_id));
}

template <class Request>
void carry_out_once(self_ptr self, const Request& command, promise sender) {
  auto& st = self->state;
  auto scope = command.key->scope;
  if (!st.keys_in_flight.insert(scope).second) {
    sender.deliver(refusal(rules::key_in_flight(), command.trace_id));
    return;
  }
  st.keyed.emplace(
    scope, queue_actor_state::keyed_request{command, std::move(sender)});
  self->request(st.engine->reader(), caf::infinite, find_answer{scope})
    .then(
      [=](const answer_found& known) { on_answer_found(self, scope, known); },
      [=](const caf::error& reason) {
        on_answer_unknown(self, scope, reason);
      });
}

template <class Request>
caf::result<reply> on_request(self_ptr self, const Request& command) {
  auto& st = self->state;
  if (st.draining)
    return refusal(rules::draining(), command.trace_id);
  if (st.submissions.size() + st.keyed.size() + st.commands.size()
      >= st.engine->settings.max_waiting)
    return refusal(rules::queue_full(), command.trace_id);
  auto sender = self->make_response_promise<reply>();
  if (command.key)
    carry_out_once(self, command, sender);
  else
    carry_out(self, command, sender);
  return sender;
}

} // namespace

caf::result<reply> on_submit(self_ptr self, const submit_job& submit) {
  return on_request(self, submit);
}

caf::result<reply> on_command(self_ptr self, const job_command& command) {
  return on_request(self, command);
}

void dispatch_held(self_ptr self, const job_id& id) {
  auto entry = self->state.held.extract(id);
  if (entry.empty())
    return;
  for (auto ticket : entry.mapped())
    route(self, ticket);
}

void refuse_held(self_ptr self, const job_id& id, const problem& why) {
  auto entry = self->state.held.extract(id);
  if (entry.empty())
    return;
  for (auto ticket : entry.mapped())
    refuse(self, ticket, why);
}

void refuse_lost(self_ptr self, const caf::actor_addr& owner) {
  std::vector<std::uint64_t> lost;
  for (const auto& [ticket, command] : self->state.commands)
    if (command.owner == owner)
      lost.push_back(ticket);
  for (auto ticket : lost)
    refuse(self, ticket, rules::supervisor_died());
}

} // namespace dossier::queueing
