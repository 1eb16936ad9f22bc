#include "io/llm/demo/library.hpp"

#include <fstream>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

// -- reading ------------------------------------------------------------------

ordered_json read_json(const std::filesystem::path& file) {
  std::ifstream in{file};
  if (!in)
    throw std::runtime_error{file.string() + ": cannot be read"};
  try {
    return ordered_json::parse(in);
  } catch (const ordered_json::exception& error) {
    throw std::runtime_error{file.string() + ": " + error.what()};
  }
}

void read_schema(content& to, const std::filesystem::path& folder,
                 const std::string& stage, const ordered_json& question) {
  auto file = question.value("schema", std::string{});
  if (!file.empty())
    to.schemas[stage] = read_json(folder / file);
}

void read_stage_schemas(content& to, const std::filesystem::path& folder,
                        const ordered_json& stage) {
  auto id = stage.value("id", std::string{});
  read_schema(to, folder, id, stage);
  if (!stage.contains("split"))
    return;
  const auto& split = stage.at("split");
  auto label = split.value("label", std::string{});
  read_schema(to, folder, id + ".overview",
              split.value("overview", ordered_json::object()));
  read_schema(to, folder, id + "." + label,
              split.value("item", ordered_json::object()));
}

// -- compiling ----------------------------------------------------------------

void add_facts(library& to, const ordered_json& facts, const std::string& path,
               bool regional) {
  for (const auto& [name, value] : facts.items())
    to.facts[name] = {compile_template(value, path + "/" + name), regional};
}

std::vector<source_template> compile_sources(const ordered_json& list,
                                             const std::string& path) {
  std::vector<source_template> result;
  for (auto entry : list) {
    auto key = entry.value("key", std::string{});
    entry.erase("key");
    result.push_back({key, compile_template(entry, path + "/" + key)});
  }
  return result;
}

void add_sources(library& to, const ordered_json& file) {
  to.sources = compile_sources(file.value("report", ordered_json::array()),
                               "sources/report");
  const auto stages = file.value("stages", ordered_json::object());
  for (const auto& [stage, list] : stages.items())
    to.stage_sources[stage] = compile_sources(list, "sources/" + stage);
}

void add_file(library& to, const std::string& name, const ordered_json& file) {
  if (name == "words") {
    add_facts(to, file, name, true);
  } else if (name == "facts") {
    add_facts(to, file.value("company", ordered_json::object()), name, false);
    add_facts(to, file.value("region", ordered_json::object()), name, true);
  } else if (name == "sources") {
    add_sources(to, file);
  } else {
    to.sections[name] = compile_template(file, name);
  }
}

} // namespace

content read_content(const std::filesystem::path& folder) {
  content result;
  auto pipeline = read_json(folder / "pipeline.json");
  result.report_type = pipeline.value("reportType", std::string{});
  const auto stages = pipeline.value("stages", ordered_json::array());
  for (const auto& stage : stages)
    read_stage_schemas(result, folder, stage);
  if (!std::filesystem::is_directory(folder / "demo"))
    return result;
  for (const auto& entry : std::filesystem::directory_iterator{folder / "demo"})
    if (entry.path().extension() == ".json")
      result.files[entry.path().stem().string()] = read_json(entry.path());
  return result;
}

library compile_content(const content& content) {
  library result;
  for (const auto& [name, file] : content.files)
    add_file(result, name, file);
  result.schemas = {content.schemas.begin(), content.schemas.end()};
  return result;
}

} // namespace dossier::io::llm::demo
