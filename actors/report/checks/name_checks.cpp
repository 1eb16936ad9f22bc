#include "actors/report/checks/check_kinds.hpp"
#include "actors/report/prompts/piece.hpp"
#include "actors/report/section.hpp"
#include "messages/utf8.hpp"

#include <map>
#include <optional>
#include <set>

namespace dossier::report {

namespace {

using nlohmann::json;

/// As a reader takes it: folded, one blank between words, without the star.
std::string plain_name(std::string_view name) {
  std::string result;
  auto folded = utf8::fold(utf8::trimmed(name));
  for (std::string_view rest{folded}; !rest.empty();) {
    auto next = utf8::take(rest);
    if (!utf8::is_white_space(next.code))
      result += next.bytes;
    else if (!result.ends_with(' '))
      result += ' ';
  }
  while (!result.empty() && (result.back() == '*' || result.back() == ' '))
    result.pop_back();
  return result;
}

bool is_starred(std::string_view name) {
  return utf8::trimmed(name).ends_with('*');
}

std::set<std::string> plain_names(const std::vector<named>& names) {
  std::set<std::string> plain;
  for (const auto& one : names)
    plain.insert(plain_name(one.name));
  return plain;
}

/// Names of `from` that `other` lacks.
void find_missing(const std::vector<named>& from,
                  const std::set<std::string>& other, const std::string& where,
                  const std::string& expected, violations& into) {
  for (const auto& [pointer, name] : from)
    if (other.count(plain_name(name)) == 0)
      into.push_back({.pointer = where.empty() ? pointer : where,
                      .expected = expected,
                      .found = shown_value(name)});
}

std::string argument_text(const check& check, const char* name) {
  auto found = check.arguments.find(name);
  return found != check.arguments.end() && found->is_string()
           ? found->get<std::string>()
           : std::string{};
}

constexpr auto once = "a name that stands there once";

/// Names that stand more often than in `others`, where they may not stand at
/// all.
void find_repeats(const std::vector<named>& names,
                  const std::vector<named>& others, violations& into) {
  std::map<std::string, int> left;
  for (const auto& one : others)
    ++left[plain_name(one.name)];
  std::set<std::string> seen;
  for (const auto& [pointer, name] : names) {
    auto plain = plain_name(name);
    if (!seen.insert(plain).second && left[plain] < 1)
      into.push_back(
        {.pointer = pointer, .expected = once, .found = shown_value(name)});
    --left[plain];
  }
}

/// What a `same_names` check compares with; empty while there is no output.
std::vector<named> their_names(const check& check, const pipeline& graph,
                               const std::vector<section_text>& outputs) {
  auto stage = graph.find(argument_text(check, "stage"));
  if (!stage || *stage >= outputs.size() || !outputs[*stage])
    return {};
  return names_at(to_document(outputs[*stage]), argument_text(check, "others"));
}

/// Writes names as those do that are the same to a reader.
void adopt(json& document, const std::string& pointer,
           const std::vector<named>& others) {
  std::map<std::string, std::string> spellings;
  for (const auto& one : others)
    spellings.try_emplace(plain_name(one.name), one.name);
  for (auto* value : select_mutable(document, pointer))
    if (value->is_string())
      if (auto found
          = spellings.find(plain_name(value->get_ref<const std::string&>()));
          found != spellings.end())
        *value = found->second;
}

/// The pointers of a check that compares items with those a piece is asked
/// about; nothing for other checks.
std::optional<std::pair<std::string, std::string>>
item_pointers(const check& check, const pipeline& graph, const split& how) {
  if (check.name != "same_names"
      || graph.find(argument_text(check, "stage")) != graph.foundation)
    return {};
  auto mine = pointer_in_item(argument_text(check, "values"), how.into);
  auto theirs = pointer_in_item(argument_text(check, "others"), how.over);
  if (!mine || !theirs)
    return {};
  return std::pair{*mine, *theirs};
}

} // namespace

std::vector<named> names_at(const json& document, const std::string& pointer) {
  std::vector<named> names;
  for (const auto& [element_pointer, value] : select(document, pointer))
    if (value->is_string())
      names.push_back({element_pointer, value->get<std::string>()});
  return names;
}

violations check_same_names(const subject& about) {
  const auto& inputs = about.inputs;
  auto theirs = their_names(about.definition, inputs.graph, inputs.outputs);
  auto id = about.text("stage");
  auto stage = inputs.graph.find(id);
  if (!stage || *stage >= inputs.outputs.size() || !inputs.outputs[*stage])
    return {};
  auto mine = names_at(about.document, about.text("values"));
  violations found;
  find_missing(mine, plain_names(theirs), "", "a name that " + id + " has",
               found);
  find_missing(theirs, plain_names(mine), about.text("values"),
               "every name that " + id + " has", found);
  find_repeats(mine, theirs, found);
  return found;
}

violations check_unique_names(const subject& about) {
  std::map<std::string, std::vector<named>> lists;
  auto pointer = about.text("values");
  for (auto& one : names_at(about.document, pointer))
    lists[list_of(pointer, one.pointer)].push_back(std::move(one));
  violations found;
  for (const auto& [ignored, names] : lists)
    find_repeats(names, {}, found);
  return found;
}

violations check_starred_listed(const subject& about) {
  auto starred = names_at(about.document, about.text("names"));
  std::erase_if(starred,
                [](const named& one) { return !is_starred(one.name); });
  auto listed = names_at(about.document, about.text("listed"));
  violations found;
  find_missing(starred, plain_names(listed), "",
               "an entry at " + about.text("listed") + " for a starred name",
               found);
  find_missing(listed, plain_names(starred), "",
               "a name that stands with a star at " + about.text("names"),
               found);
  return found;
}

violations check_item_names(const check& check, const pipeline& graph,
                            const split& how, const json& piece,
                            const json& item) {
  auto pointers = item_pointers(check, graph, how);
  if (!pointers)
    return {};
  auto mine = names_at(piece, pointers->first);
  auto asked = names_at(item, pointers->second);
  auto known = plain_names(asked);
  violations found;
  for (const auto& [pointer, name] : mine)
    if (known.count(plain_name(name)) == 0 && !asked.empty())
      found.push_back({.pointer = pointer,
                       .expected = shown_value(asked.front().name)
                                   + ", the name of what was asked about",
                       .found = shown_value(name)});
  return found;
}

void adopt_names(json& document, const stage_definition& stage,
                 const pipeline& graph,
                 const std::vector<section_text>& outputs) {
  for (const auto& check : stage.checks)
    if (check.name == "same_names")
      adopt(document, argument_text(check, "values"),
            their_names(check, graph, outputs));
}

void adopt_item_names(json& piece, const stage_definition& stage,
                      const pipeline& graph, const json& item) {
  for (const auto& check : stage.checks)
    if (auto pointers = item_pointers(check, graph, *stage.split))
      adopt(piece, pointers->first, names_at(item, pointers->second));
}

} // namespace dossier::report
