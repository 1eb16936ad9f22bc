#include "io/llm/demo/values.hpp"
#include "io/llm/demo/writer.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

double arithmetic(operation op, double left, double right) {
  switch (op) {
    case operation::add: return left + right;
    case operation::subtract: return left - right;
    case operation::multiply: return left * right;
    case operation::divide: break;
    default: throw std::logic_error{"no arithmetic"};
  }
  if (right == 0)
    throw std::runtime_error{"division by zero"};
  return left / right;
}

} // namespace

void append_text(std::string& to, const ordered_json& value) {
  if (value.is_string())
    to += value.get_ref<const std::string&>();
  else
    to += value.dump();
}

double to_double(const ordered_json& value) {
  if (!value.is_number())
    throw std::runtime_error{"not a number: " + value.dump()};
  return value.get<double>();
}

bool is_truthy(const ordered_json& value) {
  if (value.is_boolean())
    return value.get<bool>();
  if (value.is_number())
    return value.get<double>() != 0;
  return !value.is_null() && !value.empty();
}

const ordered_json& writer::value_of(const content_template& node,
                                     std::size_t index) {
  restored inside{site_, node.site};
  return value_of(node.formulas.at(index));
}

const ordered_json& writer::value_of(const expression& expression) {
  switch (expression.op) {
    case operation::constant: return expression.constant;
    case operation::name: return look_up(expression.text);
    case operation::member:
      return member_of(value_of(expression.parts.front()), expression.text);
    case operation::element: return element_of(expression);
    case operation::call: return call(expression);
    case operation::range: return range(expression);
    case operation::any:
      return value_of(
        expression.parts.at(key_of(expression).below(expression.parts.size())));
    case operation::cite: return cite_all(expression);
    case operation::negate:
      return keep(to_json_number(-number_of(expression.parts.front())));
    case operation::invert: return keep(!is_true(expression.parts.front()));
    case operation::choose: return choose(expression);
    case operation::both:
      return keep(is_true(expression.parts[0]) && is_true(expression.parts[1]));
    case operation::either:
      return keep(is_true(expression.parts[0]) || is_true(expression.parts[1]));
    case operation::add:
    case operation::subtract:
    case operation::multiply:
    case operation::divide:
    case operation::equal:
    case operation::unequal:
    case operation::less:
    case operation::at_most: return combine(expression);
  }
  throw std::logic_error{"no such formula"};
}

const ordered_json& writer::call(const expression& expression) {
  std::vector<const ordered_json*> arguments;
  for (const auto& part : expression.parts)
    arguments.push_back(&value_of(part));
  return keep(expression.function(arguments));
}

const ordered_json& writer::choose(const expression& expression) {
  return value_of(expression.parts[is_true(expression.parts[0]) ? 1 : 2]);
}

const ordered_json& writer::combine(const expression& expression) {
  const auto& left = value_of(expression.parts[0]);
  const auto& right = value_of(expression.parts[1]);
  if (expression.op == operation::equal)
    return keep(left == right);
  if (expression.op == operation::unequal)
    return keep(left != right);
  if (expression.op == operation::less)
    return keep(left < right);
  if (expression.op == operation::at_most)
    return keep(left <= right);
  if (expression.op == operation::add && left.is_string()) {
    auto result = left.get<std::string>();
    append_text(result, right);
    return keep(std::move(result));
  }
  return keep(to_json_number(
    arithmetic(expression.op, to_double(left), to_double(right))));
}

const ordered_json& writer::member_of(const ordered_json& record,
                                      const std::string& name) const {
  auto found = record.find(name);
  if (found == record.end())
    throw std::runtime_error{"no field '" + name + "' in " + record.dump()};
  return *found;
}

/// By position from 0, or by name.
const ordered_json& writer::element_of(const expression& expression) {
  const auto& whole = value_of(expression.parts[0]);
  const auto& index = value_of(expression.parts[1]);
  if (index.is_string())
    return member_of(whole, index.get_ref<const std::string&>());
  return whole.at(static_cast<std::size_t>(to_double(index)));
}

/// `range(low, high, step)`: both ends included.
const ordered_json& writer::range(const expression& expression) {
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
  return keep(to_json_number(std::round(number * precision) / precision));
}

/// In the order of their numbers, however they are asked for.
const ordered_json& writer::cite_all(const expression& expression) {
  std::set<std::size_t> numbers;
  auto add = [&](const ordered_json& key) {
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

double writer::number_of(const expression& expression) {
  return to_double(value_of(expression));
}

bool writer::is_true(const expression& expression) {
  return is_truthy(value_of(expression));
}

} // namespace dossier::io::llm::demo
