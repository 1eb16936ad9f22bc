#include "tests/io/llm/demo/report.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace dossier::test {

namespace {

std::string label_of(const std::string& stage, const std::string& item) {
  auto dot = stage.find('.');
  if (dot == std::string::npos)
    return stage;
  auto piece = stage.substr(dot + 1);
  auto label = stage.substr(0, dot) + " / " + piece;
  return piece == "overview" ? label : label + ": " + item;
}

void collect(const ordered_json& from, const std::string& path,
             std::vector<ordered_json>& to) {
  if (path.empty()) {
    to.push_back(from);
    return;
  }
  auto end = std::min(path.find('/', 1), path.size());
  auto step = path.substr(1, end - 1);
  auto rest = path.substr(end);
  if (step == "*")
    for (const auto& item : from)
      collect(item, rest, to);
  else if (from.contains(step))
    collect(from.at(step), rest, to);
}

void collect_ids(const std::string& text, std::set<std::string>& to) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto starts_word
      = i == 0 || !std::isalnum(static_cast<unsigned char>(text[i - 1]));
    auto end = i + 1;
    while (end < text.size()
           && std::isdigit(static_cast<unsigned char>(text[end])))
      ++end;
    if (starts_word && text[i] == 'S' && end > i + 1)
      to.insert(text.substr(i, end - i));
  }
}

void collect_ids(const ordered_json& from, std::set<std::string>& to) {
  if (from.is_string())
    collect_ids(from.get<std::string>(), to);
  else if (from.is_structured())
    for (const auto& [key, value] : from.items())
      if (key != "sources_used" && key != "new_sources"
          && key != "source_catalog")
        collect_ids(value, to);
}

} // namespace

demo_report write_demo_report(const io::llm::demo::generator& generator,
                              const io::llm::demo::content& content,
                              const std::string& company,
                              const std::string& geography) {
  demo_report result{company, geography, {}};
  io::llm::demo::question question;
  question.company = company;
  question.geography = geography;
  /// The last segment of the foundation, which comes first in the map.
  std::string item;
  for (const auto& [stage, schema] : content.schemas) {
    if (stage == "section_10")
      continue;
    question.stage = label_of(stage, item);
    result.sections[stage] = ordered_json::parse(generator.write(question));
    for (const auto& name :
         texts_at(result.sections[stage], "/segment_structure/*/name"))
      item = name;
  }
  return result;
}

std::vector<ordered_json> values_at(const ordered_json& root,
                                    const std::string& path) {
  std::vector<ordered_json> result;
  collect(root, path, result);
  return result;
}

std::vector<std::string> texts_at(const ordered_json& root,
                                  const std::string& path) {
  std::vector<std::string> result;
  for (const auto& value : values_at(root, path))
    result.push_back(value.get<std::string>());
  return result;
}

std::set<std::string> cited_in(const ordered_json& section) {
  std::set<std::string> result;
  collect_ids(section, result);
  return result;
}

std::size_t words_in(const std::string& text) {
  std::istringstream in{text};
  std::size_t result = 0;
  for (std::string word; in >> word;)
    ++result;
  return result;
}

std::string schema_faults(const ordered_json& schema,
                          const ordered_json& section) {
  auto plain_schema = nlohmann::json::parse(schema.dump());
  auto plain_section = nlohmann::json::parse(section.dump());
  valijson::Schema compiled;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter{plain_schema},
                        compiled);
  valijson::Validator validator;
  valijson::ValidationResults faults;
  validator.validate(
    compiled, valijson::adapters::NlohmannJsonAdapter{plain_section}, &faults);
  std::string result;
  valijson::ValidationResults::Error fault;
  while (faults.popError(fault)) {
    for (const auto& step : fault.context)
      result += step;
    result += ": " + fault.description + "\n";
  }
  return result;
}

std::vector<std::string> sample_companies(std::size_t count) {
  std::vector<std::string> result{
    "Acme Robotics", "3M",           "Müller & Söhne GmbH & Co. KG",
    "O'Neill plc",   "株式会社デモ", "A",
    "{Braces} Inc.", "S7 Airlines"};
  while (result.size() < count)
    result.push_back("Company " + std::to_string(result.size()));
  result.resize(count);
  return result;
}

} // namespace dossier::test
