#include "actors/report/check_kinds.hpp"
#include "actors/report/section.hpp"

#include <optional>
#include <set>

namespace dossier::report {

namespace {

using nlohmann::json;

/// Without the star and its blanks, in lower case.
std::string plain_name(std::string name) {
  for (auto& letter : name)
    if (letter >= 'A' && letter <= 'Z')
      letter = static_cast<char>(letter - 'A' + 'a');
  while (!name.empty() && (name.back() == '*' || name.back() == ' '))
    name.pop_back();
  name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
  return name;
}

bool is_starred(const std::string& name) {
  auto last = name.find_last_not_of(' ');
  return last != std::string::npos && name[last] == '*';
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
      into.push_back(
        {where.empty() ? pointer : where, expected, shown_value(name)});
}

std::string argument_text(const check& what, const char* name) {
  auto found = what.arguments.find(name);
  return found != what.arguments.end() && found->is_string()
           ? found->get<std::string>()
           : std::string{};
}

/// Where in an element of the list a pointer to all of them leads.
std::optional<std::string> place_in_item(const std::string& pointer,
                                         const std::string& list) {
  auto all = list + "/*";
  if (!pointer.starts_with(all)
      || (pointer.size() > all.size() && pointer[all.size()] != '/'))
    return {};
  return pointer.substr(all.size());
}

} // namespace

std::vector<named> names_at(const json& document, const std::string& pointer) {
  std::vector<named> names;
  for (const auto& [place, value] : select(document, pointer))
    if (value->is_string())
      names.push_back({place, value->get<std::string>()});
  return names;
}

violations check_same_names(const subject& about) {
  auto id = about.text("stage");
  auto stage = about.inputs.graph.find(id);
  if (!stage || *stage >= about.inputs.outputs.size()
      || !about.inputs.outputs[*stage])
    return {};
  auto mine = names_at(about.document, about.text("values"));
  auto theirs
    = names_at(to_document(about.inputs.outputs[*stage]), about.text("others"));
  violations found;
  find_missing(mine, plain_names(theirs), "", "a name that " + id + " has",
               found);
  find_missing(theirs, plain_names(mine), about.text("values"),
               "every name that " + id + " has", found);
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

violations check_item_names(const check& what, const pipeline& graph,
                            const split& how, const json& piece,
                            const json& item) {
  if (what.name != "same_names"
      || graph.find(argument_text(what, "stage")) != graph.foundation)
    return {};
  auto mine_at = place_in_item(argument_text(what, "values"), how.into);
  auto theirs_at = place_in_item(argument_text(what, "others"), how.over);
  if (!mine_at || !theirs_at)
    return {};
  auto mine = names_at(piece, *mine_at);
  auto asked = names_at(item, *theirs_at);
  auto known = plain_names(asked);
  violations found;
  for (const auto& [pointer, name] : mine)
    if (known.count(plain_name(name)) == 0 && !asked.empty())
      found.push_back(
        {pointer,
         shown_value(asked.front().name) + ", the name of what was asked about",
         shown_value(name)});
  return found;
}

} // namespace dossier::report
