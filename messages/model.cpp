#include "messages/model.hpp"

#include <algorithm>

namespace dossier {

namespace {

/// `-20251001`
bool is_date_suffix(std::string_view text) {
  return text.size() == 9 && text.front() == '-'
         && text.find_first_not_of("0123456789", 1) == text.npos;
}

using efforts = std::vector<std::string>;

constexpr auto unlisted
  = ", whose thinking_modes are not listed: list them, or leave it out";

bool is_among(std::string_view text, const efforts& all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

/// `low, medium or high`
std::string one_of(const std::vector<std::string>& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i)
    text += (i == 0 ? "" : i + 1 == all.size() ? " or " : ", ") + all[i];
  return text;
}

std::vector<std::string> modes_of(const model_facts& model) {
  std::vector<std::string> result;
  for (const auto& [mode, ignored] : model.thinking_modes)
    result.push_back(mode);
  return result;
}

/// What goes with the way of thinking that requests come to; with any way where
/// that is not known.
efforts efforts_of(const model_facts& model) {
  const auto& mode
    = model.thinking.empty() ? model.default_thinking : model.thinking;
  if (auto known = model.thinking_modes.find(mode);
      known != model.thinking_modes.end())
    return known->second;
  efforts result;
  for (auto level : effort_levels)
    for (const auto& [ignored, allowed] : model.thinking_modes)
      if (is_among(level, allowed) && !is_among(level, result))
        result.emplace_back(level);
  return result;
}

/// ` with thinking "between_tools"`
std::string with_thinking(const model_facts& model) {
  if (!model.thinking.empty())
    return " with thinking \"" + model.thinking + '"';
  if (model.default_thinking.empty())
    return {};
  return " with its usual thinking \"" + model.default_thinking + '"';
}

std::optional<thought_objection> objection_to_mode(const model_facts& model) {
  if (model.thinking.empty() || model.thinking_modes.contains(model.thinking))
    return {};
  auto text = '"' + model.thinking + "\" is not taken by " + model.id;
  if (model.thinking_modes.empty())
    return thought_objection{"thinking", text + unlisted};
  return thought_objection{"thinking", text + ": set " + one_of(modes_of(model))
                                         + ", or leave it out"};
}

std::optional<thought_objection> objection_to_effort(const model_facts& model) {
  const auto allowed = efforts_of(model);
  if (is_among(model.effort, allowed))
    return {};
  auto text = '"' + model.effort + "\" is not taken by " + model.id;
  if (model.thinking_modes.empty())
    return thought_objection{"effort", text + unlisted};
  if (allowed.empty())
    return thought_objection{"effort",
                             text + with_thinking(model)
                               + ", which takes no effort: leave it out"};
  text += with_thinking(model) + ": set " + one_of(allowed);
  if (model.default_effort.empty() || is_among(model.default_effort, allowed))
    text += ", or leave it out";
  return thought_objection{"effort", std::move(text)};
}

} // namespace

const model_facts* find_model(const model_catalog& among, std::string_view id) {
  for (const auto& each : among.models)
    if (each.id == id)
      return &each;
  for (const auto& each : among.models)
    if (id.substr(0, each.id.size()) == each.id
        && is_date_suffix(id.substr(each.id.size())))
      return &each;
  return nullptr;
}

std::optional<thought_objection>
objection_to_thought(const model_facts& model) {
  if (auto why = objection_to_mode(model))
    return why;
  if (!model.effort.empty())
    return objection_to_effort(model);
  const auto allowed = efforts_of(model);
  if (model.default_effort.empty() || allowed.empty()
      || is_among(model.default_effort, allowed))
    return {};
  return thought_objection{
    "effort", "is left out, and the usual one of " + model.id + ", \""
                + model.default_effort + "\", is not taken"
                + with_thinking(model) + ": set " + one_of(allowed)};
}

std::string retirement_of(const model_facts& model, calendar_day today) {
  if (!model.retires || today < *model.retires)
    return {};
  auto text = "the model " + model.id + " was retired on "
              + to_date(timestamp{*model.retires});
  if (!model.replacement.empty())
    text += "; set provider.model = \"" + model.replacement + "\"";
  return text;
}

} // namespace dossier
