/// Finds templates that could not be filled, before any job asks for them.

#include "actors/report/prompts/prompt.hpp"
#include "actors/report/prompts/template.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

struct prompt_subject {
  const pipeline& graph;
  const stage_definition& stage;
  part which;
  const question& ask;
};

bool begins_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

/// Why the variable cannot be used here; empty: it can.
std::string objection(const prompt_subject& about, const std::string& name) {
  if (name.empty())
    return "braces that never close";
  if (begins_with(name, "output:")) {
    auto other = about.graph.find(std::string_view{name}.substr(7));
    if (!other)
      return "no such stage";
    if (!about.stage.needs.test(*other) && !about.stage.prefers.test(*other))
      return about.stage.id + " neither needs nor prefers it";
    return {};
  }
  if (begins_with(name, "data:"))
    return about.graph.data.count(name.substr(5)) > 0 ? "" : "no such data";
  if (begins_with(name, "item") && is_plain_variable(name)
      && about.which != part::item)
    return "only an item's prompt has one";
  return is_plain_variable(name) ? "" : "unknown variable";
}

void lint_question(const prompt_subject& about, faults& into) {
  auto used = variables_in(about.ask.prompt);
  for (const auto& [name, begin, end, line] : used)
    if (auto why = objection(about, name); !why.empty())
      into.push_back({.file = about.ask.file,
                      .line = line,
                      .key = "{{" + name + "}}",
                      .reason = why});
  auto uses = [&](const std::string& name) {
    return std::any_of(used.begin(), used.end(),
                       [&](const variable& one) { return one.name == name; });
  };
  for (const auto& name : about.graph.required_variables)
    if (!uses(name))
      into.push_back({.file = about.ask.file,
                      .key = "{{" + name + "}}",
                      .reason = "required, but not used"});
  if (about.which != part::whole)
    return;
  for (std::size_t i = 0; i < about.graph.stages.size(); ++i) {
    auto name = "output:" + about.graph.stages[i].id;
    if (about.stage.needs.test(i) && i != about.graph.foundation && !uses(name))
      into.push_back(
        {.file = about.ask.file,
         .key = "{{" + name + "}}",
         .reason = about.stage.id + " needs it, but does not quote it"});
  }
}

} // namespace

faults check_prompts(const pipeline& graph) {
  faults result;
  for (std::size_t i = 0; i < graph.system.size(); ++i)
    for (const auto& [name, begin, end, line] : variables_in(graph.system[i]))
      result.push_back({.file = graph.folder + "/pipeline.json",
                        .key = "/system/" + std::to_string(i),
                        .reason = "{{" + name
                                  + "}}: system blocks are the same for all "
                                    "jobs and have no variables"});
  for (const auto& name : graph.required_variables)
    if (!is_plain_variable(name))
      result.push_back({.file = graph.folder + "/pipeline.json",
                        .key = "/requiredVariables",
                        .reason = "unknown variable " + name});
  for (const auto& stage : graph.stages) {
    if (stage.kind != stage_kind::model)
      continue;
    lint_question(
      {.graph = graph, .stage = stage, .which = part::whole, .ask = stage.ask},
      result);
    if (!stage.split)
      continue;
    lint_question({.graph = graph,
                   .stage = stage,
                   .which = part::overview,
                   .ask = stage.split->overview},
                  result);
    lint_question({.graph = graph,
                   .stage = stage,
                   .which = part::item,
                   .ask = stage.split->item},
                  result);
  }
  return result;
}

} // namespace dossier::report
