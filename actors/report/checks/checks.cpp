#include "actors/report/checks/checks.hpp"

#include "actors/report/checks/check_kinds.hpp"
#include "actors/report/word_count.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace dossier::report {

namespace {

using nlohmann::json;

/// Shares are rounded to a digit or two; their sum may miss by less than this.
constexpr double tolerance = 1e-6;

/// Whole numbers without a point, others without the noise of adding up.
std::string brief(double number) {
  constexpr double max_exact = 9007199254740992.0;
  constexpr double steps = 1e6;
  if (std::abs(number) < max_exact / steps)
    number = std::round(number * steps) / steps;
  if (std::abs(number) < max_exact && std::trunc(number) == number)
    return std::to_string(static_cast<std::int64_t>(number));
  return json(number).dump();
}

// -- numbers ------------------------------------------------------------------

violations check_sum_at_most(const subject& about) {
  std::map<std::string, double> sums;
  auto pointer = about.text("values");
  // One below zero must not make room for the others.
  for (const auto& [element_pointer, value] : about.values("values"))
    if (value->is_number())
      sums[list_of(pointer, element_pointer)]
        += std::max(0.0, value->get<double>());
  violations found;
  auto max = about.number("max");
  for (const auto& [list, sum] : sums)
    if (sum > max + tolerance)
      found.push_back({.pointer = list,
                       .expected = "a sum of at most " + brief(max),
                       .found = brief(sum)});
  return found;
}

violations check_not_above(const subject& about) {
  auto value = about.values("value");
  auto limit = about.values("limit");
  if (value.size() != 1 || limit.size() != 1 || !value[0].value->is_number()
      || !limit[0].value->is_number()
      || value[0].value->get<double>() <= limit[0].value->get<double>())
    return {};
  return {{.pointer = value[0].pointer,
           .expected = "at most " + limit[0].value->dump() + ", the value of "
                       + limit[0].pointer,
           .found = value[0].value->dump()}};
}

// -- texts and lists ----------------------------------------------------------

violations check_words_at_most(const subject& about) {
  violations found;
  auto max = about.number("max");
  for (const auto& [pointer, name] :
       names_at(about.document, about.text("values")))
    if (auto words = count_words(name); static_cast<double>(words) > max)
      found.push_back({.pointer = pointer,
                       .expected = "at most " + brief(max) + " words",
                       .found = std::to_string(words)});
  return found;
}

violations check_count_between(const subject& about) {
  violations found;
  auto min = about.number("min"), max = about.number("max");
  for (const auto& [pointer, value] : about.values("values")) {
    auto count = static_cast<double>(value->size());
    if (value->is_array() && (count < min || count > max))
      found.push_back(
        {.pointer = pointer,
         .expected = brief(min) + " to " + brief(max) + " elements",
         .found = std::to_string(value->size())});
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

constexpr auto a_pointer = argument_kind::pointer;
constexpr auto a_number = argument_kind::number;

constexpr auto known_checks = std::to_array<known_check>({
  {"sources", check_sources, {}},
  {"sum_at_most",
   check_sum_at_most,
   {{{"values", a_pointer}, {"max", a_number}}}},
  {"not_above",
   check_not_above,
   {{{"value", a_pointer}, {"limit", a_pointer}}}},
  {"same_names",
   check_same_names,
   {{{"values", a_pointer},
     {"stage", argument_kind::stage},
     {"others", a_pointer}}}},
  {"unique_names", check_unique_names, {{{"values", a_pointer}}}},
  {"starred_listed",
   check_starred_listed,
   {{{"names", a_pointer}, {"listed", a_pointer}}}},
  {"words_at_most",
   check_words_at_most,
   {{{"values", a_pointer}, {"max", a_number}}}},
  {"count_between",
   check_count_between,
   {{{"values", a_pointer}, {"min", a_number}, {"max", a_number}}}},
  {"unique_ids", check_unique_ids, {{{"values", a_pointer}}}},
  {"past_dates", check_past_dates, {{{"values", a_pointer}}}},
});

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
                const check& check, const std::string& pointer, faults& into) {
  auto report = [&](std::string_view name, std::string reason) {
    into.push_back({.file = graph.folder + "/pipeline.json",
                    .key = pointer + "/" + std::string{name},
                    .reason = std::move(reason)});
  };
  const auto* known = find_check(check.name);
  if (!known)
    return report("name", "no such check: " + check.name);
  std::set<std::string_view> expected;
  for (const auto& [name, kind] : known->arguments) {
    if (name.empty())
      continue;
    expected.insert(name);
    auto found = check.arguments.find(name);
    if (found == check.arguments.end())
      report(name, "missing");
    else if (auto why = objection(graph, stage, kind, *found); !why.empty())
      report(name, why);
  }
  for (const auto& [name, ignored] : check.arguments.items())
    if (expected.count(name) == 0)
      report(name, "unknown argument");
}

} // namespace

std::string shown_value(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<violation> run_check(const check& check, const json& document,
                                 const check_inputs& inputs) {
  const auto* known = find_check(check.name);
  if (!known)
    return {{.pointer = "", .expected = "a known check", .found = check.name}};
  try {
    return known->run(
      {.definition = check, .document = document, .inputs = inputs});
  } catch (const json::exception& error) {
    // Only arguments of a pipeline that was not checked lead here.
    return {{.pointer = "",
             .expected = "usable arguments of " + check.name,
             .found = error.what()}};
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
        result.push_back({.file = graph.folder + "/pipeline.json",
                          .key = "/stages/" + std::to_string(i) + "/coerce/"
                                 + std::to_string(j),
                          .reason = "is no JSON pointer"});
  }
  return result;
}

} // namespace dossier::report
