#include "storage/sqlite/version_queries.hpp"

#include "storage/sqlite/job_rows.hpp"
#include "storage/sqlite/json_text.hpp"

namespace dossier::storage::sqlite {

namespace {

std::string select_old(const std::string& text) {
  return "SELECT version, generation, restoredFrom, outputHash, createdAt, "
         "confidence, sourcesUsed, inputs, "
         + text + " FROM SectionVersion WHERE job = ?1 AND stage = ?2";
}

/// The text is the last column of both tables: without it, its pages are not
/// read.
std::string select_versions(const std::string& text,
                            const std::string& condition) {
  return select_old(text) + condition
         + " UNION ALL SELECT version, outputGeneration, restoredFrom, "
           "outputHash, outputCreatedAt, confidence, sourcesUsed, inputs, "
         + text + " FROM ResearchSubJob WHERE number = ?3"
         + " AND output IS NOT NULL" + condition + " ORDER BY version DESC";
}

section_version read_version(execution& run, const pipeline& graph) {
  section_version result;
  result.version = run.number<unsigned>();
  result.generation = run.number<unsigned>();
  result.restored_from = run.optional_number<unsigned>();
  result.hash = run.text();
  result.created_at = run.time();
  result.level
    = read_optional_name(run, parse_confidence).value_or(confidence::unknown);
  result.sources_used = strings_of(run.text());
  auto [inputs, prompt_fingerprint] = read_origin(graph, run.text());
  result.inputs = std::move(inputs);
  result.prompt_fingerprint = std::move(prompt_fingerprint);
  result.text = run.shared_text();
  return result;
}

std::vector<section_version> read_versions(execution& run,
                                           const pipeline& graph) {
  std::vector<section_version> result;
  while (run.next())
    result.push_back(read_version(run, graph));
  return result;
}

} // namespace

version_queries::version_queries(SQLite::Database& database)
  : list_(database, select_versions("NULL", "")),
    find_(database, select_versions("output", " AND version = ?4")),
    newest_old_(database,
                select_old("output") + " ORDER BY version DESC LIMIT 1") {
  // nop
}

std::vector<section_version> version_queries::list(std::int64_t job,
                                                   const pipeline& graph,
                                                   stage_index stage) {
  execution run(list_);
  run.fill(job, graph.stages[stage].id, stage_row(job, stage));
  return read_versions(run, graph);
}

std::vector<section_version>
version_queries::find(std::int64_t job, const pipeline& graph,
                      stage_index stage, unsigned version) {
  execution run(find_);
  run.fill(job, graph.stages[stage].id, stage_row(job, stage), version);
  return read_versions(run, graph);
}

std::optional<section_version>
version_queries::newest_old(std::int64_t job, const pipeline& graph,
                            stage_index stage) {
  execution run(newest_old_);
  run.fill(job, graph.stages[stage].id);
  if (!run.next())
    return {};
  return read_version(run, graph);
}

} // namespace dossier::storage::sqlite
