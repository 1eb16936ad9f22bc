#include "actors/report/checks.hpp"

#include "actors/report/pointers.hpp"
#include "actors/report/references.hpp"
#include "actors/report/section.hpp"
#include "actors/report/sources.hpp"
#include "actors/report/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace dossier::report {

namespace {

using nlohmann::json;
using violations = std::vector<violation>;

/// Shares are rounded to a digit or two; their sum may miss by less than this.
constexpr double tolerance = 1e-6;

struct subject {
  const check& what;
  const json& document;
  const check_inputs& inputs;

  std::string text(const char* argument) const {
    return what.arguments.value(argument, std::string{});
  }

  double number(const char* argument) const {
    return what.arguments.value(argument, 0.0);
  }

  std::vector<selected> values(const char* argument) const {
    return select(document, text(argument));
  }
};

/// Whole numbers without a point.
std::string brief(double number) {
  constexpr double max_exact = 9007199254740992.0;
  if (std::abs(number) < max_exact && std::trunc(number) == number)
    return std::to_string(static_cast<std::int64_t>(number));
  return json(number).dump();
}

// -- sources ------------------------------------------------------------------

/// Ids that may be cited: the catalogue's and those the document brings.
std::set<std::string> known_ids(const subject& about) {
  std::set<std::string> ids;
  for (const auto& one : about.inputs.sources)
    ids.insert(one.id);
  for (const auto* pointer : {"/source_catalog/*/id", "/new_sources/*/id"})
    for (const auto& [place, id] : select(about.document, pointer))
      if (id->is_string())
        ids.insert(id->get<std::string>());
  return ids;
}

/// An id the document brings twice would make its references ambiguous.
void find_repeats(const subject& about, violations& into) {
  for (const auto* pointer : {"/source_catalog/*/id", "/new_sources/*/id"}) {
    std::set<json> seen;
    for (const auto& [place, id] : select(about.document, pointer))
      if (!seen.insert(*id).second)
        into.push_back({place, "an id of its own", id->dump()});
  }
}

violations check_sources(const subject& about) {
  violations found;
  auto known = known_ids(about);
  auto cited = cited_in(about.document);
  for (const auto& id : cited.firm)
    if (known.count(id) == 0)
      found.push_back({"", "only ids of the catalogue or of new_sources", id});
  find_repeats(about, found);
  if (!about.document.is_object() || !about.document.contains("sources_used"))
    return found;
  auto listed = sources_used(about.document);
  for (const auto& id : std::set<std::string>(listed.begin(), listed.end()))
    if (cited.firm.count(id) + cited.loose.count(id) == 0)
      found.push_back({"/sources_used", "only ids cited in the text", id});
  for (const auto& id : cited.firm)
    if (std::find(listed.begin(), listed.end(), id) == listed.end())
      found.push_back(
        {"/sources_used", id + ", which the text cites", "a list without it"});
  return found;
}

violations check_unique_ids(const subject& about) {
  unsigned next = 1;
  for (const auto& [place, id] : about.values("values")) {
    auto wanted = "S" + std::to_string(next++);
    if (*id != wanted)
      return {
        {place, json(wanted).dump() + " (ids count on from S1)", id->dump()}};
  }
  return {};
}

// -- numbers ------------------------------------------------------------------

violations check_sum_at_most(const subject& about) {
  double sum = 0;
  for (const auto& [place, value] : about.values("values"))
    if (value->is_number())
      sum += value->get<double>();
  auto max = about.number("max");
  if (sum <= max + tolerance)
    return {};
  return {{about.text("values"), "a sum of at most " + brief(max), brief(sum)}};
}

violations check_not_above(const subject& about) {
  auto value = about.values("value");
  auto limit = about.values("limit");
  if (value.size() != 1 || limit.size() != 1 || !value[0].value->is_number()
      || !limit[0].value->is_number()
      || value[0].value->get<double>() <= limit[0].value->get<double>())
    return {};
  return {
    {value[0].pointer,
     "at most " + limit[0].value->dump() + ", the value of " + limit[0].pointer,
     value[0].value->dump()}};
}

// -- texts and lists ----------------------------------------------------------

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

struct named {
  std::string pointer;
  std::string name;
};

std::vector<named> names_at(const json& document, const std::string& pointer) {
  std::vector<named> names;
  for (const auto& [place, value] : select(document, pointer))
    if (value->is_string())
      names.push_back({place, value->get<std::string>()});
  return names;
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
        {where.empty() ? pointer : where, expected,
         json(name).dump(-1, ' ', false, json::error_handler_t::replace)});
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

violations check_words_at_most(const subject& about) {
  violations found;
  auto max = about.number("max");
  for (const auto& [pointer, name] :
       names_at(about.document, about.text("values")))
    if (auto words = count_words(name); static_cast<double>(words) > max)
      found.push_back(
        {pointer, "at most " + brief(max) + " words", std::to_string(words)});
  return found;
}

violations check_count_between(const subject& about) {
  violations found;
  auto min = about.number("min"), max = about.number("max");
  for (const auto& [pointer, value] : about.values("values")) {
    auto count = static_cast<double>(value->size());
    if (value->is_array() && (count < min || count > max))
      found.push_back({pointer, brief(min) + " to " + brief(max) + " elements",
                       std::to_string(value->size())});
  }
  return found;
}

// -- the table ----------------------------------------------------------------

enum class argument_kind : std::uint8_t { pointer, number, stage };

struct argument {
  std::string_view name;
  argument_kind kind = argument_kind::pointer;
};

struct known_check {
  std::string_view name;
  violations (*run)(const subject&);
  std::array<argument, 3> arguments;
};

constexpr auto pointer = argument_kind::pointer;
constexpr auto number = argument_kind::number;

constexpr auto known_checks = std::array<known_check, 8>{{
  {"sources", check_sources, {}},
  {"sum_at_most", check_sum_at_most, {{{"values", pointer}, {"max", number}}}},
  {"not_above", check_not_above, {{{"value", pointer}, {"limit", pointer}}}},
  {"same_names",
   check_same_names,
   {{{"values", pointer},
     {"stage", argument_kind::stage},
     {"others", pointer}}}},
  {"starred_listed",
   check_starred_listed,
   {{{"names", pointer}, {"listed", pointer}}}},
  {"words_at_most",
   check_words_at_most,
   {{{"values", pointer}, {"max", number}}}},
  {"count_between",
   check_count_between,
   {{{"values", pointer}, {"min", number}, {"max", number}}}},
  {"unique_ids", check_unique_ids, {{{"values", pointer}}}},
}};

const known_check* find_check(std::string_view name) {
  for (const auto& one : known_checks)
    if (one.name == name)
      return &one;
  return nullptr;
}

// -- linting ------------------------------------------------------------------

/// What is wrong with an argument's value; empty: nothing.
std::string objection(const pipeline& graph, const stage_definition& stage,
                      argument_kind kind, const json& value) {
  if (kind == argument_kind::number)
    return value.is_number() ? "" : "is no number";
  if (!value.is_string())
    return "is no text";
  auto text = value.get<std::string>();
  if (kind == argument_kind::pointer)
    return is_pointer(text) ? "" : "is no JSON pointer";
  auto other = graph.find(text);
  if (!other)
    return "no such stage";
  bool has_edge = stage.needs.test(*other) || stage.prefers.test(*other);
  return has_edge ? "" : stage.id + " neither needs nor prefers it";
}

void lint_check(const pipeline& graph, const stage_definition& stage,
                const check& what, const std::string& place, faults& into) {
  auto report = [&](std::string_view name, std::string reason) {
    into.push_back({graph.folder + "/pipeline.json", 0,
                    place + "/" + std::string{name}, std::move(reason)});
  };
  const auto* known = find_check(what.name);
  if (!known)
    return report("name", "no such check: " + what.name);
  std::set<std::string_view> expected;
  for (const auto& [name, kind] : known->arguments) {
    if (name.empty())
      continue;
    expected.insert(name);
    auto found = what.arguments.find(name);
    if (found == what.arguments.end())
      report(name, "missing");
    else if (auto why = objection(graph, stage, kind, *found); !why.empty())
      report(name, why);
  }
  for (const auto& [name, ignored] : what.arguments.items())
    if (expected.count(name) == 0)
      report(name, "unknown argument");
}

} // namespace

std::vector<violation> run_check(const check& what, const json& document,
                                 const check_inputs& inputs) {
  const auto* known = find_check(what.name);
  if (!known)
    return {{"", "a known check", what.name}};
  try {
    return known->run({what, document, inputs});
  } catch (const json::exception& error) {
    // Only arguments of a pipeline that was not checked lead here.
    return {{"", "usable arguments of " + what.name, error.what()}};
  }
}

faults check_checks(const pipeline& graph) {
  faults result;
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const auto& stage = graph.stages[i];
    for (std::size_t j = 0; j < stage.checks.size(); ++j)
      lint_check(graph, stage, stage.checks[j],
                 "/stages/" + std::to_string(i) + "/checks/"
                   + std::to_string(j),
                 result);
    for (std::size_t j = 0; j < stage.coerce.size(); ++j)
      if (!is_pointer(stage.coerce[j]))
        result.push_back(
          {graph.folder + "/pipeline.json", 0,
           "/stages/" + std::to_string(i) + "/coerce/" + std::to_string(j),
           "is no JSON pointer"});
  }
  return result;
}

} // namespace dossier::report
