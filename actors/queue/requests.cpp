#include "actors/error.hpp"
#include "actors/queue/internal.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/requests/idempotency.hpp"
#include "actors/rules/requests/job_id.hpp"
#include "actors/rules/views/answers.hpp"
#include "actors/supervisor/supervisor.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::queueing {

namespace {

using state = queue_actor_state;

/// A request is sent after a supervisor that has just left at most this often.
constexpr unsigned max_failed_deliveries = 3;

// -- answering ----------------------------------------------------------------

void deliver(caf::typed_response_promise<request_outcome>& to,
             request_outcome outcome) {
  to.deliver(std::move(outcome));
}

/// A late cost is filed or not: there is no more to say of it. That of a job
/// that is gone has nowhere to go.
void deliver(caf::typed_response_promise<recorded>& to,
             const request_outcome& outcome) {
  const auto* refusal = outcome.refusal();
  if (refusal && refusal->code != problem_code::not_found)
    to.deliver(make_error(failure::unavailable, refusal->detail));
  else
    to.deliver(recorded{});
}

void deliver(state::requester& to, request_outcome outcome) {
  std::visit([&](auto& sender) { deliver(sender, std::move(outcome)); }, to);
}

// -- submission ---------------------------------------------------------------

/// Sortable by creation: milliseconds, a count within one, and random bits.
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
                          st.directory->rng->bits());
}

void on_created(self_ptr self, const job_id& id) {
  auto& st = self->state;
  auto entry = st.submissions.extract(id);
  auto& submission = entry.mapped();
  st.keys_in_flight.erase(submission.scope);
  deliver(submission.sender, std::move(submission.answer));
  const auto& job = submission.created.after;
  if (st.waiting.size() == 0 && has_slot(st))
    return admit_at_once(self, job);
  st.waiting.insert(*rules::waiting_entry(*job.state));
  admit_next(self);
}

void on_not_created(self_ptr self, const job_id& id, const caf::error& reason) {
  auto entry = self->state.submissions.extract(id);
  auto& submission = entry.mapped();
  self->state.keys_in_flight.erase(submission.scope);
  spdlog::warn("submission refused: reason={}", describe(reason));
  deliver(submission.sender, {to_problem(reason, "Creating the job")});
  sweep(self);
}

void carry_out(self_ptr self, submit_job submit, state::requester sender) {
  auto& st = self->state;
  auto context = st.directory->context();
  auto id = next_id(self, context.now);
  auto graph = st.directory->report_types.at(submit.request.report_type)->graph;
  submit.request.demo = st.directory->is_demo;
  auto position = st.waiting.position_for({.id = id,
                                           .user = submit.request.user,
                                           .priority = submit.request.priority,
                                           .queued_at = context.now});
  request_outcome answer{
    job_accepted{.id = id, .graph = graph, .position = position}};
  std::string scope;
  if (submit.key) {
    scope = submit.key->scope;
    submit.key->answer = rules::render(answer);
    submit.key->created_at = context.now;
  }
  auto next = rules::create(id, std::move(graph), std::move(submit.request),
                            context, std::move(submit.key));
  auto record = next.record;
  st.submissions.emplace(id, state::submission{.sender = std::move(sender),
                                               .created = std::move(next),
                                               .answer = std::move(answer),
                                               .scope = std::move(scope)});
  self->request(st.directory->recorder, caf::infinite, std::move(record))
    .then([=](const recorded&) { on_created(self, id); },
          [=](const caf::error& reason) { on_not_created(self, id, reason); });
}

// -- requests to supervisors --------------------------------------------------

const job_id& job_of(const state::supervisor_request& request) {
  return std::visit([](const auto& body) -> const job_id& { return body.id; },
                    request);
}

void answer(self_ptr self, std::uint64_t ticket, request_outcome outcome) {
  auto entry = self->state.requests.extract(ticket);
  if (entry.empty())
    return;
  auto& pending = entry.mapped();
  std::visit(
    [&](const auto& request) {
      if (request.key)
        self->state.keys_in_flight.erase(request.key->scope);
    },
    pending.request);
  deliver(pending.sender, std::move(outcome));
}

void route(self_ptr self, std::uint64_t ticket);

/// A supervisor may leave while a request is on its way to it.
void on_undelivered(self_ptr self, std::uint64_t ticket,
                    const caf::error& reason) {
  auto found = self->state.requests.find(ticket);
  if (found == self->state.requests.end())
    return;
  if (++found->second.failed_deliveries <= max_failed_deliveries)
    route(self, ticket);
  else
    answer(self, ticket, {to_problem(reason, "The command")});
}

void hand_over(self_ptr self, std::uint64_t ticket,
               const supervisor_actor& owner, const job_command& command) {
  self->request(owner, caf::infinite, command)
    .then(
      [=](const request_outcome& outcome) { answer(self, ticket, outcome); },
      [=](const caf::error& reason) { on_undelivered(self, ticket, reason); });
}

void hand_over(self_ptr self, std::uint64_t ticket,
               const supervisor_actor& owner, const state::late_cost& late) {
  self->request(owner, caf::infinite, late.id, late.cost)
    .then(
      [=, id = late.id](const recorded&) {
        answer(self, ticket, {job_changed{id}});
      },
      [=](const caf::error& reason) { on_undelivered(self, ticket, reason); });
}

/// Spawns a supervisor that is there for commands alone.
void supervise_commands(self_ptr self, const struct job& job) {
  auto& st = self->state;
  auto type = runnable_type_of(self, *job.state);
  if (!type)
    type = std::make_shared<const report_type>(
      report_type{.graph = job.state->graph,
                  .checks = nullptr,
                  .prompt_fingerprints = nullptr});
  auto& entry = enter(st, job.state->id, phase::commanded);
  entry.supervisor
    = self->spawn<caf::linked>(supervisor, st.directory, std::move(type));
  self->send(entry.supervisor, assignment{job, assignment_purpose::commands});
  dispatch(self, std::exchange(entry.held, {}));
}

/// Nobody is spawned for commands on this job.
void leave_unread(self_ptr self, const job_id& id, const problem& why) {
  refuse(self, std::exchange(self->state.jobs.at(id).held, {}), why);
  leave(self, id);
}

/// While it was read, the job may have been admitted, and be anywhere by now.
void on_job_read(self_ptr self, const job_id& id, const job_found& answer) {
  if (phase_of(self->state, id) != phase::reading)
    return;
  if (answer.found)
    supervise_commands(self, *answer.found);
  else
    leave_unread(self, id, rules::unknown_job());
}

void read_for_command(self_ptr self, const job_id& id) {
  self->request(self->state.directory->reader(), caf::infinite, find_job{id})
    .then([=](const job_found& answer) { on_job_read(self, id, answer); },
          [=](const caf::error& reason) {
            if (phase_of(self->state, id) == phase::reading)
              leave_unread(self, id, to_problem(reason, "The command"));
          });
}

void route(self_ptr self, std::uint64_t ticket) {
  auto& st = self->state;
  auto& pending = st.requests.at(ticket);
  const auto& id = job_of(pending.request);
  auto known = phase_of(st, id);
  if (!known)
    read_for_command(self, id);
  auto& entry = known ? st.jobs.at(id) : enter(st, id, phase::reading);
  // A job that is due is to run before it takes another command.
  auto takes_requests = entry.phase == phase::running
                        || (entry.phase == phase::commanded && !is_due(st, id));
  if (!takes_requests) {
    entry.held.push_back(ticket);
    return;
  }
  pending.owner = entry.supervisor.address();
  std::visit(
    [&](const auto& request) {
      hand_over(self, ticket, entry.supervisor, request);
    },
    pending.request);
}

void carry_out(self_ptr self, state::supervisor_request request,
               state::requester sender) {
  auto& st = self->state;
  auto ticket = ++st.last_request;
  st.requests.emplace(ticket,
                      state::pending_request{.request = std::move(request),
                                             .sender = std::move(sender),
                                             .failed_deliveries = 0,
                                             .owner = {}});
  route(self, ticket);
}

// -- idempotency --------------------------------------------------------------

/// A repeat of an answered request gets the first answer; the same key with
/// another body is refused.
void on_answer_found(self_ptr self, const std::string& scope,
                     const answer_found& known) {
  auto entry = self->state.keyed.extract(scope);
  auto& sender = entry.mapped().sender;
  std::visit(
    [&](auto& request) {
      if (!known.found)
        return carry_out(self, std::move(request), std::move(sender));
      self->state.keys_in_flight.erase(scope);
      deliver(sender, rules::replay(*known.found, request.key->body_hash));
    },
    entry.mapped().request);
}

void on_answer_unknown(self_ptr self, const std::string& scope,
                       const caf::error& reason) {
  auto entry = self->state.keyed.extract(scope);
  self->state.keys_in_flight.erase(scope);
  deliver(entry.mapped().sender, {to_problem(reason, "Looking up the key")});
}

template <class Request>
void carry_out_once(self_ptr self, const Request& request,
                    state::requester sender) {
  auto& st = self->state;
  auto scope = request.key->scope;
  if (!st.keys_in_flight.insert(scope).second)
    return deliver(sender, {rules::key_in_flight()});
  st.keyed.emplace(scope, state::keyed_request{request, std::move(sender)});
  self->request(st.directory->reader(), caf::infinite, find_answer{scope})
    .then(
      [=](const answer_found& known) { on_answer_found(self, scope, known); },
      [=](const caf::error& reason) {
        on_answer_unknown(self, scope, reason);
      });
}

template <class Answer, class Request>
caf::result<Answer> on_request(self_ptr self, const Request& request) {
  auto& st = self->state;
  auto result = self->make_response_promise<Answer>();
  state::requester sender{result};
  if (st.draining)
    deliver(sender, {rules::draining()});
  else if (st.submissions.size() + st.keyed.size() + st.requests.size()
           >= st.directory->settings.max_waiting)
    deliver(sender, {rules::queue_full()});
  else if (request.key)
    carry_out_once(self, request, std::move(sender));
  else
    carry_out(self, request, std::move(sender));
  return result;
}

} // namespace

caf::result<request_outcome> on_submit(self_ptr self, const submit_job& job) {
  return on_request<request_outcome>(self, job);
}

caf::result<request_outcome> on_command(self_ptr self,
                                        const job_command& command) {
  return on_request<request_outcome>(self, command);
}

caf::result<recorded> on_late_usage(self_ptr self, const job_id& id,
                                    const late_usage& cost) {
  auto scope = rules::late_usage_scope(id, cost.key);
  return on_request<recorded>(
    self, state::late_cost{.id = id,
                           .cost = cost,
                           .key = idempotency_record{.scope = scope,
                                                     .body_hash = scope,
                                                     .answer = {},
                                                     .created_at = {}}});
}

void dispatch(self_ptr self, const std::vector<std::uint64_t>& held) {
  for (auto ticket : held)
    route(self, ticket);
}

void refuse(self_ptr self, const std::vector<std::uint64_t>& held,
            const problem& why) {
  for (auto ticket : held)
    answer(self, ticket, {why});
}

void refuse_lost(self_ptr self, const caf::actor_addr& owner) {
  std::vector<std::uint64_t> lost;
  for (const auto& [ticket, pending] : self->state.requests)
    if (pending.owner == owner)
      lost.push_back(ticket);
  refuse(self, lost, rules::supervisor_died());
}

} // namespace dossier::queueing
