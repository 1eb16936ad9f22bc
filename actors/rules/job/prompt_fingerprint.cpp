#include "actors/rules/job/prompt_fingerprint.hpp"

#include "messages/hash.hpp"

namespace dossier::rules {

namespace {

/// Half of a hash is plenty to see a change by, and is stored with each
/// section.
constexpr std::size_t name_size = 16;

/// Gathers texts; none runs into the next.
class ingredients {
public:
  void add(std::string_view text) {
    all_.append(std::to_string(text.size())).append(":").append(text);
  }

  /// Files count for those who put them in.
  void add(const question& asked, const pipeline& graph) {
    add(asked.prompt);
    add(asked.schema_text);
    for (const auto& [name, text] : graph.data)
      if (asked.prompt.find("data:" + name) != std::string::npos)
        add(text);
  }

  std::string name() const {
    return content_hash(all_).substr(0, name_size);
  }

private:
  std::string all_;
};

std::string fingerprint_of(const pipeline& graph, const stage_definition& stage,
                           std::string_view model) {
  if (stage.kind == stage_kind::computed)
    return {};
  ingredients all;
  all.add(model);
  for (const auto& block : graph.system)
    all.add(block);
  all.add(stage.ask, graph);
  if (stage.split) {
    all.add(stage.split->overview, graph);
    all.add(stage.split->item, graph);
  }
  return all.name();
}

} // namespace

prompt_fingerprints prompt_fingerprints_of(const pipeline& graph,
                                           std::string_view model) {
  auto result = std::make_shared<std::vector<std::string>>();
  for (const auto& stage : graph.stages)
    result->push_back(fingerprint_of(graph, stage, model));
  return result;
}

stage_set outdated_stages(const job_state& job, const pipeline& now,
                          const std::vector<std::string>& of_today) {
  stage_set result;
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& stage = job.stages[i];
    auto today = now.find(job.graph->stages[i].id);
    result.set(i, stage.status == stage_status::completed && today
                    && !stage.prompt_fingerprint.empty()
                    && stage.prompt_fingerprint != of_today.at(*today));
  }
  return result;
}

} // namespace dossier::rules
