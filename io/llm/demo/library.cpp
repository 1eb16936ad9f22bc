#include "io/llm/demo/library.hpp"

#include <fstream>
#include <stdexcept>

namespace dossier::io::llm {

namespace {

// -- reading ------------------------------------------------------------------

demo_value read_json(const std::filesystem::path& file) {
  std::ifstream in{file};
  if (!in)
    throw std::runtime_error{file.string() + ": cannot be read"};
  try {
    return demo_value::parse(in);
  } catch (const demo_value::exception& error) {
    throw std::runtime_error{file.string() + ": " + error.what()};
  }
}

void read_schema(demo_content& to, const std::filesystem::path& folder,
                 const std::string& stage, const demo_value& question) {
  auto file = question.value("schema", std::string{});
  if (!file.empty())
    to.schemas[stage] = read_json(folder / file);
}

void read_stage_schemas(demo_content& to, const std::filesystem::path& folder,
                        const demo_value& stage) {
  auto id = stage.value("id", std::string{});
  read_schema(to, folder, id, stage);
  if (!stage.contains("split"))
    return;
  const auto& split = stage.at("split");
  auto label = split.value("label", std::string{});
  read_schema(to, folder, id + ".overview",
              split.value("overview", demo_value::object()));
  read_schema(to, folder, id + "." + label,
              split.value("item", demo_value::object()));
}

// -- compiling ----------------------------------------------------------------

void add_facts(demo_library& to, const demo_value& facts,
               const std::string& path, bool regional) {
  for (const auto& [name, value] : facts.items())
    to.facts[name]
      = {compile_demo_template(value, path + "/" + name), regional};
}

std::vector<demo_source> compile_sources(const demo_value& list,
                                         const std::string& path) {
  std::vector<demo_source> result;
  for (auto entry : list) {
    auto key = entry.value("key", std::string{});
    entry.erase("key");
    result.push_back({key, compile_demo_template(entry, path + "/" + key)});
  }
  return result;
}

void add_sources(demo_library& to, const demo_value& file) {
  to.sources = compile_sources(file.value("report", demo_value::array()),
                               "sources/report");
  const auto stages = file.value("stages", demo_value::object());
  for (const auto& [stage, list] : stages.items())
    to.stage_sources[stage] = compile_sources(list, "sources/" + stage);
}

void add_file(demo_library& to, const std::string& name,
              const demo_value& file) {
  if (name == "words") {
    add_facts(to, file, name, true);
  } else if (name == "facts") {
    add_facts(to, file.value("company", demo_value::object()), name, false);
    add_facts(to, file.value("region", demo_value::object()), name, true);
  } else if (name == "sources") {
    add_sources(to, file);
  } else {
    to.sections[name] = compile_demo_template(file, name);
  }
}

} // namespace

demo_content read_demo_content(const std::filesystem::path& folder) {
  demo_content result;
  auto pipeline = read_json(folder / "pipeline.json");
  result.report_type = pipeline.value("reportType", std::string{});
  const auto stages = pipeline.value("stages", demo_value::array());
  for (const auto& stage : stages)
    read_stage_schemas(result, folder, stage);
  if (!std::filesystem::is_directory(folder / "demo"))
    return result;
  for (const auto& entry : std::filesystem::directory_iterator{folder / "demo"})
    if (entry.path().extension() == ".json")
      result.files[entry.path().stem().string()] = read_json(entry.path());
  return result;
}

demo_library compile_demo_content(const demo_content& content) {
  demo_library result;
  for (const auto& [name, file] : content.files)
    add_file(result, name, file);
  result.schemas = {content.schemas.begin(), content.schemas.end()};
  return result;
}

} // namespace dossier::io::llm
