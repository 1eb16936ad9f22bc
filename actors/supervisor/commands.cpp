#include "actors/supervisor/commands.hpp"

#include "actors/error.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/views/commands.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::supervision {

namespace {

using state = supervisor_actor_state;
using pending_command = state::pending_command;

/// Before the cost of a late call is offered to the disk again.
constexpr auto late_retry_delay = std::chrono::seconds{1};

void refuse(pending_command& pending, problem why) {
  why.trace_id = pending.command.trace_id;
  pending.sender.deliver(to_reply(why));
}

// -- carrying out -------------------------------------------------------------

const report::section_checks* checks_of(const state& st) {
  return st.type->checks.get();
}

/// Off when nothing follows from the command but its answer.
bool carry_out(self_ptr self, pending_command command,
               rules::command_facts known) {
  auto& st = self->state;
  if (st.is_removed) {
    refuse(command, rules::unknown_job());
    settle(self);
    return false;
  }
  if (st.is_reloading || st.is_recovering) {
    // What is held here may not be so.
    refuse(command, rules::supervisor_gone());
    return false;
  }
  known.checks = checks_of(st);
  auto outcome = rules::apply_command(st.job, command.command, known,
                                      st.engine->context());
  if (auto* refused = std::get_if<problem>(&outcome)) {
    refuse(command, std::move(*refused));
  } else if (auto* answer = std::get_if<reply>(&outcome)) {
    command.sender.deliver(std::move(*answer));
  } else {
    auto& done = std::get<rules::command_change>(outcome);
    record(self, {std::move(done.change),
                  state::waiting_client{std::move(command.sender),
                                        std::move(done.answer),
                                        command.command.trace_id}});
    return true;
  }
  settle(self);
  return false;
}

// -- cancelling ---------------------------------------------------------------

/// The cost of stages that are late is added when it is known.
void cancel_now(self_ptr self) {
  auto& st = self->state;
  auto [command, awaited, late, aborted]
    = std::move(*std::exchange(st.cancelling, std::nullopt));
  --st.commands_under_way;
  if (carry_out(self, std::move(command), {std::move(aborted), {}, nullptr}))
    st.late |= late;
}

void on_aborted(self_ptr self, stage_index stage) {
  auto& cancelling = self->state.cancelling;
  cancelling->awaited.reset(stage);
  if (cancelling->awaited.none())
    cancel_now(self);
}

/// One that is gone has ended already, and its end is on record.
void on_not_aborted(self_ptr self, stage_index stage,
                    const caf::error& reason) {
  auto& st = self->state;
  spdlog::warn("attempt not aborted: job={} reason={}", st.job.state->id,
               describe(reason));
  if (is_unavailable(reason))
    st.cancelling->late.set(stage);
  on_aborted(self, stage);
}

void abort(self_ptr self, stage_index stage) {
  auto& st = self->state;
  st.cancelling->awaited.set(stage);
  self->request(st.stages[stage], caf::infinite, abort_atom_v)
    .then(
      [=](const attempt_report& report) {
        self->state.cancelling->aborted.push_back(report);
        on_aborted(self, stage);
      },
      [=](const caf::error& reason) { on_not_aborted(self, stage, reason); });
}

/// Connections are closed first, so that what they have cost is part of the
/// transaction, and no call goes out behind it. Stages that wait hear of it
/// too: their start may be on its way. Those of a job that waits to run again
/// are left from before.
void cancel(self_ptr self, pending_command command) {
  auto& st = self->state;
  const auto& job = *st.job.state;
  st.cancelling.emplace();
  st.cancelling->command = std::move(command);
  ++st.commands_under_way;
  for (std::size_t i = 0; i < st.stages.size(); ++i)
    if (job.admitted && st.stages[i] && !is_terminal(job.stages[i].status))
      abort(self, static_cast<stage_index>(i));
  if (st.cancelling->awaited.none())
    cancel_now(self);
}

// -- restoring ----------------------------------------------------------------

void restore(self_ptr self, const pending_command& command) {
  auto& st = self->state;
  const auto& wanted = std::get<restore_command>(command.command.body);
  ++st.commands_under_way;
  self
    ->request(st.engine->reader(), caf::infinite,
              find_version{st.job.state->id, wanted.stage, wanted.version})
    .then(
      [=](const versions_found& answer) {
        --self->state.commands_under_way;
        rules::command_facts known;
        if (answer.found && !answer.found->items.empty())
          known.version = answer.found->items.front();
        carry_out(self, command, std::move(known));
      },
      [=](const caf::error& reason) {
        --self->state.commands_under_way;
        auto unread = command;
        refuse(unread, to_problem(reason, "Reading the version"));
        settle(self);
      });
}

/// Whether a cancel would be refused anyhow, before anything is aborted.
bool may_cancel(const state& st, const job_command& command) {
  return !rules::access_refusal(*st.job.state, command.by, command.is_admin)
         && !rules::cancel_refusal(*st.job.state);
}

void start(self_ptr self, pending_command command) {
  const auto& body = command.command.body;
  if (std::holds_alternative<cancel_command>(body)
      && may_cancel(self->state, command.command))
    cancel(self, std::move(command));
  else if (std::holds_alternative<restore_command>(body))
    restore(self, command);
  else
    carry_out(self, std::move(command), {});
}

/// A command to a job that is ending waits for the end to be durable.
bool must_wait(const state& st) {
  auto is_ending = is_terminal(st.job.state->status) && !st.in_flight.empty();
  return st.is_reloading || st.is_recovering || st.commands_under_way > 0
         || is_ending || !st.commands.empty();
}

// -- what came late -----------------------------------------------------------

/// One whose cancel was refused has its job still, and the stage is needed.
void leave_if_last(self_ptr self, stage_index stage) {
  auto& st = self->state;
  st.late.reset(stage);
  if (!st.is_lingering)
    return;
  self->send(st.stages[stage], stop_atom_v);
  if (st.late.none())
    self->quit();
}

void offer_later(self_ptr self, const late_usage& cost) {
  self->delayed_send(self, late_retry_delay, cost);
}

/// However often it is offered, it is filed once: a commit that was refused may
/// be stored all the same.
idempotency_record late_cost_key(const job_id& id, const attempt_key& key) {
  auto scope = "late cost\n" + id + '\n' + std::to_string(key.stage) + '\n'
               + std::to_string(key.generation) + '\n'
               + std::to_string(key.attempt);
  return {scope, scope, {}, {}};
}

} // namespace

caf::result<reply> on_command(self_ptr self, const job_command& asked) {
  auto& st = self->state;
  // The queue hears first that it has the job back, and asks somebody else.
  if (st.is_lingering)
    return make_error(failure::unavailable, "the job has been given back");
  pending_command command{asked, self->make_response_promise<reply>()};
  auto result = command.sender;
  if (must_wait(st))
    st.commands.push_back(std::move(command));
  else
    start(self, std::move(command));
  return result;
}

bool next_command(self_ptr self) {
  auto& st = self->state;
  if (st.commands.empty() || st.commands_under_way > 0)
    return false;
  auto next = std::move(st.commands.front());
  st.commands.pop_front();
  start(self, std::move(next));
  return true;
}

void on_cut(self_ptr self) {
  for (const auto& each : self->state.stages)
    if (each)
      self->send(each, stop_atom_v);
  self->quit();
}

/// Somebody else may have the job by now; the queue knows.
void on_late(self_ptr self, const late_usage& cost) {
  auto& st = self->state;
  auto stage = cost.key.stage;
  const auto& id = st.job.state->id;
  job_command command{id, {}, true, cost, late_cost_key(id, cost.key), {}};
  self->request(st.queue, caf::infinite, std::move(command))
    .then(
      [=](const reply& answer) {
        if (answer.status < 500)
          return leave_if_last(self, stage);
        offer_later(self, cost);
      },
      [=](const caf::error& reason) {
        spdlog::warn("late cost refused: job={} reason={}",
                     self->state.job.state->id, describe(reason));
        offer_later(self, cost);
      });
}

} // namespace dossier::supervision
