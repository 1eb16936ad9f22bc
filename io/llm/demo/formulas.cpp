#include "io/llm/demo/values.hpp"
#include "io/llm/demo/writer.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace dossier::io::llm {

namespace {

double arithmetic(demo_op op, double left, double right) {
  switch (op) {
    case demo_op::add: return left + right;
    case demo_op::subtract: return left - right;
    case demo_op::multiply: return left * right;
    case demo_op::divide: break;
    default: throw std::logic_error{"no arithmetic"};
  }
  if (right == 0)
    throw std::runtime_error{"division by zero"};
  return left / right;
}

} // namespace

void append_demo_text(std::string& to, const demo_value& value) {
  if (value.is_string())
    to += value.get_ref<const std::string&>();
  else
    to += value.dump();
}

double demo_number(const demo_value& value) {
  if (!value.is_number())
    throw std::runtime_error{"not a number: " + value.dump()};
  return value.get<double>();
}

bool is_demo_truth(const demo_value& value) {
  if (value.is_boolean())
    return value.get<bool>();
  if (value.is_number())
    return value.get<double>() != 0;
  return !value.is_null() && !value.empty();
}

const demo_value& demo_writer::value_of(const demo_template& node,
                                        std::size_t index) {
  restored inside{site_, node.site};
  return value_of(node.formulas.at(index));
}

const demo_value& demo_writer::value_of(const demo_expression& expression) {
  switch (expression.op) {
    case demo_op::constant: return expression.constant;
    case demo_op::name: return look_up(expression.text);
    case demo_op::member:
      return member_of(value_of(expression.parts.front()), expression.text);
    case demo_op::element: return element_of(expression);
    case demo_op::call: return call(expression);
    case demo_op::range: return range(expression);
    case demo_op::any:
      return value_of(
        expression.parts.at(key_of(expression).below(expression.parts.size())));
    case demo_op::cite: return cite_all(expression);
    case demo_op::negate:
      return keep(to_demo_number(-number_of(expression.parts.front())));
    case demo_op::invert: return keep(!is_true(expression.parts.front()));
    case demo_op::choose: return choose(expression);
    case demo_op::both:
      return keep(is_true(expression.parts[0]) && is_true(expression.parts[1]));
    case demo_op::either:
      return keep(is_true(expression.parts[0]) || is_true(expression.parts[1]));
    case demo_op::add:
    case demo_op::subtract:
    case demo_op::multiply:
    case demo_op::divide:
    case demo_op::equal:
    case demo_op::unequal:
    case demo_op::less:
    case demo_op::at_most: return combine(expression);
  }
  throw std::logic_error{"no such formula"};
}

const demo_value& demo_writer::call(const demo_expression& expression) {
  std::vector<const demo_value*> arguments;
  for (const auto& part : expression.parts)
    arguments.push_back(&value_of(part));
  return keep(expression.function(arguments));
}

const demo_value& demo_writer::choose(const demo_expression& expression) {
  return value_of(expression.parts[is_true(expression.parts[0]) ? 1 : 2]);
}

const demo_value& demo_writer::combine(const demo_expression& expression) {
  const auto& left = value_of(expression.parts[0]);
  const auto& right = value_of(expression.parts[1]);
  if (expression.op == demo_op::equal)
    return keep(left == right);
  if (expression.op == demo_op::unequal)
    return keep(left != right);
  if (expression.op == demo_op::less)
    return keep(left < right);
  if (expression.op == demo_op::at_most)
    return keep(left <= right);
  if (expression.op == demo_op::add && left.is_string()) {
    auto result = left.get<std::string>();
    append_demo_text(result, right);
    return keep(std::move(result));
  }
  return keep(to_demo_number(
    arithmetic(expression.op, demo_number(left), demo_number(right))));
}

const demo_value& demo_writer::member_of(const demo_value& record,
                                         const std::string& name) const {
  auto found = record.find(name);
  if (found == record.end())
    throw std::runtime_error{"no field '" + name + "' in " + record.dump()};
  return *found;
}

/// By position from 0, or by name.
const demo_value& demo_writer::element_of(const demo_expression& expression) {
  const auto& whole = value_of(expression.parts[0]);
  const auto& index = value_of(expression.parts[1]);
  if (index.is_string())
    return member_of(whole, index.get_ref<const std::string&>());
  return whole.at(static_cast<std::size_t>(demo_number(index)));
}

/// `range(low, high, step)`: both ends included.
const demo_value& demo_writer::range(const demo_expression& expression) {
  constexpr auto precision = 1e6;
  auto low = number_of(expression.parts.at(0));
  auto high = number_of(expression.parts.at(1));
  auto step
    = expression.parts.size() > 2 ? number_of(expression.parts[2]) : 1.0;
  if (high < low || step <= 0)
    throw std::runtime_error{"an empty range"};
  auto steps = static_cast<std::uint64_t>(std::lround((high - low) / step));
  auto drawn_step = static_cast<double>(key_of(expression).below(steps + 1));
  auto number = low + drawn_step * step;
  return keep(to_demo_number(std::round(number * precision) / precision));
}

/// In the order of their numbers, however they are asked for.
const demo_value& demo_writer::cite_all(const demo_expression& expression) {
  std::set<std::size_t> numbers;
  auto add = [&](const demo_value& key) {
    numbers.insert(cite(key.get_ref<const std::string&>()));
  };
  for (const auto& part : expression.parts)
    if (const auto& wanted = value_of(part); wanted.is_array())
      std::for_each(wanted.begin(), wanted.end(), add);
    else
      add(wanted);
  std::string result;
  for (auto number : numbers)
    result.append(result.empty() ? "S" : ", S").append(std::to_string(number));
  return keep(std::move(result));
}

double demo_writer::number_of(const demo_expression& expression) {
  return demo_number(value_of(expression));
}

bool demo_writer::is_true(const demo_expression& expression) {
  return is_demo_truth(value_of(expression));
}

} // namespace dossier::io::llm
