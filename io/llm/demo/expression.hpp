/// Formulas of demo content: what stands between braces in its texts.

#pragma once

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::io::llm::demo {

/// Keeps the order of keys, so that a section reads as its author wrote it.
using nlohmann::ordered_json;

/// A pure function of its arguments; throws `std::runtime_error` when they do
/// not suit it.
using builtin = ordered_json (*)(std::span<const ordered_json* const>);

/// Null for a name that is none. `functions.cpp` and `formulas.cpp` have them
/// all.
builtin find_builtin(std::string_view name) noexcept;

/// Whole numbers become JSON integers.
ordered_json to_json_number(double number);

enum class operation {
  constant,
  name,
  member,
  element,
  call,
  range,
  any,
  cite,
  negate,
  invert,
  add,
  subtract,
  multiply,
  divide,
  equal,
  unequal,
  less,
  at_most,
  both,
  either,
  choose,
};

struct expression {
  operation op = operation::constant;
  ordered_json constant;
  /// Of `name` and `member`.
  std::string text;
  /// Of `call`.
  builtin function = nullptr;
  std::vector<expression> parts;
  /// Tells the draws of one formula apart.
  std::uint64_t site = 0;
};

/// Throws `std::runtime_error` for what is no formula.
expression parse_expression(std::string_view text);

} // namespace dossier::io::llm::demo
