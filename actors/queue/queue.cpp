#include "actors/queue/queue.hpp"

#include "actors/error.hpp"
#include "actors/queue/admin.hpp"
#include "actors/queue/requests.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/views/commands.hpp"
#include "actors/supervisor/supervisor.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::queueing {

namespace {

/// Between two looks for unfinished jobs that nobody has.
constexpr auto sweep_interval = std::chrono::minutes{1};

/// Between two tries to admit a job whose admission was refused.
constexpr auto retry_delay = std::chrono::milliseconds{500};

// -- admission ----------------------------------------------------------------

void leave(self_ptr self, const job_id& id);

/// Tells whoever wants the job started out of turn.
void answer_starter(self_ptr self, const job_id& id, reply answer) {
  auto entry = self->state.starters.extract(id);
  if (!entry.empty())
    entry.mapped().deliver(std::move(answer));
}

void supervise(self_ptr self, struct job job, bool is_recovery) {
  auto& st = self->state;
  auto id = job.state->id;
  auto owner
    = self->spawn<caf::linked>(supervisor, st.engine, queue_actor{self},
                               runnable_type_of(self, *job.state));
  st.running[id] = owner;
  self->send(owner, assignment{std::move(job), is_recovery, false});
  if (st.draining)
    self->send(owner, *st.draining);
  answer_starter(self, id, rules::accept_start(id));
  dispatch_held(self, id);
}

/// Commands on the job are not kept waiting for a disk that is full.
void requeue(self_ptr self, const job_id& id, const problem& why) {
  auto& st = self->state;
  answer_starter(self, id, to_reply(why));
  refuse_held(self, id, why);
  st.requeued.push_back({id, {}, 0, {}, true});
  if (!std::exchange(st.is_retry_armed, true))
    self->delayed_send(self, retry_delay, retry_atom_v);
}

void admit(self_ptr self, const struct job& before) {
  auto& st = self->state;
  auto id = before.state->id;
  if (st.draining)
    return leave(self, id);
  if (!runnable_type_of(self, *before.state)) {
    spdlog::error("job left alone, its report type is not known or has other "
                  "stages now: job={} type={}",
                  id, before.state->request.report_type);
    return leave(self, id);
  }
  auto next = rules::step(before, rules::admission{}, st.engine->context());
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
            requeue(self, id, to_problem(reason, "Starting the job"));
          });
}

void leave(self_ptr self, const job_id& id) {
  self->state.running.erase(id);
  self->state.commanded.erase(id);
  answer_starter(self, id, to_reply(rules::not_startable()));
  // Before the next command takes the job that has its turn.
  admit_next(self);
  dispatch_held(self, id);
  report_drained(self);
}

/// A job that is to start out of turn does so once its command is done.
void on_job_left(self_ptr self, const job_left& left) {
  auto& st = self->state;
  if (left.waits)
    st.waiting.update(*left.waits);
  else
    st.waiting.erase(left.id);
  if (st.draining || !left.waits || !st.starters.contains(left.id))
    return leave(self, left.id);
  st.commanded.erase(left.id);
  st.waiting.admit(left.id);
  read_and_admit(self, left.id);
  admit_next(self);
}

/// A supervisor that ends with its job says so; one that dies does not.
void on_supervisor_died(self_ptr self, const caf::actor_addr& who) {
  auto& st = self->state;
  auto is_dead = [&](const auto& entry) {
    return entry.second && entry.second.address() == who;
  };
  refuse_lost(self, who);
  if (auto found = std::find_if(st.running.begin(), st.running.end(), is_dead);
      found != st.running.end()) {
    spdlog::error("supervisor died, starting over: job={}", found->first);
    found->second = nullptr;
    return requeue(self, found->first, rules::supervisor_gone());
  }
  if (auto found
      = std::find_if(st.commanded.begin(), st.commanded.end(), is_dead);
      found != st.commanded.end()) {
    spdlog::error("supervisor died with a command: job={}", found->first);
    auto id = found->first;
    // If it waits, it is found anew, as it is stored.
    st.waiting.erase(id);
    leave(self, id);
    sweep(self);
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

// -- what nobody has ----------------------------------------------------------

/// A job that this queue knows of needs no help.
bool has(const queue_actor_state& st, const job_id& id) {
  return st.running.contains(id) || st.commanded.contains(id)
         || st.submissions.contains(id);
}

recovered take_up(self_ptr self, const unfinished_jobs& jobs) {
  auto& st = self->state;
  recovered result;
  for (const auto& entry : jobs.items) {
    if (has(st, entry.id))
      continue;
    if (entry.admitted) {
      ++result.running;
      read_and_admit(self, entry.id);
    } else {
      ++result.waiting;
      st.waiting.insert(entry);
    }
  }
  admit_next(self);
  return result;
}

/// A tick for all that run, and a look for those nobody has.
void on_sweep(self_ptr self) {
  for (const auto& [id, owner] : self->state.running)
    if (owner)
      self->send(owner, sweep_atom_v);
  sweep(self);
  self->delayed_send(self, sweep_interval, sweep_atom_v);
}

// -- start --------------------------------------------------------------------

void recover_jobs(self_ptr self) {
  self->request(self->state.engine->reader(), caf::infinite, unfinished_atom_v)
    .then(
      [=](const unfinished_jobs& jobs) {
        self->state.starter.deliver(take_up(self, jobs));
      },
      [=](const caf::error& reason) { self->state.starter.deliver(reason); });
}

caf::result<recovered> recover(self_ptr self) {
  auto sender = self->make_response_promise<recovered>();
  self->state.starter = sender;
  self
    ->request(self->state.engine->reader(), caf::infinite,
              find_setting{paused_key})
    .then(
      [=](const setting_found& pause) {
        self->state.is_paused = pause.value == "true";
        recover_jobs(self);
      },
      [=](const caf::error& reason) { self->state.starter.deliver(reason); });
  return sender;
}

void retry(self_ptr self) {
  self->state.is_retry_armed = false;
  auto again = std::exchange(self->state.requeued, {});
  for (const auto& entry : again)
    read_and_admit(self, entry.id);
}

/// Jobs that wait for a second try to be admitted are left to the next process.
caf::result<recorded> on_drain(self_ptr self, const drain& end) {
  auto& st = self->state;
  st.draining = end;
  st.drainer = self->make_response_promise<recorded>();
  for (const auto& entry : std::exchange(st.requeued, {})) {
    st.running.erase(entry.id);
    dispatch_held(self, entry.id);
  }
  for (const auto& [id, owner] : st.running)
    if (owner)
      self->send(owner, end);
  auto result = st.drainer;
  report_drained(self);
  return result;
}

} // namespace

report_type_ptr runnable_type_of(self_ptr self, const job_state& job) {
  const auto& types = self->state.engine->report_types;
  auto found = types.find(job.request.report_type);
  auto is_same = found != types.end()
                 && has_same_stages(*job.graph, *found->second->graph);
  return is_same ? found->second : nullptr;
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
        requeue(self, id, to_problem(reason, "Starting the job"));
      });
}

bool has_slot(const queue_actor_state& st) {
  return !st.draining && !st.is_paused
         && (st.running_limit == 0 || st.running.size() < st.running_limit);
}

bool is_due(const queue_actor_state& st, const job_id& id) {
  return has_slot(st) && st.waiting.next() == id;
}

bool is_commanded(const queue_actor_state& st, const job_id& id) {
  auto found = st.commanded.find(id);
  return found != st.commanded.end() && found->second;
}

/// Whoever is next keeps his turn while a command has his job: it is back in a
/// moment, as no further command is let to it.
void admit_next(self_ptr self) {
  auto& st = self->state;
  while (has_slot(st)) {
    auto next = st.waiting.next();
    if (!next || is_commanded(st, *next))
      return;
    st.waiting.admit(*next);
    read_and_admit(self, *next);
  }
}

void report_drained(self_ptr self) {
  auto& st = self->state;
  if (st.draining && st.running.empty() && st.commanded.empty()
      && st.drainer.pending())
    st.drainer.deliver(recorded{});
}

/// The job's state is at hand, so it need not be read.
void admit_at_once(self_ptr self, const struct job& job) {
  self->state.running[job.state->id] = nullptr;
  admit(self, job);
}

void sweep(self_ptr self) {
  if (std::exchange(self->state.is_sweeping, true))
    return;
  self->request(self->state.engine->reader(), caf::infinite, unfinished_atom_v)
    .then(
      [=](const unfinished_jobs& jobs) {
        self->state.is_sweeping = false;
        take_up(self, jobs);
      },
      [=](const caf::error& reason) {
        self->state.is_sweeping = false;
        spdlog::warn("unfinished jobs not looked for: reason={}",
                     describe(reason));
      });
}

} // namespace dossier::queueing

namespace dossier {

queue_actor::behavior_type queue(queueing::self_ptr self,
                                 directory_ptr engine) {
  using namespace queueing;
  self->state.running_limit = engine->settings.max_running_jobs;
  self->state.engine = std::move(engine);
  self->delayed_send(self, sweep_interval, sweep_atom_v);
  self->set_exit_handler(
    [=](const caf::exit_msg& exit) { on_exit(self, exit); });
  return {
    [=](const submit_job& submit) { return on_submit(self, submit); },
    [=](const find_queue_positions& query) {
      return positions_of(self, query);
    },
    [=](const job_command& command) { return on_command(self, command); },
    [=](const job_left& left) { on_job_left(self, left); },
    [=](const set_paused& pause) { return on_paused(self, pause); },
    [=](const set_running_limit& limit) {
      self->state.running_limit = limit.jobs;
      admit_next(self);
    },
    [=](const start_job& wanted) { return on_start(self, wanted); },
    [=](queue_atom) { return show(self); },
    [=](recover_atom) { return recover(self); },
    [=](retry_atom) { retry(self); },
    [=](sweep_atom) { on_sweep(self); },
    [=](const drain& end) { return on_drain(self, end); },
  };
}

} // namespace dossier
