/// The demo content of one report type, as files hold it and as a writer needs
/// it.

#pragma once

#include "io/llm/demo/template.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dossier::io::llm::demo {

/// Everything by file name without `.json`; schemas by stage, with `.overview`
/// or `.<label>` behind it for the pieces of a split stage.
struct content {
  std::string report_type;
  std::map<std::string, ordered_json> files;
  std::map<std::string, ordered_json> schemas;
};

/// Reads `pipeline.json`, the schemas it names and `demo/` of a pipeline's
/// folder. A folder without `demo/` has no files, which is no fault. Throws
/// `std::runtime_error` that names the file.
content read_content(const std::filesystem::path& folder);

struct fact_template {
  content_template value;
  /// Differs between two regions of one company.
  bool regional = false;
};

struct source_template {
  /// Under which texts cite it.
  std::string key;
  content_template entry;
};

struct library {
  std::map<std::string, fact_template, std::less<>> facts;
  /// S1, S2, … of every report.
  std::vector<source_template> sources;
  /// What single stages bring on top.
  std::map<std::string, std::vector<source_template>, std::less<>>
    stage_sources;
  std::map<std::string, content_template, std::less<>> sections;
  std::map<std::string, ordered_json, std::less<>> schemas;
};

/// Throws `std::runtime_error` that names file and place.
library compile_content(const content& content);

} // namespace dossier::io::llm::demo
