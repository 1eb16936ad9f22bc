#include "actors/error.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/views/answers.hpp"
#include "actors/supervisor/internal.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::supervision {

namespace {

using state = supervisor_actor_state;
using pending_command = state::pending_command;

void refuse(pending_command& pending, problem why) {
  pending.sender.deliver(request_outcome{std::move(why)});
}

// -- carrying out -------------------------------------------------------------

/// Returns false when nothing follows from the command but its answer.
bool carry_out(self_ptr self, pending_command pending,
               rules::command_facts known) {
  auto& st = self->state;
  if (st.is_removed) {
    refuse(pending, rules::unknown_job());
    settle(self);
    return false;
  }
  if (is_unsettled(st)) {
    // What is held here may not be so.
    refuse(pending, rules::supervisor_gone());
    return false;
  }
  known.checks = st.type->checks.get();
  auto outcome = rules::apply_command(st.job, pending.command, known,
                                      st.directory->context());
  if (outcome.change) {
    record(self, {std::move(*outcome.change),
                  state::waiting_client{std::move(pending.sender),
                                        std::move(outcome.answer)}});
    return true;
  }
  pending.sender.deliver(std::move(outcome.answer));
  settle(self);
  return false;
}

// -- cancelling ---------------------------------------------------------------

/// The cost of stages that are late is added when it is known.
void cancel_now(self_ptr self) {
  auto& st = self->state;
  auto [cancel, awaited, late, aborted]
    = std::move(*std::exchange(st.cancelling, std::nullopt));
  if (carry_out(self, std::move(cancel),
                {.aborted = std::move(aborted), .checks = nullptr}))
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
void cancel(self_ptr self, pending_command pending) {
  auto& st = self->state;
  const auto& job = *st.job.state;
  st.cancelling.emplace();
  st.cancelling->cancel = std::move(pending);
  for (std::size_t i = 0; i < st.stages.size(); ++i)
    if (job.admitted && st.stages[i] && !is_terminal(job.stages[i].status))
      abort(self, static_cast<stage_index>(i));
  if (st.cancelling->awaited.none())
    cancel_now(self);
}

// -- restoring ----------------------------------------------------------------

void restore(self_ptr self, const pending_command& pending) {
  auto& st = self->state;
  const auto& wanted = std::get<restore_command>(pending.command.body);
  st.is_reading_version = true;
  self
    ->request(st.directory->reader(), caf::infinite,
              find_version{.id = st.job.state->id,
                           .stage = wanted.stage,
                           .version = wanted.version})
    .then(
      [=](const versions_found& answer) {
        self->state.is_reading_version = false;
        rules::command_facts known;
        if (answer.found && !answer.found->items.empty())
          known.version = answer.found->items.front();
        carry_out(self, pending, std::move(known));
      },
      [=](const caf::error& reason) {
        self->state.is_reading_version = false;
        auto unread = pending;
        refuse(unread, to_problem(reason, "Reading the version"));
        settle(self);
      });
}

// -- one after the other ------------------------------------------------------

/// Whether a cancel would be refused anyhow, before anything is aborted.
bool may_cancel(const state& st, const job_command& command) {
  return !rules::access_refusal(*st.job.state, command.by, command.is_admin)
         && !rules::cancel_refusal(*st.job.state);
}

void start(self_ptr self, pending_command pending) {
  const auto& body = pending.command.body;
  if (std::holds_alternative<cancel_command>(body)
      && may_cancel(self->state, pending.command))
    cancel(self, std::move(pending));
  else if (std::holds_alternative<restore_command>(body))
    restore(self, pending);
  else
    carry_out(self, std::move(pending), {});
}

bool is_carrying_out(const state& st) {
  return st.cancelling || st.is_reading_version;
}

/// A command to a job that is ending waits for the end to be durable.
bool must_wait(const state& st) {
  auto is_ending = is_terminal(st.job.state->status) && !st.in_flight.empty();
  return is_unsettled(st) || is_carrying_out(st) || is_ending
         || !st.commands.empty();
}

} // namespace

caf::result<request_outcome> on_command(self_ptr self,
                                        const job_command& command) {
  auto& st = self->state;
  // The queue hears first that it has the job back, and asks somebody else.
  if (st.phase == phase::lingering)
    return make_error(failure::unavailable, "the job has been given back");
  pending_command pending{command,
                          self->make_response_promise<request_outcome>()};
  auto result = pending.sender;
  if (must_wait(st))
    st.commands.push_back(std::move(pending));
  else
    start(self, std::move(pending));
  return result;
}

bool next_command(self_ptr self) {
  auto& st = self->state;
  if (st.commands.empty() || is_carrying_out(st))
    return false;
  auto next = std::move(st.commands.front());
  st.commands.pop_front();
  start(self, std::move(next));
  return true;
}

} // namespace dossier::supervision
