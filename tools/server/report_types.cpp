#include "actors/report/review.hpp"
#include "config/pipelines.hpp"
#include "tools/server/server.hpp"

namespace dossier::server {

namespace {

refusal refuse(const faults& found) {
  std::string text;
  for (const auto& each : found) {
    if (!text.empty())
      text += "\ndossierd: ";
    text += to_string(each);
  }
  return {exit_usage, text};
}

} // namespace

pipeline_catalog load_report_types(const config::settings& settings) {
  std::vector<std::filesystem::path> paths{settings.pipelines.paths.begin(),
                                           settings.pipelines.paths.end()};
  auto loaded = config::load_pipelines(paths);
  if (const auto* found = std::get_if<faults>(&loaded))
    throw refuse(*found);
  auto& result = std::get<pipeline_catalog>(loaded);
  faults found;
  for (const auto& [name, graph] : result) {
    auto more = report::check_pipeline(*graph);
    found.insert(found.end(), more.begin(), more.end());
  }
  if (!found.empty())
    throw refuse(found);
  return std::move(result);
}

} // namespace dossier::server
