#include "actors/supervisor/supervisor.hpp"

#include "actors/error.hpp"
#include "actors/rules/job/status.hpp"
#include "actors/rules/scheduling/admission.hpp"
#include "actors/stage/stage.hpp"
#include "actors/supervisor/internal.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::supervision {

namespace {

using state = supervisor_actor_state;

/// How long the late costs of cancelled calls are awaited at most.
constexpr auto max_linger = std::chrono::minutes{30};

// -- spawning -----------------------------------------------------------------

void spawn_stages(self_ptr self) {
  auto& st = self->state;
  st.stages.resize(st.job.state->stages.size());
  for (std::size_t i = 0; i < st.stages.size(); ++i)
    if (!is_terminal(st.job.state->stages[i].status))
      st.stages[i] = self->spawn<caf::linked>(stage, st.directory, st.type,
                                              static_cast<stage_index>(i));
}

// -- leaving ------------------------------------------------------------------

/// Gives the job back to the queue. Ends unless a late call is awaited, or the
/// job waits and could be run from here.
void finish(self_ptr self) {
  auto& st = self->state;
  if (std::exchange(st.phase, phase::lingering) == phase::lingering)
    return;
  for (std::size_t i = 0; i < st.stages.size(); ++i)
    if (st.stages[i] && !st.late.test(i))
      self->send(st.stages[i], stop_atom_v);
  job_left left{.id = st.job.state->id, .waits = {}, .job = nullptr};
  if (!st.is_removed)
    left.waits = rules::waiting_entry(*st.job.state);
  if (left.waits && st.stages.empty())
    left.job = std::make_shared<const struct job>(st.job);
  auto stays = left.job != nullptr;
  self->send(st.directory->queue, std::move(left));
  if (stays)
    return;
  if (st.late.none())
    self->quit();
  else
    self->delayed_send(self, max_linger, deadline_atom_v);
}

/// Nothing is lost by leaving once no attempt is under way and no commit on its
/// way: the next process takes the job up from there.
void leave_if_drained(self_ptr self) {
  const auto& st = self->state;
  auto is_busy
    = std::any_of(st.job.state->stages.begin(), st.job.state->stages.end(),
                  [](const stage_state& stage) {
                    return stage.status == stage_status::running
                           && stage.detail != wait_reason::retry_wait;
                  });
  // A refused commit has been taken back: what is held here is not so.
  if (st.is_draining && !is_busy && st.in_flight.empty()
      && st.phase != phase::reloading)
    finish(self);
}

void on_drain(self_ptr self, const drain& end) {
  self->state.is_draining = true;
  for (const auto& each : self->state.stages)
    if (each)
      self->send(each, end);
  leave_if_drained(self);
}

// -- recording ----------------------------------------------------------------

/// Stages that ended for want of budget hear it from nobody else; blocked ones
/// hear it from their peers, and pass on what was started.
void stop_unfunded(self_ptr self, const rules::transition& change) {
  for (std::size_t i = 0; i < self->state.stages.size(); ++i)
    if (change.ended.test(i) && self->state.stages[i]
        && change.after.state->stages[i].error == error_class::budget)
      self->send(self->state.stages[i], stop_atom_v);
}

/// After a recovery nobody has notified the stages that ended with it, and the
/// others must not wait for them.
void on_recovered(self_ptr self, const rules::transition& change) {
  auto& st = self->state;
  st.needs_recovery = false;
  if (st.phase == phase::recovering)
    st.phase = phase::running;
  for (std::size_t i = 0; i < st.stages.size(); ++i)
    if (change.ended.test(i) && st.stages[i]) {
      self->send(st.stages[i], stop_atom_v);
      st.stages[i] = nullptr;
    }
  send_peers(self);
  resume_running(self);
}

/// Tells who waited for a commit that it is durable.
struct durable_visitor {
  self_ptr self;
  const rules::transition& change;

  void operator()(state::waiting_stage& stage) const {
    stage.sender.deliver(rules::verdict_on(change, stage.reporter));
  }

  void operator()(state::waiting_client& client) const {
    client.sender.deliver(std::move(client.answer));
  }

  void operator()(state::waiting_queue& queue) const {
    queue.sender.deliver(recorded{});
  }

  void operator()(state::waiting_recovery&) const {
    on_recovered(self, change);
  }
};

/// Tells who waited for a commit that it was refused.
struct refusal_visitor {
  const caf::error& reason;

  void operator()(state::waiting_stage& stage) const {
    stage.sender.deliver(reason);
  }

  void operator()(state::waiting_client& client) const {
    client.sender.deliver(request_outcome{to_problem(reason, "The command")});
  }

  void operator()(state::waiting_queue& queue) const {
    queue.sender.deliver(reason);
  }

  void operator()(state::waiting_recovery&) const {
    // It is read anew, and recovered again.
  }
};

void on_recorded(self_ptr self, std::uint64_t revision) {
  auto& st = self->state;
  auto entry = st.in_flight.extract(revision);
  if (entry.empty())
    return;
  auto& [change, who] = entry.mapped();
  st.refusals = 0;
  st.is_removed = st.is_removed || change.record->is_removal;
  std::visit(durable_visitor{self, change}, who);
  if (st.phase == phase::reloading)
    return reload_when_quiet(self);
  stop_unfunded(self, change);
  settle(self);
}

void on_refused(self_ptr self, std::uint64_t revision,
                const caf::error& reason) {
  auto& st = self->state;
  auto entry = st.in_flight.extract(revision);
  spdlog::warn("commit refused: job={} revision={} reason={}", st.job.state->id,
               revision, describe(reason));
  if (!entry.empty())
    std::visit(refusal_visitor{reason}, entry.mapped().who);
  st.phase = phase::reloading;
  reload_when_quiet(self);
}

// -- facts --------------------------------------------------------------------

/// What is known of a stage whose report was outdated: it may have missed an
/// answer.
verdict current_verdict(const job& now, stage_index index) {
  const auto& stage = now.state->stages[index];
  verdict result;
  result.status = stage.status;
  result.next_attempt_at = stage.next_attempt_at;
  result.wait = rules::whole_wait(stage);
  result.output = now.outputs[index];
  result.sources = now.sources;
  if (stage.status == stage_status::running && !stage.next_attempt_at)
    result.started = attempt_key{.stage = index,
                                 .generation = now.state->generation,
                                 .attempt = stage.attempts};
  return result;
}

void log_end(const job_state& job, stage_index index) {
  const auto& stage = job.stages[index];
  if (stage.last_error)
    spdlog::warn("stage {}: job={} stage={} attempt={} class={} reason={}",
                 to_string(stage.status), job.id, job.graph->stages[index].id,
                 stage.attempts,
                 stage.error ? to_string(*stage.error) : std::string_view{},
                 *stage.last_error);
}

template <class Fact>
caf::result<verdict>
on_fact(self_ptr self, const Fact& fact, stage_index reporter) {
  auto& st = self->state;
  // While it is recovered, stages are sent on from what is held here:
  // no more than what is on its way to the disk already.
  if (is_unsettled(st))
    return make_error(failure::unavailable, "the job is being read anew");
  auto next = rules::step(st.job, fact, st.directory->context());
  if (!next && !st.in_flight.empty())
    return make_error(failure::unavailable,
                      "an earlier fact is being recorded");
  if (!next)
    return current_verdict(st.job, reporter);
  log_end(*next->after.state, reporter);
  auto sender = self->make_response_promise<verdict>();
  record(self, {std::move(*next), state::waiting_stage{reporter, sender}});
  return sender;
}

void on_assignment(self_ptr self, const assignment& assigned) {
  auto& st = self->state;
  st.job = assigned.job;
  if (assigned.purpose == assignment_purpose::commands)
    return; // A command follows.
  spawn_stages(self);
  send_peers(self);
  st.needs_recovery = assigned.purpose == assignment_purpose::recovery;
  resume(self);
}

/// Whatever was lost on the way is said again; who knows it already takes no
/// notice.
void on_tick(self_ptr self) {
  auto& st = self->state;
  if (is_unsettled(st) || st.cancelling || !st.in_flight.empty()
      || !is_running(st))
    return;
  send_peers(self);
  resume_running(self);
}

} // namespace

bool is_running(const state& st) {
  return !st.is_removed && !st.stages.empty()
         && st.job.state->status == job_status::running;
}

bool is_unsettled(const state& st) noexcept {
  return st.phase == phase::recovering || st.phase == phase::reloading;
}

void send_peers(self_ptr self) {
  auto& st = self->state;
  stage_peers peers{
    .supervisor = supervisor_actor{self},
    .stages = std::make_shared<const std::vector<stage_actor>>(st.stages),
    .job = std::make_shared<const struct job>(st.job)};
  for (const auto& each : st.stages)
    if (each)
      self->send(each, peers);
}

void resume_running(self_ptr self) {
  auto& st = self->state;
  if (st.cancelling)
    return;
  const auto& job = *st.job.state;
  auto running = rules::stages_at(job, stage_status::running);
  for (std::size_t i = 0; i < st.stages.size(); ++i)
    if (running.test(i) && st.stages[i]
        && job.stages[i].detail != wait_reason::retry_wait)
      self->send(st.stages[i], attempt_key{.stage = static_cast<stage_index>(i),
                                           .generation = job.generation,
                                           .attempt = job.stages[i].attempts});
}

void record(self_ptr self, state::pending_commit next) {
  auto& st = self->state;
  st.job = next.change.after;
  auto revision = st.job.state->revision;
  auto commit = next.change.record;
  st.in_flight.emplace(revision, std::move(next));
  self->request(st.directory->recorder, caf::infinite, std::move(commit))
    .then(
      [=](const recorded&) { on_recorded(self, revision); },
      [=](const caf::error& reason) { on_refused(self, revision, reason); });
}

void settle(self_ptr self) {
  auto& st = self->state;
  if (!is_running(st) && !st.in_flight.empty())
    return;
  if (next_command(self) || st.cancelling || st.is_reading_version)
    return;
  if (is_running(st))
    leave_if_drained(self);
  else
    finish(self);
}

} // namespace dossier::supervision

namespace dossier {

supervisor_actor::behavior_type supervisor(supervision::self_ptr self,
                                           directory_ptr directory,
                                           report_type_ptr type) {
  using namespace supervision;
  self->state.directory = std::move(directory);
  self->state.type = std::move(type);
  return {
    [=](const assignment& assigned) { on_assignment(self, assigned); },
    [=](const attempt_report& report) {
      return on_fact(self, report, report.key.stage);
    },
    [=](const attempt_due& due) {
      return on_fact(self, due, due.failed.stage);
    },
    [=](const job_command& command) { return on_command(self, command); },
    [=](const late_usage& cost) { on_late(self, cost); },
    [=](const job_id&, const late_usage& cost) {
      return on_late_usage(self, cost);
    },
    [=](sweep_atom) { on_tick(self); },
    [=](deadline_atom) { on_deadline(self); },
    [=](reload_atom) { read_job(self); },
    [=](stop_atom) { self->quit(); },
    [=](const drain& end) { on_drain(self, end); },
  };
}

} // namespace dossier
