#include "actors/report/prompts/prompt.hpp"

#include "actors/report/prompts/template.hpp"
#include "actors/report/section.hpp"
#include "actors/report/sources/sources.hpp"

#include <array>

namespace dossier::report {

namespace {

using nlohmann::json;

constexpr std::string_view output_prefix = "output:";
constexpr std::string_view data_prefix = "data:";

// -- texts from outside -------------------------------------------------------

void replace_all(std::string& text, std::string_view from,
                 std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// One line, whatever it was: nothing a user writes begins a line of ours.
std::string one_line(std::string text) {
  for (auto& letter : text)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F)
      letter = ' ';
  for (auto line_break : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
    replace_all(text, line_break, " ");
  return text;
}

/// Cannot close the tag in which the template fences it.
std::string fenced(std::string text) {
  replace_all(text, "</", "< /");
  return text;
}

std::string list_of(const std::vector<std::string>& entries) {
  std::string text;
  for (const auto& entry : entries)
    text += (text.empty() ? "- " : "\n- ") + one_line(entry);
  return text.empty() ? "none" : fenced(std::move(text));
}

// -- values -------------------------------------------------------------------

struct span {
  int months;
  const char* words;
};

span span_of(time_horizon horizon) {
  switch (horizon) {
    case time_horizon::months_6: return {6, "the last 6 months"};
    case time_horizon::year_1: return {12, "the last year"};
    case time_horizon::years_2: return {24, "the last 2 years"};
    case time_horizon::years_3: return {36, "the last 3 years"};
  }
  return {};
}

/// The same day that many months before, or the last one of that month.
timestamp months_before(timestamp when, int months) {
  using namespace std::chrono;
  auto date = year_month_day{floor<days>(when)} - std::chrono::months{months};
  return sys_days{date.ok() ? date : date.year() / date.month() / last};
}

std::string horizon_text(time_horizon horizon, timestamp end) {
  auto [months, words] = span_of(horizon);
  return to_date(months_before(end, months)) + " to " + to_date(end) + " ("
         + words + ")";
}

std::string sources_text(const source_catalog& sources) {
  std::string text;
  for (const auto& [id, citation, url, type, date, stage] : sources)
    text += (text.empty() ? "" : "\n") + id + " | " + one_line(citation) + " | "
            + one_line(type) + " | " + one_line(date) + " | " + one_line(url);
  return text.empty() ? "none yet" : text;
}

std::string item_name(const json* item) {
  if (!item)
    return {};
  if (item->is_object() && item->contains("name")
      && (*item)["name"].is_string())
    return one_line((*item)["name"].get<std::string>());
  return item->is_string() ? one_line(item->get<std::string>()) : std::string{};
}

const stage_definition& stage_of(const prompt_inputs& inputs) {
  return inputs.graph->stages[inputs.stage];
}

section_text output_of(const prompt_inputs& inputs, stage_index stage) {
  return stage < inputs.outputs.size() ? inputs.outputs[stage] : nullptr;
}

/// Nothing for a stage this one has no edge to.
std::optional<std::string> output_text(const prompt_inputs& inputs,
                                       std::string_view id) {
  auto other = inputs.graph->find(id);
  const auto& stage = stage_of(inputs);
  if (!other || !(stage.needs.test(*other) || stage.prefers.test(*other)))
    return {};
  auto text = output_of(inputs, *other);
  return text ? *text : "not available";
}

std::optional<std::string> data_text(const pipeline& graph,
                                     std::string_view name) {
  auto found = graph.data.find(std::string{name});
  if (found == graph.data.end())
    return {};
  return found->second;
}

using reader = std::string (*)(const prompt_inputs&);

struct named_reader {
  std::string_view name;
  reader read;
};

/// Every variable with a fixed name.
constexpr auto readers = std::array<named_reader, 12>{{
  {"company_name",
   [](const prompt_inputs& in) { return one_line(in.request.company_name); }},
  {"geography",
   [](const prompt_inputs& in) { return one_line(in.request.geography); }},
  {"focus_areas",
   [](const prompt_inputs& in) { return list_of(in.request.focus_areas); }},
  {"user_files",
   [](const prompt_inputs& in) { return list_of(in.request.user_files); }},
  {"user_context",
   [](const prompt_inputs& in) {
     const auto& text = in.request.user_context;
     return text.empty() ? "none" : fenced(text);
   }},
  {"time_horizon",
   [](const prompt_inputs& in) {
     return horizon_text(in.request.horizon, in.created_at);
   }},
  {"report_date",
   [](const prompt_inputs& in) { return to_date(in.created_at); }},
  {"schema",
   [](const prompt_inputs& in) {
     return question_of(stage_of(in), in.part).schema_text;
   }},
  {"sources", [](const prompt_inputs& in) { return sources_text(in.sources); }},
  {"next_source_id",
   [](const prompt_inputs& in) { return next_source_id(in.sources); }},
  {"item",
   [](const prompt_inputs& in) {
     return in.item ? *to_section_text(*in.item) : std::string{};
   }},
  {"item_name", [](const prompt_inputs& in) { return item_name(in.item); }},
}};

std::optional<std::string> value_of(const prompt_inputs& inputs,
                                    const std::string& name) {
  for (const auto& [known, read] : readers)
    if (known == name)
      return read(inputs);
  std::string_view rest{name};
  if (rest.rfind(output_prefix, 0) == 0)
    return output_text(inputs, rest.substr(output_prefix.size()));
  if (rest.rfind(data_prefix, 0) == 0)
    return data_text(*inputs.graph, rest.substr(data_prefix.size()));
  return {};
}

// -- filling ------------------------------------------------------------------

/// The needed stage that has no output; nothing: all have one.
std::optional<stage_index> missing_need(const prompt_inputs& inputs) {
  const auto& needs = stage_of(inputs).needs;
  for (std::size_t i = 0; i < inputs.graph->stages.size(); ++i)
    if (needs.test(i) && !output_of(inputs, static_cast<stage_index>(i)))
      return static_cast<stage_index>(i);
  return {};
}

std::optional<failure> refuse(const prompt_inputs& inputs) {
  auto cannot = [](const std::string& why) {
    return failure{error_class::internal, "cannot fill the prompt: " + why};
  };
  if (!inputs.graph || inputs.stage >= inputs.graph->stages.size())
    return cannot("no such stage");
  const auto& stage = stage_of(inputs);
  if (stage.kind != stage_kind::model)
    return cannot(stage.id + " asks no model");
  if (inputs.part != part::whole && !stage.split)
    return cannot(stage.id + " is never split");
  if ((inputs.part == part::item) != (inputs.item != nullptr))
    return cannot("an item belongs to an item's question alone");
  if (auto missing = missing_need(inputs))
    return cannot("no output of " + inputs.graph->stages[*missing].id);
  return {};
}

/// Points into the pipeline, so that all calls share the same bytes.
std::vector<std::shared_ptr<const std::string>>
system_blocks(const prompt_inputs& inputs) {
  std::vector<std::shared_ptr<const std::string>> blocks;
  for (const auto& text : inputs.graph->system)
    blocks.emplace_back(inputs.graph, &text);
  if (inputs.stage != inputs.graph->foundation)
    if (auto foundation = output_of(inputs, inputs.graph->foundation))
      blocks.push_back(std::move(foundation));
  return blocks;
}

} // namespace

const question& question_of(const stage_definition& stage, part which) {
  if (which == part::whole || !stage.split)
    return stage.ask;
  return which == part::overview ? stage.split->overview : stage.split->item;
}

std::string label_of(const stage_definition& stage, part which,
                     const json* item) {
  switch (which) {
    case part::whole: return stage.id;
    case part::overview: return stage.id + " / overview";
    case part::item: break;
  }
  auto kind = stage.split ? stage.split->label : std::string{"item"};
  return stage.id + " / " + kind + ": " + item_name(item);
}

result<prompt> fill_prompt(const prompt_inputs& inputs) {
  if (auto why = refuse(inputs))
    return std::move(*why);
  const auto& stage = stage_of(inputs);
  const auto& ask = question_of(stage, inputs.part);
  auto body = fill(ask.prompt, [&](const std::string& name) {
    return value_of(inputs, name);
  });
  if (!body.unknown.empty())
    return failure{error_class::internal,
                   ask.file + ": unknown variable " + body.unknown};
  prompt result;
  result.label = label_of(stage, inputs.part, inputs.item);
  result.system = system_blocks(inputs);
  result.user = "Stage: " + result.label + "\nCompany: "
                + one_line(inputs.request.company_name) + "\nGeography: "
                + one_line(inputs.request.geography) + "\n\n" + body.text;
  return result;
}

bool is_plain_variable(std::string_view name) noexcept {
  for (const auto& [known, read] : readers)
    if (known == name)
      return true;
  return false;
}

} // namespace dossier::report
