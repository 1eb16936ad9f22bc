#include "actors/queue/queue.hpp"

#include "actors/error.hpp"
#include "actors/queue/internal.hpp"
#include "actors/rules/views/answers.hpp"
#include "actors/supervisor/supervisor.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::queueing {

namespace {

using state = queue_actor_state;

/// Between two looks for unfinished jobs that nobody has.
constexpr auto sweep_interval = std::chrono::minutes{1};

/// Between two tries to admit a job whose admission was refused.
constexpr auto retry_delay = std::chrono::milliseconds{500};

// -- admission ----------------------------------------------------------------

/// Answers whoever wants the job started out of turn.
void answer_start(state::entry& entry, request_outcome answer) {
  if (entry.start_response.pending())
    entry.start_response.deliver(std::move(answer));
}

/// The job has been admitted. A supervisor that carried out the command which
/// made it due goes on with it.
void supervise(self_ptr self, struct job job, assignment_purpose purpose) {
  auto& st = self->state;
  auto id = job.state->id;
  auto& entry = enter(st, id, phase::running);
  if (!entry.supervisor)
    entry.supervisor = self->spawn<caf::linked>(
      supervisor, st.directory, runnable_type_of(self, *job.state));
  self->send(entry.supervisor, assignment{std::move(job), purpose});
  if (st.draining)
    self->send(entry.supervisor, *st.draining);
  answer_start(entry, {job_admitted{id}});
  dispatch(self, std::exchange(entry.held, {}));
}

/// Commands on the job are not kept waiting for a disk that is full.
void requeue(self_ptr self, const job_id& id, const problem& why) {
  auto& st = self->state;
  auto& entry = enter(st, id, phase::retrying);
  if (auto former = std::exchange(entry.supervisor, nullptr))
    self->send(former, stop_atom_v);
  answer_start(entry, {why});
  if (!std::exchange(st.is_retry_armed, true))
    self->delayed_send(self, retry_delay, retry_atom_v);
  refuse(self, std::exchange(entry.held, {}), why);
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
  auto next = rules::step(before, rules::admission{}, st.directory->context());
  if (!next) {
    // Admitted before, by a process that is gone or a commit whose
    // acknowledgement was lost.
    return supervise(self, before, assignment_purpose::recovery);
  }
  self->request(st.directory->recorder, caf::infinite, next->record)
    .then(
      [=, after = next->after](const recorded&) {
        supervise(self, after, assignment_purpose::run);
      },
      [=](const caf::error& reason) {
        spdlog::warn("admission refused: job={} reason={}", id,
                     describe(reason));
        requeue(self, id, to_problem(reason, "Starting the job"));
      });
}

/// The job runs again with the supervisor that made it due, or out of turn.
bool is_run_again(const state& st, const job_left& left) {
  auto found = st.jobs.find(left.id);
  return !st.draining && left.waits && found != st.jobs.end()
         && found->second.phase == phase::commanded
         && (found->second.start_response.pending() || is_due(st, left.id));
}

void on_job_left(self_ptr self, const job_left& left) {
  auto& st = self->state;
  if (left.waits)
    st.waiting.update(*left.waits);
  else
    st.waiting.erase(left.id);
  if (!is_run_again(st, left))
    return leave(self, left.id);
  st.waiting.admit(left.id);
  enter(st, left.id, phase::starting);
  if (left.job)
    admit(self, *left.job);
  else
    read_and_admit(self, left.id);
  admit_next(self);
}

// -- the end of a supervisor --------------------------------------------------

/// A supervisor that ends with its job says so; one that dies does not.
void on_supervisor_died(self_ptr self, const caf::actor_addr& who) {
  auto& st = self->state;
  refuse_lost(self, who);
  auto found = std::find_if(st.jobs.begin(), st.jobs.end(), [&](auto& each) {
    return each.second.supervisor && each.second.supervisor.address() == who;
  });
  if (found == st.jobs.end())
    return;
  auto id = found->first;
  found->second.supervisor = nullptr;
  if (found->second.phase == phase::starting)
    return; // Another is spawned once the job is admitted.
  if (found->second.phase == phase::running) {
    spdlog::error("supervisor died, starting over: job={}", id);
    return requeue(self, id, rules::supervisor_gone());
  }
  spdlog::error("supervisor died with a command: job={}", id);
  // If it waits, it is found anew, as it is stored.
  st.waiting.erase(id);
  leave(self, id);
  sweep(self);
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

recovered recover_all(self_ptr self, const unfinished_jobs& found) {
  auto& st = self->state;
  recovered result;
  for (const auto& job : found.items) {
    if (st.jobs.contains(job.id) || st.submissions.contains(job.id))
      continue;
    if (job.admitted) {
      ++result.running;
      read_and_admit(self, job.id);
    } else {
      ++result.waiting;
      st.waiting.insert(job);
    }
  }
  admit_next(self);
  return result;
}

/// A tick for all that run, and a look for those nobody has.
void on_sweep(self_ptr self) {
  for (const auto& [id, entry] : self->state.jobs)
    if (entry.phase == phase::running)
      self->send(entry.supervisor, sweep_atom_v);
  sweep(self);
  self->delayed_send(self, sweep_interval, sweep_atom_v);
}

// -- start --------------------------------------------------------------------

void recover_jobs(self_ptr self) {
  self
    ->request(self->state.directory->reader(), caf::infinite, unfinished_atom_v)
    .then(
      [=](const unfinished_jobs& jobs) {
        self->state.recovery_response.deliver(recover_all(self, jobs));
      },
      [=](const caf::error& reason) {
        self->state.recovery_response.deliver(reason);
      });
}

caf::result<recovered> recover(self_ptr self) {
  auto sender = self->make_response_promise<recovered>();
  self->state.recovery_response = sender;
  self
    ->request(self->state.directory->reader(), caf::infinite,
              find_setting{paused_key})
    .then(
      [=](const setting_found& pause) {
        self->state.is_paused = pause.value == "true";
        recover_jobs(self);
      },
      [=](const caf::error& reason) {
        self->state.recovery_response.deliver(reason);
      });
  return sender;
}

std::vector<job_id> jobs_in(const state& st, phase where) {
  std::vector<job_id> result;
  for (const auto& [id, entry] : st.jobs)
    if (entry.phase == where)
      result.push_back(id);
  return result;
}

void retry(self_ptr self) {
  self->state.is_retry_armed = false;
  for (const auto& id : jobs_in(self->state, phase::retrying))
    read_and_admit(self, id);
}

// -- the end ------------------------------------------------------------------

/// Answers the drain once no job is in anybody's hands.
void report_drained(self_ptr self) {
  auto& st = self->state;
  if (st.draining && st.jobs.empty() && st.drain_response.pending())
    st.drain_response.deliver(recorded{});
}

/// Jobs that wait for a second try to be admitted are left to the next process.
caf::result<recorded> on_drain(self_ptr self, const drain& end) {
  auto& st = self->state;
  st.draining = end;
  st.drain_response = self->make_response_promise<recorded>();
  auto result = st.drain_response;
  for (const auto& [id, entry] : st.jobs)
    if (entry.phase == phase::running)
      self->send(entry.supervisor, end);
  for (const auto& id : jobs_in(st, phase::retrying))
    leave(self, id);
  report_drained(self);
  return result;
}

} // namespace

report_type_ptr runnable_type_of(self_ptr self, const job_state& job) {
  const auto& types = self->state.directory->report_types;
  auto found = types.find(job.request.report_type);
  auto is_same = found != types.end()
                 && has_same_stages(*job.graph, *found->second->graph);
  return is_same ? found->second : nullptr;
}

bool has_slot(const state& st) {
  return !st.draining && !st.is_paused
         && (st.running_limit == 0 || st.slots_taken < st.running_limit);
}

bool holds_slot(phase where) noexcept {
  return where == phase::starting || where == phase::retrying
         || where == phase::running;
}

std::optional<phase> phase_of(const state& st, const job_id& id) {
  auto found = st.jobs.find(id);
  return found == st.jobs.end() ? std::nullopt
                                : std::optional{found->second.phase};
}

state::entry& enter(state& st, const job_id& id, phase where) {
  auto [found, is_new] = st.jobs.try_emplace(id);
  auto& entry = found->second;
  if (!is_new && holds_slot(entry.phase))
    --st.slots_taken;
  if (holds_slot(where))
    ++st.slots_taken;
  entry.phase = where;
  return entry;
}

bool is_due(const state& st, const job_id& id) {
  return has_slot(st) && st.waiting.next() == id;
}

/// The next job keeps its turn while a command holds it: it is back in a
/// moment, as no other command is passed on to it.
void admit_next(self_ptr self) {
  auto& st = self->state;
  while (has_slot(st)) {
    auto next = st.waiting.next();
    if (!next || phase_of(st, *next) == phase::commanded)
      return;
    st.waiting.admit(*next);
    read_and_admit(self, *next);
  }
}

void admit_at_once(self_ptr self, const struct job& job) {
  enter(self->state, job.state->id, phase::starting);
  admit(self, job);
}

void read_and_admit(self_ptr self, const job_id& id) {
  auto& st = self->state;
  enter(st, id, phase::starting);
  self->request(st.directory->reader(), caf::infinite, find_job{id})
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

void leave(self_ptr self, const job_id& id) {
  auto& st = self->state;
  auto left = st.jobs.extract(id);
  if (left.empty())
    return admit_next(self);
  auto& entry = left.mapped();
  if (holds_slot(entry.phase))
    --st.slots_taken;
  // One that ran the job ends by itself, once its late calls have.
  if (entry.supervisor && entry.phase != phase::running)
    self->send(entry.supervisor, stop_atom_v);
  answer_start(entry, {rules::not_startable()});
  // Before the next command takes the job that has its turn.
  admit_next(self);
  dispatch(self, entry.held);
  report_drained(self);
}

void sweep(self_ptr self) {
  if (std::exchange(self->state.is_sweeping, true))
    return;
  self
    ->request(self->state.directory->reader(), caf::infinite, unfinished_atom_v)
    .then(
      [=](const unfinished_jobs& jobs) {
        self->state.is_sweeping = false;
        recover_all(self, jobs);
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
                                 directory_ptr directory) {
  using namespace queueing;
  self->state.running_limit = directory->settings.max_running_jobs;
  self->state.directory = std::move(directory);
  self->delayed_send(self, sweep_interval, sweep_atom_v);
  self->set_exit_handler(
    [=](const caf::exit_msg& exit) { on_exit(self, exit); });
  return {
    [=](const submit_job& job) { return on_submit(self, job); },
    [=](const find_queue_positions& query) {
      return positions_of(self, query);
    },
    [=](const job_command& command) { return on_command(self, command); },
    [=](const job_id& id, const late_usage& cost) {
      return on_late_usage(self, id, cost);
    },
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
