#include "actors/queue.hpp"

#include "actors/error.hpp"
#include "actors/rules/commands.hpp"
#include "actors/supervisor.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier {

namespace {

using self_ptr = queue_actor::stateful_pointer<queue_actor_state>;

/// Between two tries to admit a job whose admission was refused.
constexpr auto retry_delay = std::chrono::milliseconds{500};

// -- admission ----------------------------------------------------------------

void admit_next(self_ptr self);

void leave(self_ptr self, const job_id& id);

const report_type* type_of(self_ptr self, const job_state& job) {
  const auto& types = self->state.engine->report_types;
  auto found = types.find(job.request.report_type);
  return found == types.end() ? nullptr : &found->second;
}

void supervise(self_ptr self, struct job job, bool is_recovery) {
  auto& st = self->state;
  const auto* type = type_of(self, *job.state);
  if (!type) {
    spdlog::error("job left alone, its report type is not known: job={} "
                  "type={}",
                  job.state->id, job.state->request.report_type);
    return;
  }
  auto owner
    = self->spawn<caf::linked>(supervisor, st.engine, queue_actor{self}, *type);
  st.running[job.state->id] = owner;
  self->send(owner, assignment{std::move(job), is_recovery});
  if (st.draining)
    self->send(owner, *st.draining);
}

void put_back(self_ptr self, const job_id& id) {
  auto& st = self->state;
  st.put_back.push_back({id, {}, 0, {}, true});
  if (!std::exchange(st.is_retry_armed, true))
    self->delayed_send(self, retry_delay, retry_atom_v);
}

void admit(self_ptr self, const struct job& before) {
  auto& st = self->state;
  auto id = before.state->id;
  auto next
    = rules::step(before, rules::admission{}, st.engine->circumstances());
  if (st.draining)
    return leave(self, id);
  if (!next) {
    // Admitted before, by a process that is gone or a commit whose
    // acknowledgement was lost.
    return supervise(self, before, true);
  }
  self->request(st.engine->recorder, caf::infinite, next->record)
    .then([=, after = next->after](
            const recorded&) { supervise(self, after, false); },
          [=](const caf::error& reason) {
            spdlog::warn("admission refused: job={} reason={}", id,
                         describe(reason));
            put_back(self, id);
          });
}

void report_drained(self_ptr self) {
  auto& st = self->state;
  if (st.draining && st.running.empty() && st.drainer.pending())
    st.drainer.deliver(recorded{});
}

void leave(self_ptr self, const job_id& id) {
  self->state.running.erase(id);
  admit_next(self);
  report_drained(self);
}

void read_and_admit(self_ptr self, const job_id& id) {
  auto& st = self->state;
  st.running[id] = nullptr;
  self->request(st.engine->reader(), caf::infinite, find_job{id})
    .then(
      [=](const job_found& answer) {
        if (answer.found && !is_terminal(answer.found->state->status))
          admit(self, *answer.found);
        else
          leave(self, id);
      },
      [=](const caf::error& reason) {
        spdlog::warn("job not read: job={} reason={}", id, describe(reason));
        put_back(self, id);
      });
}

bool has_place(const queue_actor_state& st) {
  if (st.draining)
    return false;
  auto limit = st.engine->settings.max_running_jobs;
  return limit == 0 || st.running.size() < limit;
}

void admit_next(self_ptr self) {
  auto& st = self->state;
  while (has_place(st)) {
    auto next = st.waiting.next();
    if (!next)
      return;
    st.waiting.admit(*next);
    read_and_admit(self, *next);
  }
}

/// A supervisor that ends with its job says so; one that dies does not.
void on_supervisor_died(self_ptr self, const caf::actor_addr& who) {
  for (auto& [id, owner] : self->state.running)
    if (owner && owner.address() == who) {
      spdlog::error("supervisor died, starting over: job={}", id);
      owner = nullptr;
      return put_back(self, id);
    }
}

/// Supervisors are linked, so that they end with the queue; their own end is no
/// reason to end.
void on_exit(self_ptr self, const caf::exit_msg& exit) {
  if (!exit.reason)
    return;
  if (exit.reason == caf::exit_reason::user_shutdown)
    self->quit(exit.reason);
  else
    on_supervisor_died(self, exit.source);
}

// -- submission ---------------------------------------------------------------

reply refusal(problem what, const std::string& trace_id) {
  what.trace_id = trace_id;
  return to_reply(what);
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
  if (st.waiting.size() == 0 && has_place(st)) {
    st.running[id] = nullptr;
    return admit(self, what.after);
  }
  st.waiting.insert(
    {id, job.request.user, job.request.priority, job.queued_at, false});
  admit_next(self);
}

void on_not_created(self_ptr self, const job_id& id, const caf::error& reason) {
  auto entry = self->state.submissions.extract(id);
  auto& [sender, what, answer, scope, trace] = entry.mapped();
  self->state.keys_in_flight.erase(scope);
  spdlog::warn("submission refused: reason={}", describe(reason));
  sender.deliver(refusal(to_problem(reason, "Creating the job"), trace));
}

/// Where a job would stand that is not durable yet.
std::size_t place_for(queue_actor_state& st, const queued_job& newcomer) {
  st.waiting.insert(newcomer);
  auto result = st.waiting.position(newcomer.id).value_or(1);
  st.waiting.erase(newcomer.id);
  return result;
}

void create(self_ptr self, submit_job what,
            caf::typed_response_promise<reply> sender) {
  auto& st = self->state;
  auto around = st.engine->circumstances();
  auto id = next_id(self, around.now);
  auto graph = st.engine->report_types.at(what.request.report_type).graph;
  what.request.demo = st.engine->is_demo;
  auto place = place_for(
    st, {id, what.request.user, what.request.priority, around.now, false});
  auto answer = rules::accept_job(id, *graph, place);
  std::string scope;
  if (what.key) {
    scope = what.key->scope;
    what.key->answer = answer;
    what.key->created_at = around.now;
  }
  auto next = rules::create(id, std::move(graph), std::move(what.request),
                            around, std::move(what.key));
  auto record = next.record;
  st.submissions.emplace(
    id, queue_actor_state::submission{std::move(sender), std::move(next),
                                      std::move(answer), std::move(scope),
                                      std::move(what.trace_id)});
  self->request(st.engine->recorder, caf::infinite, std::move(record))
    .then([=](const recorded&) { on_created(self, id); },
          [=](const caf::error& reason) { on_not_created(self, id, reason); });
}

/// A repeat of an answered request gets the first answer; the same key with
/// another body is refused.
void on_answer_found(self_ptr self, const std::string& scope,
                     const answer_found& known) {
  auto entry = self->state.keyed.extract(scope);
  auto& [what, sender] = entry.mapped();
  if (known.found) {
    self->state.keys_in_flight.erase(scope);
    sender.deliver(
      rules::replay(*known.found, what.key->body_hash, what.trace_id));
  } else {
    create(self, std::move(what), std::move(sender));
  }
}

void on_answer_unknown(self_ptr self, const std::string& scope,
                       const caf::error& reason) {
  auto entry = self->state.keyed.extract(scope);
  self->state.keys_in_flight.erase(scope);
  auto& [what, sender] = entry.mapped();
  sender.deliver(
    refusal(to_problem(reason, "Creating the job"), what.trace_id));
}

void create_once(self_ptr self, const submit_job& what,
                 caf::typed_response_promise<reply> sender) {
  auto& st = self->state;
  auto scope = what.key->scope;
  if (!st.keys_in_flight.insert(scope).second) {
    sender.deliver(refusal(rules::key_in_flight(), what.trace_id));
    return;
  }
  st.keyed.emplace(
    scope, queue_actor_state::keyed_submission{what, std::move(sender)});
  self->request(st.engine->reader(), caf::infinite, find_answer{scope})
    .then(
      [=](const answer_found& known) { on_answer_found(self, scope, known); },
      [=](const caf::error& reason) {
        on_answer_unknown(self, scope, reason);
      });
}

caf::result<reply> on_submit(self_ptr self, const submit_job& what) {
  auto& st = self->state;
  if (st.submissions.size() + st.keyed.size()
      >= st.engine->settings.max_waiting)
    return refusal(rules::queue_full(), what.trace_id);
  auto sender = self->make_response_promise<reply>();
  if (what.key)
    create_once(self, what, sender);
  else
    create(self, what, sender);
  return sender;
}

// -- start --------------------------------------------------------------------

recovered take_up(self_ptr self, const unfinished_jobs& jobs) {
  recovered result;
  for (const auto& entry : jobs.items) {
    if (entry.admitted) {
      ++result.running;
      read_and_admit(self, entry.id);
    } else {
      ++result.waiting;
      self->state.waiting.insert(entry);
    }
  }
  admit_next(self);
  return result;
}

caf::result<recovered> recover(self_ptr self) {
  auto sender = self->make_response_promise<recovered>();
  self->state.starter = sender;
  self->request(self->state.engine->reader(), caf::infinite, unfinished_atom_v)
    .then(
      [=](const unfinished_jobs& jobs) {
        self->state.starter.deliver(take_up(self, jobs));
      },
      [=](const caf::error& reason) { self->state.starter.deliver(reason); });
  return sender;
}

void retry(self_ptr self) {
  self->state.is_retry_armed = false;
  auto again = std::exchange(self->state.put_back, {});
  for (const auto& entry : again)
    read_and_admit(self, entry.id);
}

/// Jobs that wait for a second try to be admitted are left to the next process.
caf::result<recorded> on_drain(self_ptr self, const drain& what) {
  auto& st = self->state;
  st.draining = what;
  st.drainer = self->make_response_promise<recorded>();
  for (const auto& entry : st.put_back)
    st.running.erase(entry.id);
  st.put_back.clear();
  for (const auto& [id, owner] : st.running)
    if (owner)
      self->send(owner, what);
  auto result = st.drainer;
  report_drained(self);
  return result;
}

queue_places places_of(self_ptr self, const find_places& what) {
  queue_places result;
  for (const auto& id : what.ids)
    result.places.push_back(self->state.waiting.position(id));
  return result;
}

} // namespace

queue_actor::behavior_type queue(self_ptr self, directory_ptr engine) {
  self->state.engine = std::move(engine);
  self->set_exit_handler(
    [=](const caf::exit_msg& exit) { on_exit(self, exit); });
  return {
    [=](const submit_job& what) { return on_submit(self, what); },
    [=](const find_places& what) { return places_of(self, what); },
    [=](const job_left& what) { leave(self, what.id); },
    [=](recover_atom) { return recover(self); },
    [=](retry_atom) { retry(self); },
    [=](const drain& what) { return on_drain(self, what); },
  };
}

} // namespace dossier
