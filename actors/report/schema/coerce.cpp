#include "actors/report/schema/coerce.hpp"

#include "actors/report/schema/currency.hpp"
#include "actors/report/schema/schema_walk.hpp"
#include "actors/report/schema/unknown.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace dossier::report {

namespace {

using nlohmann::json;

/// Beyond this a double no longer tells neighbouring integers apart.
constexpr double max_exact = 9007199254740992.0;

bool wants_integer(const schema_nodes& nodes) {
  bool integer = false;
  for (const auto* node : nodes) {
    if (allows_type(*node, "number"))
      return false;
    integer = integer || allows_type(*node, "integer");
  }
  return integer;
}

bool allows(const schema_nodes& nodes, std::string_view type) {
  return std::any_of(nodes.begin(), nodes.end(), [&](const json* node) {
    return allows_type(*node, type);
  });
}

bool is_figure(const schema_nodes& nodes) {
  return allows(nodes, "number") || allows(nodes, "integer");
}

bool is_whole(const json& value) {
  if (!value.is_number_float())
    return false;
  auto number = value.get<double>();
  return std::abs(number) <= max_exact && std::trunc(number) == number;
}

json number_of(double value) {
  if (std::abs(value) <= max_exact && std::trunc(value) == value)
    return static_cast<std::int64_t>(value);
  return value;
}

void remove_prefix(std::string& text, std::string_view prefix) {
  if (text.compare(0, prefix.size(), prefix) == 0)
    text.erase(0, prefix.size());
}

/// Commas in front of exactly three digits each, and only before a point.
bool has_groups(std::string_view text) {
  auto whole = text.substr(0, text.find('.'));
  if (text.find(',', whole.size()) != std::string_view::npos)
    return false;
  auto comma = whole.find(',');
  if (comma == 0 || comma > 3)
    return comma == std::string_view::npos;
  for (; comma != std::string_view::npos; comma = whole.find(',', comma + 1))
    if (std::min(whole.find(',', comma + 1), whole.size()) - comma != 4)
      return false;
  return true;
}

/// Nothing for text that is more than one number with a currency or percent
/// sign: a multiplier such as `bn` is left to the reader.
std::optional<double> read_number(std::string text) {
  std::erase(text, ' ');
  bool negative = !text.empty() && text.front() == '-';
  if (negative)
    text.erase(0, 1);
  for (auto sign : {"US$", "USD", "$", "EUR", "€", "GBP", "£"})
    remove_prefix(text, sign);
  if (!text.empty() && text.back() == '%')
    text.pop_back();
  if (text.empty() || text.find_first_not_of("0123456789.,") != text.npos
      || !has_groups(text))
    return {};
  std::erase(text, ',');
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(),
                                      value, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size())
    return {};
  return negative ? -value : value;
}

/// No count, share or amount of these is below zero: -1 means unknown.
json read_value(const json& value, bool is_usd) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (says_unknown(text))
      return nullptr;
    if (is_usd && is_foreign_amount(text))
      return value;
    auto number = read_number(text);
    return number ? read_value(number_of(*number), is_usd) : value;
  }
  if (value.is_number() && value.get<double>() < 0)
    return nullptr;
  return value;
}

} // namespace

void coerce_unknown(json& document, const json& schema) {
  walk_schema(document, schema, root_nodes(schema), "",
              [](const std::string&, json& value, const schema_nodes& nodes) {
                if (!value.is_string() || !is_figure(nodes)
                    || !says_unknown(value.get_ref<const std::string&>()))
                  return;
                if (allows(nodes, "null") || !allows(nodes, "string"))
                  value = nullptr;
                else
                  value = "–";
              });
}

void coerce_integers(json& document, const json& schema) {
  walk_schema(document, schema, root_nodes(schema), "",
              [](const std::string&, json& value, const schema_nodes& nodes) {
                if (is_whole(value) && wants_integer(nodes))
                  value = number_of(value.get<double>());
              });
}

void coerce_numbers(json& document, const std::vector<std::string>& pointers) {
  for (const auto& pointer : pointers)
    for (auto* value : select_mutable(document, pointer))
      *value = read_value(*value, pointer.ends_with("_usd"));
}

} // namespace dossier::report
