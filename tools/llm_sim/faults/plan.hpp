/// Which calls go wrong: scripted rules, and what may happen to any call.

#pragma once

#include "tools/llm_sim/faults/fault.hpp"

#include <nlohmann/json_fwd.hpp>

namespace dossier::llm_sim {

/// What rules look at.
struct call_marks {
  /// The header `x-sim-test`: keeps the counts of tests apart.
  std::string test;
  std::string stage;
  std::string model;
  std::string company;
  /// The first message of the user.
  std::string prompt;
  /// Which call this is of this stage, company and test; counts from 1.
  std::uint64_t nth = 0;
};

/// What is absent matches everything.
struct fault_rule {
  /// `section_4` means its pieces too; `*` stands for any text.
  std::optional<std::string> stage;
  std::optional<std::string> model;
  std::optional<std::string> company;
  /// Stands anywhere in the prompt.
  std::optional<std::string> contains;
  std::vector<std::uint64_t> nth;
  double chance = 1;
  std::vector<fault> faults;
};

struct fault_plan {
  /// Takes part in every draw.
  std::string scenario;
  std::vector<fault_rule> rules;
  /// Where no rule hits.
  std::vector<fault> background;
};

/// Reads `{"scenario"?, "rules"?: [{"stage"?, "model"?, "company"?,
/// "contains"?, "nth"?: 2 or [2, 3], "p"?, "fault"}], "background"?}`; a list
/// stands for its rules. Throws `fault_error`.
fault_plan parse_fault_plan(const nlohmann::json& from);

/// All but the chance.
bool matches(const fault_rule& rule, const call_marks& call);

} // namespace dossier::llm_sim
