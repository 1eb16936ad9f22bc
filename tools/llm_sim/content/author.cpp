#include "tools/llm_sim/content/author.hpp"

#include <algorithm>
#include <stdexcept>

namespace dossier::llm_sim {

namespace fs = std::filesystem;
using namespace io::llm;

namespace {

constexpr const char* plain_answer
  = "This is a simulated answer. It was written without a model, it is the "
    "same for the same question, and it means nothing.";

constexpr const char* plain_stage = "generic";

std::string fill(const demo::question& asked, const nlohmann::json& schema) {
  demo::content content;
  content.schemas[plain_stage] = nlohmann::ordered_json::parse(schema.dump());
  auto question = asked;
  question.stage = plain_stage;
  return demo::generator{content}.write(question);
}

bool knows(const demo::content& content, std::string_view stage) {
  auto names_it = [stage](const auto& entry) {
    return entry.first == stage
           || entry.first.starts_with(std::string{stage} + ".");
  };
  return std::ranges::any_of(content.schemas, names_it)
         || std::ranges::any_of(content.files, names_it);
}

} // namespace

author::author(const fs::path& pipelines) {
  if (!fs::is_directory(pipelines))
    throw std::runtime_error{"there is no folder " + pipelines.string()
                             + "; name one with --pipelines"};
  std::vector<fs::path> folders;
  if (fs::exists(pipelines / "pipeline.json"))
    folders.push_back(pipelines);
  else
    for (const auto& entry : fs::directory_iterator{pipelines})
      if (fs::exists(entry.path() / "pipeline.json"))
        folders.push_back(entry.path());
  std::ranges::sort(folders);
  for (const auto& folder : folders)
    add(folder);
}

void author::add(const fs::path& folder) {
  report_type type;
  type.content = demo::read_content(folder);
  type.generator = std::make_shared<const demo::generator>(type.content);
  types_.push_back(std::move(type));
}

/// A prompt does not say its report type: the first that knows the stage.
const demo::generator* author::writer_of(const std::string& stage) const {
  auto id = stage.substr(0, stage.find(" / "));
  auto found = std::ranges::find_if(
    types_, [&](const auto& type) { return knows(type.content, id); });
  return found == types_.end() ? nullptr : found->generator.get();
}

std::string author::write(const demo::question& question,
                          const nlohmann::json& schema) const {
  if (const auto* writer = writer_of(question.stage))
    return writer->write(question);
  return schema.is_object() ? fill(question, schema) : plain_answer;
}

} // namespace dossier::llm_sim
