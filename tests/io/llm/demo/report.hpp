/// A whole report by the demo generator, and the questions tests ask of it.

#pragma once

#include "io/llm/demo/generator.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace dossier::test {

using io::llm::demo_value;

struct demo_report {
  std::string company;
  std::string geography;
  /// By stage as the schemas name it: `section_4`, `section_4.segment`.
  std::map<std::string, demo_value> sections;
};

demo_report write_demo_report(const io::llm::demo_generator& generator,
                              const io::llm::demo_content& content,
                              const std::string& company,
                              const std::string& geography);

/// Every value a path leads to; `*` stands for all elements.
std::vector<demo_value> values_at(const demo_value& root,
                                  const std::string& path);

std::vector<std::string> texts_at(const demo_value& root,
                                  const std::string& path);

/// S1, S7, … as they stand in the section, outside its lists of sources.
std::set<std::string> cited_in(const demo_value& section);

std::size_t words_in(const std::string& text);

/// What the schema has to say against a section; empty when nothing.
std::string schema_faults(const demo_value& schema, const demo_value& section);

/// Companies of many shapes: short, long, accented, with odd characters.
std::vector<std::string> sample_companies(std::size_t count);

} // namespace dossier::test
