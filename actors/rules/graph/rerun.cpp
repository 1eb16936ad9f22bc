#include "actors/rules/graph/rerun.hpp"

#include "actors/rules/job/status.hpp"
#include "actors/rules/requests/fields.hpp"
#include "messages/names.hpp"

namespace dossier::rules {

namespace {

constexpr name_table<rerun_reason, 5> rerun_reasons{{
  {rerun_reason::requested, "requested"},
  {rerun_reason::failed_dependency, "failed_dependency"},
  {rerun_reason::blocked, "blocked"},
  {rerun_reason::stale, "stale"},
  {rerun_reason::computed, "computed"},
}};

// -- what is asked for --------------------------------------------------------

problem not_now(problem_code code, std::string detail) {
  return make_problem(code, std::move(detail));
}

/// Stages by the ids a client gave, or every fault in them.
std::variant<stage_set, problem>
read_sections(const pipeline& graph, const std::vector<std::string>& ids) {
  auto refused = make_problem(problem_code::invalid_field, {});
  auto refuse = [&](std::size_t i, std::string detail) {
    if (refused.errors.size() < max_field_errors)
      refused.errors.push_back(
        {"/sections/" + std::to_string(i), std::move(detail)});
  };
  stage_set result;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto stage = graph.find(ids[i]);
    if (!stage) {
      refused.code = problem_code::unknown_stage;
      refuse(i, "is no stage of this job: " + ids[i]);
    } else if (result.test(*stage)) {
      refuse(i, "names a section twice: " + ids[i]);
    } else {
      result.set(*stage);
    }
  }
  if (ids.empty())
    refused.errors.push_back({"/sections", "must name at least one section"});
  if (refused.errors.empty())
    return result;
  refused.detail = refused.errors.front().pointer.substr(1) + ' '
                   + refused.errors.front().detail + '.';
  return refused;
}

std::optional<problem> refusal(const job_state& job,
                               const rerun_command& command) {
  if (!is_terminal(job.status))
    return not_now(problem_code::job_active,
                   "The job is " + std::string{to_string(job.status)}
                     + "; sections can be rerun once it has ended.");
  if (command.plan_version && *command.plan_version != plan_version(job))
    return not_now(problem_code::plan_changed,
                   "The job has changed since this plan was made; look at the "
                   "new plan first.");
  return {};
}

// -- the set ------------------------------------------------------------------

class planner {
public:
  planner(const job_state& job, stage_set requested)
    : job_(job), graph_(*job.graph),
      completed_(stages_at(job, stage_status::completed)),
      unhealthy_(stages_at(job, stage_status::failed)
                 | stages_at(job, stage_status::cancelled)) {
    plan_.reasons.resize(job.stages.size());
    add(requested, rerun_reason::requested);
    add_failed_dependencies();
  }

  rerun_plan finish(enum cascade cascade) && {
    if (cascade != cascade::none)
      add_blocked();
    if (cascade == cascade::stale)
      add_stale();
    add_computed();
    find_lacking();
    find_stale();
    list_missing();
    return std::move(plan_);
  }

private:
  void add(stage_set stages, rerun_reason reason) {
    auto fresh = stages & ~plan_.sections;
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if (fresh.test(i))
        plan_.reasons[i] = reason;
    plan_.sections |= stages;
  }

  stage_set needs_of(stage_set stages) const noexcept {
    stage_set result;
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if (stages.test(i))
        result |= graph_.stages[i].needs;
    return result;
  }

  stage_set dependents_of(stage_set stages) const noexcept {
    stage_set result;
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if (stages.test(i))
        result |= graph_.dependents(static_cast<stage_index>(i));
    return result;
  }

  stage_set of_kind(stage_kind kind) const noexcept {
    stage_set result;
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      result.set(i, graph_.stages[i].kind == kind);
    return result;
  }

  /// A completed dependency ends the walk.
  void add_failed_dependencies() {
    for (;;) {
      auto missing = needs_of(plan_.sections) & unhealthy_ & ~plan_.sections;
      if (missing.none())
        return;
      add(missing, rerun_reason::failed_dependency);
    }
  }

  bool is_unblocked(std::size_t stage) const noexcept {
    auto missing = graph_.stages[stage].needs & ~completed_;
    return job_.stages[stage].error == error_class::blocked && missing.any()
           && (missing & ~plan_.sections).none();
  }

  void add_blocked() {
    for (auto grown = true; grown;) {
      grown = false;
      for (std::size_t i = 0; i < job_.stages.size(); ++i)
        if (!plan_.sections.test(i) && is_unblocked(i)) {
          add(stage_set{}.set(i), rerun_reason::blocked);
          grown = true;
        }
    }
  }

  void add_stale() {
    auto reached = dependents_of(plan_.sections);
    for (auto more = reached; more.any();) {
      more = dependents_of(reached) & ~reached;
      reached |= more;
    }
    auto found = reached & completed_ & of_kind(stage_kind::model);
    auto available = completed_ | plan_.sections;
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if (found.test(i) && (graph_.stages[i].needs & ~available).none())
        add(stage_set{}.set(i), rerun_reason::stale);
  }

  /// One that builds on a computed stage is made anew with it. One that needs a
  /// cancelled stage which stays so would wait for ever, and is left as it is.
  void add_computed() {
    auto outside = of_kind(stage_kind::computed) & ~plan_.sections;
    for (;;) {
      auto wanted = (unhealthy_ | dependents_of(plan_.all())) & outside;
      auto more = without_hopeless(wanted & ~plan_.recomputed);
      if (more.none())
        break;
      plan_.recomputed |= more;
    }
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if (plan_.recomputed.test(i))
        plan_.reasons[i] = rerun_reason::computed;
  }

  stage_set without_hopeless(stage_set stages) const noexcept {
    auto cancelled = stages_at(job_, stage_status::cancelled);
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if ((graph_.stages[i].needs & cancelled & ~plan_.all()).any())
        stages.reset(i);
    return stages;
  }

  /// What has no output afterwards: all that stays as it is without one, and
  /// computed stages that are blocked anew by such a one.
  void find_lacking() {
    lacking_ = ~completed_ & ~plan_.all();
    for (auto before = stage_set{}; before != lacking_;) {
      before = lacking_;
      for (std::size_t i = 0; i < job_.stages.size(); ++i)
        if (plan_.recomputed.test(i)
            && (graph_.stages[i].needs & lacking_).any())
          lacking_.set(i);
    }
  }

  /// What was absent counts too: it is there afterwards.
  bool noted_any(std::size_t stage) const noexcept {
    auto made = plan_.all() & ~lacking_;
    for (const auto& input : job_.stages[stage].inputs)
      if (made.test(input.stage))
        return true;
    return false;
  }

  void find_stale() {
    auto candidates = completed_ & ~plan_.all();
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      plan_.stale.set(i, candidates.test(i) && noted_any(i));
  }

  /// The first stage that this one needs and that stays without output.
  std::optional<stage_index> missing_need(stage_index stage) const noexcept {
    auto missing = graph_.stages[stage].needs & lacking_;
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if (missing.test(i))
        return static_cast<stage_index>(i);
    return {};
  }

  stage_index cause_of(stage_index stage) const noexcept {
    while (auto need = missing_need(stage))
      stage = *need;
    return job_.stages[stage].root_cause.value_or(stage);
  }

  void list_missing() {
    for (std::size_t i = 0; i < job_.stages.size(); ++i) {
      auto stage = static_cast<stage_index>(i);
      if (lacking_.test(i))
        plan_.missing.push_back({stage, cause_of(stage)});
    }
  }

  const job_state& job_;
  const pipeline& graph_;
  stage_set completed_;
  stage_set unhealthy_;
  stage_set lacking_;
  rerun_plan plan_;
};

} // namespace

std::string_view reason_name(rerun_reason reason) noexcept {
  return name_of(rerun_reasons, reason);
}

std::string plan_version(const job_state& job) {
  return std::to_string(job.revision);
}

std::variant<rerun_plan, problem> plan_rerun(const job_state& job,
                                             const rerun_command& command) {
  auto sections = read_sections(*job.graph, command.sections);
  if (auto* bad = std::get_if<problem>(&sections))
    return std::move(*bad);
  if (auto refused = refusal(job, command))
    return std::move(*refused);
  return planner{job, std::get<stage_set>(sections)}.finish(command.cascade);
}

} // namespace dossier::rules
