#include "tools/llm_sim/faults/plan.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::llm_sim {

namespace {

using nlohmann::json;

// -- reading ------------------------------------------------------------------

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw fault_error{where + ": " + why};
}

std::string text_of(const json& value, const std::string& where) {
  if (!value.is_string())
    refuse(where, "is a text");
  return value.get<std::string>();
}

std::vector<fault> faults_of(const json& value, const std::string& where) {
  try {
    return parse_faults(text_of(value, where));
  } catch (const fault_error& reason) {
    refuse(where, reason.what());
  }
}

std::uint64_t nth_of(const json& value, const std::string& where) {
  if (!value.is_number_integer() || value.get<std::int64_t>() < 1)
    refuse(where, "is a number from 1, or a list of them");
  return value.get<std::uint64_t>();
}

double chance_of(const json& value, const std::string& where) {
  if (!value.is_number() || value.get<double>() < 0 || value.get<double>() > 1)
    refuse(where, "is a number from 0 to 1");
  return value.get<double>();
}

void read_member(fault_rule& to, const std::string& name, const json& value,
                 const std::string& where) {
  if (name == "stage")
    to.stage = text_of(value, where);
  else if (name == "model")
    to.model = text_of(value, where);
  else if (name == "company")
    to.company = text_of(value, where);
  else if (name == "contains")
    to.contains = text_of(value, where);
  else if (name == "p")
    to.chance = chance_of(value, where);
  else if (name == "fault")
    to.faults = faults_of(value, where);
  else if (name == "nth" && value.is_array())
    for (const auto& one : value)
      to.nth.push_back(nth_of(one, where));
  else if (name == "nth")
    to.nth = {nth_of(value, where)};
  else
    refuse(where, "is unknown; a rule has stage, model, company, contains, "
                  "nth, p and fault");
}

fault_rule rule_of(const json& from, const std::string& where) {
  if (!from.is_object())
    refuse(where, "is an object");
  fault_rule result;
  for (const auto& [name, value] : from.items())
    read_member(result, name, value, where + "/" + name);
  if (result.faults.empty())
    refuse(where, "has no fault");
  return result;
}

std::vector<fault_rule> rules_of(const json& from, const std::string& where) {
  if (!from.is_array())
    refuse(where, "is a list");
  std::vector<fault_rule> result;
  for (const auto& rule : from)
    result.push_back(
      rule_of(rule, where + "/" + std::to_string(result.size())));
  return result;
}

// -- matching -----------------------------------------------------------------

/// `*` in the pattern stands for any text.
bool fits(std::string_view pattern, std::string_view text) {
  auto star = pattern.find('*');
  if (star == std::string_view::npos)
    return pattern == text;
  if (!text.starts_with(pattern.substr(0, star)))
    return false;
  auto rest = pattern.substr(star + 1);
  for (auto at = star; at <= text.size(); ++at)
    if (fits(rest, text.substr(at)))
      return true;
  return false;
}

bool fits_stage(const std::string& pattern, const std::string& label) {
  return fits(pattern, label) || fits(pattern + " / *", label);
}

} // namespace

fault_plan parse_fault_plan(const json& from) {
  fault_plan result;
  if (from.is_array()) {
    result.rules = rules_of(from, "rules");
    return result;
  }
  if (!from.is_object())
    refuse("faults", "are an object or a list of rules");
  for (const auto& [name, value] : from.items())
    if (name == "scenario")
      result.scenario = text_of(value, name);
    else if (name == "background")
      result.background = faults_of(value, name);
    else if (name == "rules")
      result.rules = rules_of(value, name);
    else
      refuse(name, "is unknown; there are scenario, rules and background");
  return result;
}

bool matches(const fault_rule& rule, const call_marks& call) {
  return (!rule.stage || fits_stage(*rule.stage, call.stage))
         && (!rule.model || fits(*rule.model, call.model))
         && (!rule.company || fits(*rule.company, call.company))
         && (!rule.contains
             || call.prompt.find(*rule.contains) != std::string::npos)
         && (rule.nth.empty()
             || std::ranges::find(rule.nth, call.nth) != rule.nth.end());
}

} // namespace dossier::llm_sim
