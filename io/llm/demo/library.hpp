/// The demo content of one report type, as files hold it and as a writer needs
/// it.

#pragma once

#include "io/llm/demo/template.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dossier::io::llm {

/// Everything by file name without `.json`; schemas by stage, with `.overview`
/// or `.<label>` behind it for the pieces of a split stage.
struct demo_content {
  std::string report_type;
  std::map<std::string, demo_value> files;
  std::map<std::string, demo_value> schemas;
};

/// Reads `pipeline.json`, the schemas it names and `demo/` of a pipeline's
/// folder. A folder without `demo/` has no files, which is no fault. Throws
/// `std::runtime_error` that names the file.
demo_content read_demo_content(const std::filesystem::path& folder);

struct demo_fact {
  demo_template value;
  /// Differs between two regions of one company.
  bool regional = false;
};

struct demo_source {
  /// Under which texts cite it.
  std::string key;
  demo_template entry;
};

struct demo_library {
  std::map<std::string, demo_fact, std::less<>> facts;
  /// S1, S2, … of every report.
  std::vector<demo_source> sources;
  /// What single stages bring on top.
  std::map<std::string, std::vector<demo_source>, std::less<>> stage_sources;
  std::map<std::string, demo_template, std::less<>> sections;
  std::map<std::string, demo_value, std::less<>> schemas;
};

/// Throws `std::runtime_error` that names file and place.
demo_library compile_demo_content(const demo_content& content);

} // namespace dossier::io::llm
