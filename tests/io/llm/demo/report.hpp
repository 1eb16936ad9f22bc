/// A whole report by the demo generator, and the questions tests ask of it.

#pragma once

#include "io/llm/demo/generator.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace dossier::test {

using nlohmann::ordered_json;

struct demo_report {
  std::string company;
  std::string geography;
  /// By stage as the schemas name it: `section_4`, `section_4.segment`.
  std::map<std::string, ordered_json> sections;
};

demo_report write_demo_report(const io::llm::demo::generator& generator,
                              const io::llm::demo::content& content,
                              const std::string& company,
                              const std::string& geography);

/// Every value a path leads to; `*` stands for all elements.
std::vector<ordered_json> values_at(const ordered_json& root,
                                    const std::string& path);

std::vector<std::string> texts_at(const ordered_json& root,
                                  const std::string& path);

/// S1, S7, … as they stand in the section, outside its lists of sources.
std::set<std::string> cited_in(const ordered_json& section);

std::size_t words_in(const std::string& text);

/// What the schema has to say against a section; empty when nothing.
std::string schema_faults(const ordered_json& schema,
                          const ordered_json& section);

/// Companies of many shapes: short, long, accented, with odd characters.
std::vector<std::string> sample_companies(std::size_t count);

} // namespace dossier::test
