#include "actors/supervisor.hpp"

#include "actors/error.hpp"
#include "actors/rules/status.hpp"
#include "actors/stage.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier {

namespace {

using self_ptr = supervisor_actor::stateful_pointer<supervisor_actor_state>;

/// Between two tries to read a job anew.
constexpr auto reload_delay = std::chrono::milliseconds{500};

// -- spawning -----------------------------------------------------------------

void spawn_stages(self_ptr self) {
  auto& st = self->state;
  st.stages.resize(st.job.state->stages.size());
  for (std::size_t i = 0; i < st.stages.size(); ++i)
    if (!is_terminal(st.job.state->stages[i].status))
      st.stages[i] = self->spawn<caf::linked>(stage, st.engine, st.type,
                                              static_cast<stage_index>(i));
}

/// Tells every stage who waits for it, and what it starts from. Said again
/// after the job was read anew, since a commit whose acknowledgement was lost
/// may have changed what a stage starts from.
void introduce(self_ptr self) {
  auto& st = self->state;
  stage_peers peers{supervisor_actor{self}, st.stages, st.job};
  for (const auto& each : st.stages)
    if (each)
      self->send(each, peers);
}

void resume(self_ptr self, stage_index index) {
  auto& st = self->state;
  const auto& job = *st.job.state;
  const auto& state = job.stages[index];
  if (state.detail == stage_detail::retry_wait)
    self->delayed_send(st.stages[index],
                       rules::remaining_wait(state, st.engine->clock->now()),
                       retry_atom_v);
  else
    self->send(st.stages[index],
               attempt_key{index, job.generation, state.attempts});
}

/// Sets going what the store says is running. A stage that is at it already
/// takes no notice.
void resume_running(self_ptr self) {
  auto running
    = rules::stages_at(*self->state.job.state, stage_status::running);
  for (std::size_t i = 0; i < self->state.stages.size(); ++i)
    if (running.test(i) && self->state.stages[i])
      resume(self, static_cast<stage_index>(i));
}

void finish(self_ptr self) {
  for (const auto& each : self->state.stages)
    if (each)
      self->send(each, stop_atom_v);
  self->send(self->state.queue, job_left{self->state.job.state->id});
  self->quit();
}

/// Nothing is lost by leaving once no attempt is under way and no commit on its
/// way: the next process takes the job up from there.
void leave_if_drained(self_ptr self) {
  const auto& st = self->state;
  auto is_busy
    = std::any_of(st.job.state->stages.begin(), st.job.state->stages.end(),
                  [](const stage_state& stage) {
                    return stage.status == stage_status::running
                           && stage.detail != stage_detail::retry_wait;
                  });
  if (st.is_draining && !is_busy && st.in_flight.empty())
    finish(self);
}

void on_drain(self_ptr self, const drain& what) {
  self->state.is_draining = true;
  for (const auto& each : self->state.stages)
    if (each)
      self->send(each, what);
  leave_if_drained(self);
}

// -- recording ----------------------------------------------------------------

/// Stages that ended for want of budget hear it from nobody else; blocked ones
/// hear it from their peers, and pass on what was started.
void stop_unfunded(self_ptr self, const rules::transition& what) {
  for (std::size_t i = 0; i < self->state.stages.size(); ++i)
    if (what.ended.test(i) && self->state.stages[i]
        && what.after.state->stages[i].error == error_class::budget)
      self->send(self->state.stages[i], stop_atom_v);
}

void on_recorded(self_ptr self, std::uint64_t revision) {
  auto entry = self->state.in_flight.extract(revision);
  if (entry.empty())
    return;
  auto& [reporter, sender, what] = entry.mapped();
  if (sender.pending()) {
    sender.deliver(rules::verdict_on(what, reporter));
  } else {
    self->state.is_recovering = false;
    resume_running(self);
  }
  stop_unfunded(self, what);
  if (is_terminal(what.after.state->status))
    finish(self);
  else
    leave_if_drained(self);
}

void reload(self_ptr self);

void on_refused(self_ptr self, std::uint64_t revision,
                const caf::error& reason) {
  auto entry = self->state.in_flight.extract(revision);
  if (!entry.empty() && entry.mapped().sender.pending())
    entry.mapped().sender.deliver(reason);
  spdlog::warn("commit refused: job={} revision={} reason={}",
               self->state.job.state->id, revision, describe(reason));
  reload(self);
}

void record(self_ptr self, supervisor_actor_state::pending_commit next) {
  auto& st = self->state;
  st.job = next.what.after;
  auto revision = st.job.state->revision;
  auto commit = next.what.record;
  st.in_flight.insert_or_assign(revision, std::move(next));
  self->request(st.engine->recorder, caf::infinite, std::move(commit))
    .then(
      [=](const recorded&) { on_recorded(self, revision); },
      [=](const caf::error& reason) { on_refused(self, revision, reason); });
}

// -- taking up ----------------------------------------------------------------

/// Sets the job going from where the store has it.
void take_up(self_ptr self) {
  auto& st = self->state;
  auto next = st.is_recovering ? rules::step(st.job, rules::recovery{},
                                             st.engine->circumstances())
                               : std::nullopt;
  if (next)
    return record(self, {0, {}, std::move(*next)});
  st.is_recovering = false;
  resume_running(self);
}

void on_reloaded(self_ptr self, const job_found& answer) {
  auto& st = self->state;
  st.is_reloading = false;
  if (!answer.found || is_terminal(answer.found->state->status))
    return finish(self);
  st.job = *answer.found;
  introduce(self);
  take_up(self);
}

void read_job(self_ptr self) {
  auto& st = self->state;
  self->request(st.engine->reader(), caf::infinite, find_job{st.job.state->id})
    .then([=](const job_found& answer) { on_reloaded(self, answer); },
          [=](const caf::error& reason) {
            spdlog::error("job not read: job={} reason={}",
                          self->state.job.state->id, describe(reason));
            self->delayed_send(self, reload_delay, reload_atom_v);
          });
}

void reload(self_ptr self) {
  if (!std::exchange(self->state.is_reloading, true))
    read_job(self);
}

// -- facts --------------------------------------------------------------------

/// What is known of a stage whose report was outdated: it may have missed an
/// answer.
verdict standing(const job& now, stage_index index) {
  const auto& state = now.state->stages[index];
  verdict result;
  result.status = state.status;
  result.next_attempt_at = state.next_attempt_at;
  result.output = now.outputs[index];
  result.sources = now.sources;
  if (state.status == stage_status::running && !state.next_attempt_at)
    result.started = attempt_key{index, now.state->generation, state.attempts};
  return result;
}

void log_end(const job_state& job, stage_index index) {
  const auto& state = job.stages[index];
  if (state.last_error)
    spdlog::warn("stage {}: job={} stage={} attempt={} class={} reason={}",
                 to_string(state.status), job.id, job.graph->stages[index].id,
                 state.attempts,
                 state.error ? to_string(*state.error) : std::string_view{},
                 *state.last_error);
}

template <class Fact>
caf::result<verdict>
on_fact(self_ptr self, const Fact& fact, stage_index reporter) {
  auto& st = self->state;
  if (st.is_reloading)
    return make_error(failure::unavailable, "the job is being read anew");
  auto next = rules::step(st.job, fact, st.engine->circumstances());
  if (!next)
    return standing(st.job, reporter);
  log_end(*next->after.state, reporter);
  auto sender = self->make_response_promise<verdict>();
  record(self, {reporter, sender, std::move(*next)});
  return sender;
}

void on_assignment(self_ptr self, const assignment& what) {
  auto& st = self->state;
  st.job = what.job;
  spawn_stages(self);
  introduce(self);
  st.is_recovering = what.is_recovery;
  take_up(self);
}

} // namespace

supervisor_actor::behavior_type supervisor(self_ptr self, directory_ptr engine,
                                           queue_actor queue,
                                           report_type type) {
  self->state.engine = std::move(engine);
  self->state.queue = std::move(queue);
  self->state.type = std::move(type);
  return {
    [=](const assignment& what) { on_assignment(self, what); },
    [=](const attempt_report& report) {
      return on_fact(self, report, report.key.stage);
    },
    [=](const attempt_due& due) {
      return on_fact(self, due, due.failed.stage);
    },
    [=](reload_atom) { read_job(self); },
    [=](const drain& what) { on_drain(self, what); },
  };
}

} // namespace dossier
