#include "tests/simulation/judge/reference_plan.hpp"

namespace dossier::simulation {

namespace {

class reading {
public:
  explicit reading(const job_state& job) : job_(job), graph_(*job.graph) {
    // nop
  }

  reference_plan plan;

  /// "the requested stages plus every dependency that is failed or cancelled,
  /// followed along needs from each requested stage and stopping at completed
  /// ones"
  void request(std::size_t stage) {
    plan.sections.insert(id(stage));
    follow_failed_needs(stage);
  }

  /// "adds, to a fixed point, each stage of class blocked that has
  /// not-completed needs, all of them in the set"
  void add_blocked() {
    for (auto size = plan.sections.size() + 1; size != plan.sections.size();) {
      size = plan.sections.size();
      for (std::size_t i = 0; i < graph_.stages.size(); ++i)
        if (job_.stages[i].error == error_class::blocked && has_open_need(i)
            && all_open_needs_in_set(i))
          plan.sections.insert(id(i));
    }
  }

  /// "also adds every completed model stage reachable from the set along needs
  /// or prefers, except one with a need that is neither completed nor in the
  /// set"
  void add_stale() {
    const auto from = plan.sections;
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if (is_completed(i) && graph_.stages[i].kind == stage_kind::model
          && is_reachable(i, from) && all_open_needs_in_set(i))
        plan.sections.insert(id(i));
  }

  /// "Computed stages outside the set that need or prefer a stage of it, or are
  /// failed or cancelled"; one built on another that is made anew is, too. One
  /// that could never run is left as it is: what it needs was cancelled, and
  /// stays so.
  void add_computed() {
    for (auto size = plan.recomputed.size() + 1;
         size != plan.recomputed.size();) {
      size = plan.recomputed.size();
      for (std::size_t i = 0; i < graph_.stages.size(); ++i)
        if (graph_.stages[i].kind == stage_kind::computed && !in_set(i)
            && (has_failed(i) || builds_on_what_runs(i)) && !is_hopeless(i))
          plan.recomputed.insert(id(i));
    }
  }

private:
  const std::string& id(std::size_t stage) const {
    return graph_.stages[stage].id;
  }

  bool in_set(std::size_t stage) const {
    return plan.sections.contains(id(stage));
  }

  bool is_completed(std::size_t stage) const {
    return job_.stages[stage].status == stage_status::completed;
  }

  bool has_failed(std::size_t stage) const {
    return job_.stages[stage].status == stage_status::failed
           || job_.stages[stage].status == stage_status::cancelled;
  }

  bool needs(std::size_t stage, std::size_t other) const {
    return graph_.stages[stage].needs.test(other);
  }

  bool prefers(std::size_t stage, std::size_t other) const {
    return graph_.stages[stage].prefers.test(other);
  }

  void follow_failed_needs(std::size_t stage) {
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if (needs(stage, i) && has_failed(i)) {
        plan.sections.insert(id(i));
        follow_failed_needs(i);
      }
  }

  bool has_open_need(std::size_t stage) const {
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if (needs(stage, i) && !is_completed(i))
        return true;
    return false;
  }

  bool all_open_needs_in_set(std::size_t stage) const {
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if (needs(stage, i) && !is_completed(i) && !in_set(i))
        return false;
    return true;
  }

  /// Walks back from `stage`; a pipeline has no cycles.
  bool is_reachable(std::size_t stage,
                    const std::set<std::string>& from) const {
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if ((needs(stage, i) || prefers(stage, i))
          && (from.contains(id(i)) || is_reachable(i, from)))
        return true;
    return false;
  }

  bool builds_on_what_runs(std::size_t stage) const {
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if ((needs(stage, i) || prefers(stage, i))
          && (in_set(i) || plan.recomputed.contains(id(i))))
        return true;
    return false;
  }

  bool is_hopeless(std::size_t stage) const {
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if (needs(stage, i) && job_.stages[i].status == stage_status::cancelled
          && !in_set(i) && !plan.recomputed.contains(id(i)))
        return true;
    return false;
  }

  const job_state& job_;
  const pipeline& graph_;
};

} // namespace

reference_plan plan_by_reference(const job_state& job,
                                 const std::vector<std::string>& requested,
                                 enum cascade cascade) {
  reading reader(job);
  for (const auto& name : requested)
    reader.request(job.graph->find(name).value());
  if (cascade != cascade::none)
    reader.add_blocked();
  if (cascade == cascade::stale)
    reader.add_stale();
  reader.add_computed();
  return reader.plan;
}

} // namespace dossier::simulation
