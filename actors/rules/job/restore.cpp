#include "actors/rules/job/restore.hpp"

#include "actors/report/checks/compute.hpp"
#include "actors/report/review.hpp"
#include "actors/report/section.hpp"
#include "actors/rules/graph/readiness.hpp"
#include "actors/rules/graph/staleness.hpp"
#include "actors/rules/job/status.hpp"
#include "actors/rules/job/transaction.hpp"
#include "messages/hash.hpp"

namespace dossier::rules {

namespace {

/// One restore, and what is made anew for it.
class restoration {
public:
  restoration(transaction& work, const job& before,
              const report::section_checks& checks, timestamp now)
    : work_(work), before_(before), checks_(checks), now_(now) {
    // nop
  }

  void publish_old(stage_index stage, const section_version& old) {
    auto version = work_.state().stages[stage].version + 1;
    work_.emit(stage,
               stage_restored{.version = version,
                              .restored_from = old.version,
                              .output_hash = old.hash,
                              .level = old.level,
                              .sources_used = old.sources_used,
                              .inputs = old.inputs,
                              .prompt_fingerprint = old.prompt_fingerprint});
    work_.publish(stage,
                  {.stage = stage,
                   .version = version,
                   .generation = before_.state->generation,
                   .restored_from = old.version,
                   .hash = old.hash,
                   .text = old.text,
                   .created_at = now_},
                  {});
    update_staleness(work_, stage);
    update_staleness_of_dependents(work_, stage, computed_stages());
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
    update_left(changed & computed_stages() & ~done);
  }

private:
  template <class Function>
  void for_each(stage_set stages, Function apply) {
    for (std::size_t i = 0; i < before_.state->stages.size(); ++i)
      if (stages.test(i))
        apply(static_cast<stage_index>(i));
  }

  stage_set computed_stages() const {
    const auto& graph = *before_.state->graph;
    stage_set result;
    for (std::size_t i = 0; i < graph.stages.size(); ++i)
      result.set(i, graph.stages[i].kind == stage_kind::computed);
    return result;
  }

  /// None of the others is built on the one with the longest way to go.
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
  void update_left(stage_set stages) {
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
    work_.fail(stage,
               {.error = error_class::internal, .message = std::move(message)});
  }

  /// Returns false when it could not be made.
  bool recompute(stage_index stage) {
    const auto& now = work_.outputs();
    auto made = report::compute({.graph = *before_.state->graph,
                                 .stage = stage,
                                 .outputs = now,
                                 .sources = *before_.sources});
    if (const auto* failure = std::get_if<report::failure>(&made)) {
      fail_compute(stage, failure->message);
      return false;
    }
    auto reviewed = checks_.review(std::move(std::get<nlohmann::json>(made)),
                                   {.stage = stage,
                                    .part = report::part::whole,
                                    .shown = *before_.sources,
                                    .outputs = now,
                                    .now = now_});
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
    work_.emit(stage,
               stage_completed{.level = report::level_of(document),
                               .sources_used = report::sources_used(document),
                               .output_hash = hash,
                               .version = version});
    work_.publish(stage,
                  {.stage = stage,
                   .version = version,
                   .generation = before_.state->generation,
                   .hash = hash,
                   .text = text,
                   .created_at = now_},
                  {});
    update_staleness_of_dependents(work_, stage, computed_stages());
  }

  transaction& work_;
  const job& before_;
  const report::section_checks& checks_;
  timestamp now_;
};

} // namespace

void restore(transaction& work, const job& before, stage_index stage,
             const section_version& old, const report::section_checks& checks,
             timestamp now) {
  restoration one{work, before, checks, now};
  one.publish_old(stage, old);
  one.recompute_after(stage);
}

} // namespace dossier::rules
