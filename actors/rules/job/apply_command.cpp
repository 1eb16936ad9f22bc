#include "actors/rules/job/apply_command.hpp"

#include "actors/report/checks/compute.hpp"
#include "actors/report/review.hpp"
#include "actors/report/section.hpp"
#include "actors/rules/graph/rerun.hpp"
#include "actors/rules/graph/staleness.hpp"
#include "actors/rules/job/attempt.hpp"
#include "actors/rules/job/status.hpp"
#include "actors/rules/job/transaction.hpp"
#include "messages/hash.hpp"
#include "messages/json.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

problem refuse(problem_code code, std::string detail) {
  return {code, std::move(detail), {}, {}, {}};
}

reply answer_with(int status, const json& body) {
  return {status,
          "application/json",
          {},
          std::make_shared<const std::string>(to_text(body))};
}

problem still_active(const job_state& job, std::string_view name) {
  return refuse(problem_code::job_active,
                "The job is " + std::string{to_string(job.status)} + "; it can "
                  + std::string{name} + " once it has ended.");
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
      return std::move(*bad);
    const auto& plan = std::get<rerun_plan>(planned);
    work_.emit(job_rerun{plan.sections, plan.recomputed, rerun.cascade,
                         rerun.reason, command_.by, rerun.budget});
    for_each(plan.all(), [&](stage_index stage) { work_.reset(stage); });
    return close(show_rerun(rerun, plan));
  }

  command_outcome operator()(const cancel_command&) {
    if (auto refused = cancel_refusal(*before_.state))
      return std::move(*refused);
    work_.emit(job_cancelled{});
    for (std::size_t i = 0; i < before_.state->stages.size(); ++i)
      if (!is_terminal(before_.state->stages[i].status))
        cancel(static_cast<stage_index>(i));
    return close(
      answer_with(202, {{"jobId", before_.state->id},
                        {"status", to_string(job_status::cancelled)}}));
  }

  command_outcome operator()(const update_command& update) {
    auto is_queued = before_.state->status == job_status::queued;
    if (update.priority && !is_queued)
      return refuse(problem_code::not_queued,
                    "The priority of a job can be changed only while it waits; "
                    "this one is "
                      + std::string{to_string(before_.state->status)} + '.');
    auto answer = answer_with(200, {{"jobId", before_.state->id}});
    if (!update.tags && !update.priority && !update.budget)
      return answer;
    work_.emit(job_updated{update.tags, update.priority, update.budget});
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
    restore(*stage, *known_.version);
    recompute_after(*stage);
    work_.finish_again();
    return close(
      answer_with(200, {{"jobId", before_.state->id},
                        {"stage", wanted.stage},
                        {"version", work_.state().stages[*stage].version},
                        {"status", to_string(derive_status(work_.state()))}}));
  }

  command_outcome operator()(const delete_command&) {
    if (!is_terminal(before_.state->status))
      return still_active(*before_.state, "be deleted");
    auto record = std::make_shared<commit>();
    record->expected_revision = before_.state->revision;
    record->lease = before_.lease;
    record->after = before_.state;
    record->is_removal = true;
    return command_change{{before_, std::move(record), {}, {}},
                          {204, {}, {}, {}}};
  }

  command_outcome operator()(const late_usage& cost) {
    reply done{204, {}, {}, {}};
    if (!is_late(*before_.state, cost))
      return done;
    work_.add_late(cost);
    return close(std::move(done));
  }

private:
  template <class Function>
  void for_each(stage_set stages, Function what) {
    for (std::size_t i = 0; i < before_.state->stages.size(); ++i)
      if (stages.test(i))
        what(static_cast<stage_index>(i));
  }

  command_outcome close(reply answer) {
    if (command_.key) {
      auto record = *command_.key;
      record.answer = answer;
      record.created_at = context_.now;
      work_.answer(std::move(record));
    }
    return command_change{std::move(work_).close(), std::move(answer)};
  }

  problem unknown_type() const {
    return refuse(problem_code::invalid_field,
                  "The report type " + before_.state->request.report_type
                    + " is not configured any more, or has other stages now; "
                      "this job can be read, but not run.");
  }

  // -- rerun ------------------------------------------------------------------

  reply show_rerun(const rerun_command& rerun, const rerun_plan& plan) const {
    const auto& graph = *before_.state->graph;
    auto count = plan.sections.count();
    json body{{"jobId", before_.state->id},
              {"status", to_string(job_status::queued)},
              {"sections", stage_ids(graph, plan.sections)},
              {"recomputed", stage_ids(graph, plan.recomputed)},
              {"stale", stage_ids(graph, plan.stale)},
              {"generation", before_.state->generation + 1},
              {"message", "Rerunning " + std::to_string(count)
                            + " sections. Other sections remain unchanged."}};
    if (rerun.is_regenerate)
      body["sectionsToRegenerate"] = body["sections"];
    return answer_with(202, body);
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
    record.key = {stage, before_.state->generation, state.attempts};
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

  // -- restore ----------------------------------------------------------------

  void restore(stage_index stage, const section_version& old) {
    auto version = work_.state().stages[stage].version + 1;
    work_.emit(stage, stage_restored{version, old.version, old.hash, old.level,
                                     old.sources_used, old.inputs, old.recipe});
    work_.publish(stage,
                  {stage, version, before_.state->generation, old.version,
                   old.hash, old.text, context_.now},
                  {});
    update_staleness(work_, stage);
    update_staleness_of_dependents(work_, stage, computed_stages());
  }

  stage_set computed_stages() const {
    const auto& graph = *before_.state->graph;
    stage_set result;
    for (std::size_t i = 0; i < graph.stages.size(); ++i)
      result.set(i, graph.stages[i].kind == stage_kind::computed);
    return result;
  }

  /// Those that need or prefer it, directly or through others of their kind,
  /// as far as they have what they need.
  void recompute_after(stage_index restored) {
    const auto& graph = *before_.state->graph;
    auto changed = graph.dependents(restored);
    stage_set done;
    while (auto stage = next_to_compute(changed & ~done)) {
      done.set(*stage);
      if (recompute(*stage))
        changed |= graph.dependents(*stage);
    }
    judge_left(changed & computed_stages() & ~done);
  }

  /// Whoever has the longest way to go is built on by none of the others.
  std::optional<stage_index> next_to_compute(stage_set stages) {
    auto paths = remaining_paths(*before_.state->graph);
    std::optional<stage_index> result;
    for_each(stages, [&](stage_index stage) {
      if (can_compute(stage) && (!result || paths[stage] > paths[*result]))
        result = stage;
    });
    return result;
  }

  /// Those that cannot be made anew stay as they are, as other sections do.
  void judge_left(stage_set stages) {
    for_each(stages, [&](stage_index stage) {
      if (work_.state().stages[stage].status == stage_status::completed)
        update_staleness(work_, stage);
    });
  }

  bool can_compute(stage_index stage) const {
    const auto& definition = before_.state->graph->stages[stage];
    auto completed = stages_at(work_.state(), stage_status::completed);
    return definition.kind == stage_kind::computed
           && (definition.needs & ~completed).none();
  }

  void fail_compute(stage_index stage, std::string message) {
    work_.reset(stage);
    work_.fail(stage, {error_class::internal, std::move(message), {}, {}, {}});
  }

  /// Off when it could not be made.
  bool recompute(stage_index stage) {
    const auto& now = work_.outputs();
    auto made
      = report::compute({*before_.state->graph, stage, now, *before_.sources});
    if (const auto* failure = std::get_if<report::failure>(&made)) {
      fail_compute(stage, failure->message);
      return false;
    }
    auto reviewed = known_.checks->review(
      std::move(std::get<nlohmann::json>(made)),
      {stage, report::part::whole, *before_.sources, now, context_.now});
    if (!reviewed.errors.empty()) {
      fail_compute(stage, report::summary_of(reviewed.errors));
      return false;
    }
    publish(stage, reviewed.document);
    return true;
  }

  void publish(stage_index stage, const nlohmann::json& document) {
    auto text = report::to_section_text(document);
    auto hash = content_hash(*text);
    auto version = work_.state().stages[stage].version + 1;
    work_.emit(stage, stage_completed{report::level_of(document),
                                      report::sources_used(document),
                                      {},
                                      {},
                                      hash,
                                      version,
                                      {}});
    work_.publish(
      stage,
      {stage, version, before_.state->generation, {}, hash, text, context_.now},
      {});
    update_staleness_of_dependents(work_, stage, computed_stages());
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
  return refuse(problem_code::not_cancellable,
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
  return refuse(problem_code::not_found, "There is no job with this id.");
}

command_outcome apply_command(const job& before, const job_command& command,
                              const command_facts& known,
                              const step_context& context) {
  if (auto refused
      = access_refusal(*before.state, command.by, command.is_admin))
    return std::move(*refused);
  return std::visit(command_applier{before, command, known, context},
                    command.body);
}

} // namespace dossier::rules
