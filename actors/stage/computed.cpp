/// A computed stage asks no model: it makes its section of the others.

#include "actors/report/checks/compute.hpp"
#include "actors/stage/internal.hpp"

namespace dossier::writing {

std::variant<section_draft, attempt_failure>
compute(const stage_actor_state& st) {
  auto made = report::compute({.graph = *st.type->graph,
                               .stage = st.index,
                               .outputs = st.job->outputs,
                               .sources = *st.job->sources});
  if (auto* failure = std::get_if<report::failure>(&made))
    return attempt_failure{.error = failure->error,
                           .message = std::move(failure->message)};
  auto reviewed
    = st.type->checks->review(std::move(std::get<nlohmann::json>(made)),
                              {.stage = st.index,
                               .part = report::part::whole,
                               .shown = *st.job->sources,
                               .outputs = st.job->outputs,
                               .now = st.directory->clock->now()});
  if (!reviewed.errors.empty())
    return attempt_failure{.error = error_class::internal,
                           .message = report::summary_of(reviewed.errors)};
  return section_draft{.document = std::make_shared<const nlohmann::json>(
                         std::move(reviewed.document)),
                       .sources_shown = st.job->sources->size()};
}

} // namespace dossier::writing
