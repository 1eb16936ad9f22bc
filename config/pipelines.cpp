#include "config/pipelines.hpp"

#include "config/object_reader.hpp"
#include "config/pipeline_folder.hpp"
#include "config/pipeline_graph.hpp"

#include <algorithm>

namespace dossier::config {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr auto pipeline_file = "pipeline.json";
constexpr int max_attempts = 10;
constexpr int max_token_limit = 1'000'000;

/// What reading one pipeline takes: its files, and where faults go.
struct pipeline_loading {
  const pipeline_folder& files;
  faults& into;

  std::string file() const {
    return files.name_of(pipeline_file);
  }
};

// -- one stage ----------------------------------------------------------------

void read_schema(const pipeline_loading& at, object_reader& from,
                 question& ask) {
  auto name = from.text("schema");
  if (name.empty())
    return;
  ask.schema_file = at.files.name_of(name);
  auto text = at.files.text(name, from.pointer_to("schema"));
  if (!text)
    return;
  if (auto schema = at.files.json(name, "", *text))
    ask.schema = std::move(*schema);
  ask.schema_text = std::move(*text);
}

void read_prompt(const pipeline_loading& at, object_reader& from,
                 question& ask) {
  auto name = from.text("prompt");
  if (name.empty())
    return;
  ask.file = at.files.name_of(name);
  if (auto text = at.files.text(name, from.pointer_to("prompt")))
    ask.prompt = std::move(*text);
}

question read_question(const pipeline_loading& at, const json* value,
                       const std::string& pointer) {
  question ask;
  if (!value) {
    at.into.push_back(
      {.file = at.file(), .key = pointer, .reason = "is missing"});
    return ask;
  }
  object_reader from{*value, at.file(), pointer, at.into};
  read_prompt(at, from, ask);
  read_schema(at, from, ask);
  from.refuse_the_rest();
  return ask;
}

std::optional<split> read_split(const pipeline_loading& at,
                                object_reader& stage) {
  const auto* value = stage.member("split");
  if (!value)
    return {};
  auto pointer = stage.pointer_to("split");
  object_reader from{*value, at.file(), pointer, at.into};
  split result;
  result.over = from.text("over");
  result.label = from.text("label");
  result.into = from.text("into");
  result.overview
    = read_question(at, from.member("overview"), pointer + "/overview");
  result.item = read_question(at, from.member("item"), pointer + "/item");
  from.refuse_the_rest();
  return result;
}

check read_check(const pipeline_loading& at, const json& value,
                 const std::string& pointer) {
  object_reader from{value, at.file(), pointer, at.into};
  check result;
  result.name = from.text("name");
  auto level = from.text_or("level", "error");
  if (level == "warning")
    result.level = check_level::warning;
  else if (level != "error")
    from.refuse("level", "is neither error nor warning");
  result.arguments = json::object();
  if (value.is_object())
    for (const auto& [key, argument] : value.items())
      if (key != "name" && key != "level")
        result.arguments[key] = argument;
  return result;
}

std::vector<check> read_checks(const pipeline_loading& at,
                               object_reader& stage) {
  std::vector<check> result;
  const auto* list = stage.member("checks");
  if (!list)
    return result;
  if (!list->is_array())
    stage.refuse("checks", "is no list");
  else
    for (std::size_t i = 0; i < list->size(); ++i)
      result.push_back(read_check(
        at, (*list)[i], stage.pointer_to("checks/" + std::to_string(i))));
  return result;
}

void read_model(const pipeline_loading& at, object_reader& from,
                stage_definition& stage) {
  read_prompt(at, from, stage.ask);
  stage.max_tokens = from.number("maxTokens", 1, max_token_limit);
  stage.max_tokens_large
    = from.number_or("maxTokensLarge", 0, 1, max_token_limit);
  if (from.member("maxTokensLarge")
      && stage.max_tokens_large <= stage.max_tokens)
    from.refuse("maxTokensLarge", "is not above maxTokens");
  stage.checks = read_checks(at, from);
  stage.coerce = from.texts("coerce");
  stage.split = read_split(at, from);
}

stage_definition read_stage(const pipeline_loading& at, const json& value,
                            const std::string& pointer) {
  object_reader from{value, at.file(), pointer, at.into};
  stage_definition stage;
  stage.id = from.text("id");
  stage.name = from.text("name");
  stage.field = from.text("field");
  stage.report_key = from.text("reportKey");
  stage.max_attempts
    = static_cast<unsigned>(from.number_or("maxAttempts", 3, 1, max_attempts));
  auto kind = parse_stage_kind(from.text("kind"));
  if (!kind)
    from.refuse("kind", "is neither model nor computed");
  stage.kind = kind.value_or(stage_kind::model);
  if (stage.kind == stage_kind::computed)
    stage.compute = from.text("compute");
  else
    read_model(at, from, stage);
  read_schema(at, from, stage.ask);
  // Read when all ids are known.
  for (const auto* key : {"foundation", "needs", "prefers"})
    from.member(key);
  from.refuse_the_rest();
  return stage;
}

// -- the graph ----------------------------------------------------------------

stage_set read_edges(const pipeline& graph, object_reader& from,
                     const char* key) {
  stage_set result;
  for (const auto& id : from.texts(key)) {
    auto other = graph.find(id);
    if (!other)
      from.refuse(key, "no such stage: " + id);
    else if (result.test(*other))
      from.refuse(key, id + " stands twice");
    else
      result.set(*other);
  }
  return result;
}

void link_stages(const pipeline_loading& at, const json& stages,
                 pipeline& graph) {
  std::size_t foundations = 0;
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    object_reader from{stages[i], at.file(), "/stages/" + std::to_string(i),
                       at.into};
    graph.stages[i].needs = read_edges(graph, from, "needs");
    graph.stages[i].prefers = read_edges(graph, from, "prefers");
    if (from.flag_or("foundation", false)) {
      graph.foundation = static_cast<stage_index>(i);
      ++foundations;
    }
  }
  if (foundations != 1)
    at.into.push_back(
      {.file = at.file(),
       .key = "/stages",
       .reason = std::to_string(foundations)
                 + " stages are the foundation; it must be one"});
}

void read_stages(const pipeline_loading& at, object_reader& from,
                 pipeline& graph) {
  const auto* list = from.member("stages");
  if (!list || !list->is_array() || list->empty())
    return from.refuse("stages", list ? "is no list of stages" : "is missing");
  if (list->size() > max_stages)
    return from.refuse("stages", "has more than " + std::to_string(max_stages));
  auto before = at.into.size();
  for (std::size_t i = 0; i < list->size(); ++i)
    graph.stages.push_back(
      read_stage(at, (*list)[i], "/stages/" + std::to_string(i)));
  auto is_object = [](const json& one) { return one.is_object(); };
  if (!std::all_of(list->begin(), list->end(), is_object))
    return;
  link_stages(at, *list, graph);
  // Edges that could not be read would only be reported as something else.
  if (at.into.size() == before)
    check_graph(graph, at.into);
}

/// Stages that rate themselves.
void read_anchors(object_reader& from, pipeline& graph) {
  constexpr auto key = "confidenceAnchors";
  // Without stages, which is reported by itself, no id is known.
  if (graph.stages.empty() && from.member(key))
    return;
  graph.confidence_anchors = read_edges(graph, from, key);
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (graph.confidence_anchors.test(i)
        && graph.stages[i].kind != stage_kind::model)
      from.refuse(key, graph.stages[i].id
                         + " is computed; an anchor asks a "
                           "model");
}

// -- the whole ----------------------------------------------------------------

void read_system(const pipeline_loading& at, object_reader& from,
                 pipeline& graph) {
  auto names = from.texts("system");
  for (std::size_t i = 0; i < names.size(); ++i)
    if (auto text = at.files.text(names[i], "/system/" + std::to_string(i)))
      graph.system.push_back(std::move(*text));
}

void read_data(const pipeline_loading& at, object_reader& from,
               pipeline& graph) {
  const auto* list = from.member("data");
  if (!list)
    return;
  if (!list->is_object())
    return from.refuse("data", "is no object");
  for (const auto& [name, file] : list->items()) {
    auto key = "/data/" + name;
    if (!file.is_string()) {
      at.into.push_back(
        {.file = at.file(), .key = key, .reason = "is no text"});
      continue;
    }
    auto text = at.files.text(file.get<std::string>(), key);
    if (text && fs::path{file.get<std::string>()}.extension() == ".json"
        && !at.files.json(file.get<std::string>(), "", *text))
      continue;
    if (text)
      graph.data.emplace(name, std::move(*text));
  }
}

pipeline read_pipeline(const pipeline_loading& at, const json& document,
                       const fs::path& root) {
  object_reader from{document, at.file(), "", at.into};
  pipeline graph;
  graph.folder = root.generic_string();
  graph.report_type = from.text("reportType");
  graph.name = from.text("name");
  graph.version = from.number("version", 1, 1'000'000);
  auto folder_name = root.filename().generic_string();
  if (!graph.report_type.empty() && graph.report_type != folder_name)
    from.refuse("reportType", "is " + graph.report_type + ", but the folder is "
                                + folder_name);
  read_system(at, from, graph);
  read_data(at, from, graph);
  graph.required_variables = from.texts("requiredVariables");
  read_stages(at, from, graph);
  read_anchors(from, graph);
  from.refuse_the_rest();
  return graph;
}

std::vector<fs::path> sub_folders(const fs::path& path, faults& into) {
  std::vector<fs::path> result;
  std::error_code error;
  for (fs::directory_iterator at{path, error}, end; !error && at != end;
       at.increment(error))
    if (at->is_directory() && at->path().filename().native().front() != '.')
      result.push_back(at->path());
  if (error)
    into.push_back({.file = path.generic_string(),
                    .key = "pipelines.paths",
                    .reason = "cannot be read: " + error.message()});
  std::sort(result.begin(), result.end());
  return result;
}

} // namespace

pipeline_ptr load_pipeline(const fs::path& root, faults& into) {
  auto before = into.size();
  pipeline_folder files{root, into};
  pipeline_loading at{files, into};
  auto text = files.text(pipeline_file, "");
  auto document = text ? files.json(pipeline_file, "", *text) : std::nullopt;
  if (!document)
    return nullptr;
  auto graph = read_pipeline(at, *document, root);
  if (into.size() > before)
    return nullptr;
  return std::make_shared<const pipeline>(std::move(graph));
}

std::variant<pipeline_catalog, faults>
load_pipelines(const std::vector<fs::path>& paths) {
  pipeline_catalog catalog;
  faults found;
  for (const auto& path : paths)
    for (const auto& root : sub_folders(path, found))
      if (auto graph = load_pipeline(root, found);
          graph && !catalog.emplace(graph->report_type, graph).second)
        found.push_back({.file = graph->folder + "/pipeline.json",
                         .key = "/reportType",
                         .reason = graph->report_type + " is there already"});
  if (catalog.empty() && found.empty())
    found.push_back(
      {.file = "", .key = "pipelines.paths", .reason = "hold no pipeline"});
  if (!found.empty())
    return found;
  return catalog;
}

} // namespace dossier::config
