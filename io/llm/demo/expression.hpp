/// Formulas of demo content: what stands between braces in its texts.

#pragma once

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::io::llm {

/// Keeps the order of keys, so that a section reads as its author wrote it.
using demo_value = nlohmann::ordered_json;

/// A pure function of its arguments; throws `std::runtime_error` when they do
/// not suit it.
using demo_function = demo_value (*)(std::span<const demo_value* const>);

/// Null for a name that is none. `demo_functions.cpp` has them all.
demo_function find_demo_function(std::string_view name) noexcept;

/// Whole numbers become JSON integers.
demo_value to_demo_number(double number);

enum class demo_op {
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

struct demo_expression {
  demo_op op = demo_op::constant;
  demo_value constant;
  /// Of `name` and `member`.
  std::string text;
  /// Of `call`.
  demo_function function = nullptr;
  std::vector<demo_expression> parts;
  /// Tells the draws of one formula apart.
  std::uint64_t site = 0;
};

/// Throws `std::runtime_error` for what is no formula.
demo_expression parse_demo_expression(std::string_view text);

} // namespace dossier::io::llm
