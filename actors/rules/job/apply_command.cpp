#include "actors/rules/job/apply_command.hpp"

#include "actors/rules/graph/rerun.hpp"
#include "actors/rules/job/attempt.hpp"
#include "actors/rules/job/restore.hpp"
#include "actors/rules/job/status.hpp"
#include "actors/rules/job/transaction.hpp"
#include "actors/rules/views/answers.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

command_outcome refuse(problem why) {
  return {.change = {}, .answer = {std::move(why)}};
}

command_outcome refuse(problem_code code, std::string detail) {
  return refuse(make_problem(code, std::move(detail)));
}

command_outcome still_active(const job_state& job, std::string_view action) {
  return refuse(problem_code::job_active,
                "The job is " + std::string{to_string(job.status)} + "; it can "
                  + std::string{action} + " once it has ended.");
}

/// Carries out one kind of command each.
class command_applier {
public:
  command_applier(const job& before, const job_command& command,
                  const command_facts& known, const step_context& context)
    : before_(before), command_(command), known_(known), context_(context),
      work_(before, context.now) {
    // nop
  }

  command_outcome operator()(const rerun_command& rerun) {
    if (!known_.checks)
      return unknown_type();
    auto planned = plan_rerun(*before_.state, rerun);
    if (auto* bad = std::get_if<problem>(&planned))
      return refuse(std::move(*bad));
    const auto& plan = std::get<rerun_plan>(planned);
    work_.emit(job_rerun{.sections = plan.sections,
                         .recomputed = plan.recomputed,
                         .cascade = rerun.cascade,
                         .reason = rerun.reason,
                         .by = command_.by,
                         .budget = rerun.budget});
    for (std::size_t i = 0; i < before_.state->stages.size(); ++i)
      if (plan.all().test(i))
        work_.reset(static_cast<stage_index>(i));
    return close({rerun_accepted{.id = before_.state->id,
                                 .graph = before_.state->graph,
                                 .generation = before_.state->generation + 1,
                                 .sections = plan.sections,
                                 .recomputed = plan.recomputed,
                                 .stale = plan.stale,
                                 .is_regenerate = rerun.is_regenerate}});
  }

  command_outcome operator()(const cancel_command&) {
    if (auto refused = cancel_refusal(*before_.state))
      return refuse(std::move(*refused));
    work_.emit(job_cancelled{});
    for (std::size_t i = 0; i < before_.state->stages.size(); ++i)
      if (!is_terminal(before_.state->stages[i].status))
        cancel(static_cast<stage_index>(i));
    return close({cancel_accepted{before_.state->id}});
  }

  command_outcome operator()(const update_command& update) {
    auto is_queued = before_.state->status == job_status::queued;
    if (update.priority && !is_queued)
      return refuse(problem_code::not_queued,
                    "The priority of a job can be changed only while it waits; "
                    "this one is "
                      + std::string{to_string(before_.state->status)} + '.');
    request_outcome answer{job_changed{before_.state->id}};
    if (!update.tags && !update.priority && !update.budget)
      return {.change = {}, .answer = std::move(answer)};
    work_.emit(job_updated{.tags = update.tags,
                           .priority = update.priority,
                           .budget = update.budget});
    return close(std::move(answer));
  }

  command_outcome operator()(const restore_command& wanted) {
    if (!is_terminal(before_.state->status))
      return still_active(*before_.state, "be given an old version");
    auto stage = before_.state->graph->find(wanted.stage);
    if (!stage || !known_.version || !known_.version->text)
      return refuse(problem_code::not_found,
                    "This section has no version with this number.");
    if (!known_.checks)
      return unknown_type();
    restore(work_, before_, *stage, *known_.version, *known_.checks,
            context_.now);
    work_.finish_again();
    return close(
      {version_restored{.id = before_.state->id,
                        .stage = wanted.stage,
                        .version = work_.state().stages[*stage].version,
                        .status = derive_status(work_.state())}});
  }

  command_outcome operator()(const delete_command&) {
    if (!is_terminal(before_.state->status))
      return still_active(*before_.state, "be deleted");
    auto record = std::make_shared<commit>();
    record->expected_revision = before_.state->revision;
    record->lease = before_.lease;
    record->after = before_.state;
    record->is_removal = true;
    return {.change = transition{.after = before_, .record = std::move(record)},
            .answer = {job_deleted{}}};
  }

private:
  command_outcome close(request_outcome answer) {
    if (command_.key) {
      auto record = *command_.key;
      record.answer = render(answer);
      record.created_at = context_.now;
      work_.answer(std::move(record));
    }
    return {.change = std::move(work_).close(), .answer = std::move(answer)};
  }

  command_outcome unknown_type() const {
    return refuse(problem_code::invalid_field,
                  "The report type " + before_.state->request.report_type
                    + " is not configured any more, or has other stages now; "
                      "this job can be read, but not run.");
  }

  // -- cancel -----------------------------------------------------------------

  const attempt_report* report_on(const attempt_key& key) const {
    auto found
      = std::find_if(known_.aborted.begin(), known_.aborted.end(),
                     [&](const auto& report) { return report.key == key; });
    return found == known_.aborted.end() ? nullptr : &*found;
  }

  void cancel(stage_index stage) {
    const auto& state = before_.state->stages[stage];
    if (state.status != stage_status::running)
      return work_.emit(stage, stage_cancelled{});
    // An attempt that waits for the next has been filed already.
    if (state.detail == wait_reason::retry_wait)
      return work_.emit(stage, state.attempts, stage_cancelled{});
    attempt_record record;
    record.key = {.stage = stage,
                  .generation = before_.state->generation,
                  .attempt = state.attempts};
    record.outcome = attempt_outcome::cancelled;
    record.started_at = state.phase_since.value_or(context_.now);
    record.completed_at = context_.now;
    if (const auto* known = report_on(record.key)) {
      record.model = known->model;
      record.stop_reason = known->stop_reason;
      record.calls = known->calls;
      record.spent = known->spent;
    }
    work_.emit(stage, state.attempts, stage_cancelled{record.spent});
    work_.file(std::move(record));
  }

  const job& before_;
  const job_command& command_;
  const command_facts& known_;
  const step_context& context_;
  transaction work_;
};

} // namespace

std::optional<problem> cancel_refusal(const job_state& job) {
  if (!is_terminal(job.status))
    return {};
  return make_problem(problem_code::not_cancellable,
                      "The job has ended already: it is "
                        + std::string{to_string(job.status)} + '.');
}

bool may_see(const user_id& owner, const user_id& by, bool is_admin) noexcept {
  return is_admin || owner == by;
}

std::optional<problem> access_refusal(const job_state& job, const user_id& by,
                                      bool is_admin) {
  if (may_see(job.request.user, by, is_admin))
    return {};
  return unknown_job();
}

problem unknown_job() {
  return make_problem(problem_code::not_found, "There is no job with this id.");
}

command_outcome apply_command(const job& before, const job_command& command,
                              const command_facts& known,
                              const step_context& context) {
  if (auto refused
      = access_refusal(*before.state, command.by, command.is_admin))
    return refuse(std::move(*refused));
  return std::visit(command_applier{before, command, known, context},
                    command.body);
}

} // namespace dossier::rules
