#include "actors/rules/views/report_view.hpp"

#include "actors/report/citations/reading_order.hpp"
#include "actors/report/sources/quotes.hpp"
#include "actors/report/sources/sources.hpp"
#include "actors/rules/job/status.hpp"
#include "actors/rules/views/job_view.hpp"
#include "messages/job_summary.hpp"
#include "messages/rating.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

/// A report while it is put together: its outputs are parsed once.
class report_view {
public:
  explicit report_view(const report_content& shown)
    : job_(*shown.job.state), graph_(*job_.graph), sources_(*shown.job.sources),
      outputs_(shown.job.outputs), previous_(shown.previous) {
    outputs_.resize(job_.stages.size());
    previous_.resize(job_.stages.size());
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      // A stage that was reset has left the report.
      if (job_.stages[i].output_hash.empty())
        outputs_[i].reset();
      if (outputs_[i])
        previous_[i].reset();
      documents_.push_back(document_of(i, outputs_[i]));
    }
  }

  json show(const std::vector<report::warning>& warnings) const {
    json result{{"id", job_.id}, {"status", to_string(job_.status)}};
    for (std::size_t i = 0; i < documents_.size(); ++i)
      result[graph_.stages[i].report_key] = documents_[i];
    result["sections"] = sections();
    result["sourceCatalog"] = catalogue();
    result["warnings"] = show(warnings, graph_);
    result["metadata"] = metadata();
    return result;
  }

private:
  json document_of(std::size_t stage, const section_text& text) const {
    if (!text)
      return nullptr;
    auto result = json::parse(*text, nullptr, false);
    if (result.is_discarded())
      return nullptr;
    const auto& schema = graph_.stages[stage].ask.schema_text;
    return report::in_reading_order(result,
                                    json::parse(schema, nullptr, false));
  }

  static json show(const std::vector<report::warning>& warnings,
                   const pipeline& graph) {
    auto result = json::array();
    for (const auto& each : warnings)
      result.push_back({{"code", each.code},
                        {"stage", graph.stages[each.stage].id},
                        {"detail", each.detail}});
    return result;
  }

  // -- sections ---------------------------------------------------------------

  json sections() const {
    auto result = json::array();
    for (std::size_t i = 0; i < documents_.size(); ++i)
      result.push_back(section(i));
    return result;
  }

  json section(std::size_t i) const {
    const auto& made = graph_.stages[i];
    const auto& stage = job_.stages[i];
    auto error = stage.last_error ? json(*stage.last_error) : json(nullptr);
    auto level = outputs_[i] ? json(to_string(stage.level)) : json(nullptr);
    return {{"stage", made.id},
            {"name", made.name},
            {"field", made.field},
            {"status", to_string(stage.status)},
            {"lastError", std::move(error)},
            {"stale", stage.stale},
            {"confidence", std::move(level)},
            {"output", documents_[i]},
            {"previous", previous(i)},
            {"sources", references(sources_used(i))},
            {"completedAt", to_json(stage.completed_at)},
            {"version", stage.version}};
  }

  /// What can be read of a stage while it has no output.
  json previous(std::size_t i) const {
    if (!previous_[i])
      return nullptr;
    const auto& old = *previous_[i];
    return {{"version", old.version},
            {"completedAt", to_string(old.created_at)},
            {"confidence", to_string(old.level)},
            {"output", document_of(i, old.text)}};
  }

  // -- sources ----------------------------------------------------------------

  /// By the text that is read, be it an earlier one.
  const std::vector<std::string>& sources_used(std::size_t i) const {
    return previous_[i] ? previous_[i]->sources_used
                        : job_.stages[i].sources_used;
  }

  json references(const std::vector<std::string>& used) const {
    auto result = json::array();
    for (const auto& known : sources_)
      if (std::find(used.begin(), used.end(), known.id) != used.end())
        result.push_back(to_json(known));
    return result;
  }

  json catalogue() const {
    auto users = report::sections_used_in(graph_, sources_, read_stages());
    auto result = json::array();
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      auto entry = to_json(sources_[i]);
      auto& ids = entry["sectionsUsedIn"] = json::array();
      for (auto stage : users[i])
        ids.push_back(graph_.stages[stage].id);
      result.push_back(std::move(entry));
    }
    return result;
  }

  /// The stages with the sources of what is read of them.
  std::vector<stage_state> read_stages() const {
    auto result = job_.stages;
    for (std::size_t i = 0; i < result.size(); ++i)
      if (previous_[i]) {
        result[i].output_hash = previous_[i]->hash;
        result[i].sources_used = previous_[i]->sources_used;
      }
    return result;
  }

  std::vector<section_text> read_texts() const {
    auto result = outputs_;
    for (std::size_t i = 0; i < result.size(); ++i)
      if (previous_[i])
        result[i] = previous_[i]->text;
    return result;
  }

  json source_tracking() const {
    auto base = std::count_if(
      sources_.begin(), sources_.end(),
      [&](const source& each) { return each.stage == graph_.foundation; });
    auto by_section = json::object(), quotes = json::object();
    auto texts = read_texts();
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (texts[i] && i != graph_.foundation)
        by_section[graph_.stages[i].id] = sources_used(i);
    for (const auto& [id, count] : report::quote_counts(texts))
      quotes[id] = count;
    return {{"baseSourceCount", base},
            {"sectionSources", std::move(by_section)},
            {"quoteSources", std::move(quotes)}};
  }

  // -- about the report -------------------------------------------------------

  json sections_at(stage_status status) const {
    auto stages = stages_at(job_, status);
    return stage_ids(graph_, stages.reset(graph_.foundation));
  }

  json metadata() const {
    usage total;
    for (const auto& stage : job_.stages)
      total += stage.total;
    return {{"demo", job_.request.demo},
            {"companyName", job_.request.company_name},
            {"geography", job_.request.geography},
            {"generatedDate", to_json(job_.completed_at)},
            {"sectionsCompleted", sections_at(stage_status::completed)},
            {"sectionsFailed", sections_at(stage_status::failed)},
            {"overallConfidence", to_string(overall_confidence(job_))},
            {"confidenceCoverage", show_coverage(job_)},
            {"costUsd", to_usd(total.cost)},
            {"tokens", to_json(total.tokens)},
            {"sourceTracking", source_tracking()}};
  }

  const job_state& job_;
  const pipeline& graph_;
  const source_catalog& sources_;
  std::vector<section_text> outputs_;
  std::vector<std::optional<section_version>> previous_;
  std::vector<json> documents_;
};

} // namespace

std::optional<problem> report_refusal(const job_state& job) {
  const auto& foundation = job.stages[job.graph->foundation];
  if (job.status == job_status::failed)
    return make_problem(problem_code::report_not_available,
                        "The job has failed: "
                          + job_error(job).value_or("its foundation failed."));
  if (foundation.status != stage_status::completed)
    return make_problem(
      problem_code::report_not_available,
      "The report can be read once its foundation is completed; "
      "the job is "
        + std::string{to_string(job.status)} + '.');
  return {};
}

json show_report(const report_content& shown,
                 const std::vector<report::warning>& warnings) {
  return report_view{shown}.show(warnings);
}

} // namespace dossier::rules
