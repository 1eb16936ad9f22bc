#include "actors/rules/requests/fields.hpp"

#include "actors/report/schema/pointers.hpp"
#include "messages/json.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace dossier::rules {

namespace {

/// A name as a step of a JSON pointer.
std::string to_pointer(std::string_view name) {
  return report::child_of({}, name);
}

std::string length_of(const text_limits& limits) {
  return limits.least == 0 ? "at most " + std::to_string(limits.most)
                           : std::to_string(limits.least) + " to "
                               + std::to_string(limits.most);
}

bool is_whole(const nlohmann::json& value) {
  return value.is_number_integer()
         || (value.is_number_float()
             && std::trunc(value.get<double>()) == value.get<double>());
}

bool is_line_break(char32_t code) {
  return code == '\n' || code == '\r' || code == '\t' || code == 0x2028
         || code == 0x2029;
}

/// Returns the first character of which `holds` says so.
template <class Predicate>
std::optional<char32_t> find_character(std::string_view text, Predicate holds) {
  while (!text.empty())
    if (auto code = utf8::take(text).code; holds(code))
      return code;
  return {};
}

std::string without_hidden(std::string_view text) {
  std::string result;
  while (!text.empty())
    if (auto next = utf8::take(text); !utf8::is_hidden(next.code))
      result += next.bytes;
  return result;
}

std::string code_of(char32_t character) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(character));
  return text;
}

/// What is wrong with the characters of a text; empty if nothing is.
std::string fault_in(std::string_view text, const text_limits& limits) {
  auto control = find_character(text, [&](char32_t code) {
    return utf8::is_control(code)
           && (limits.breaks == line_breaks::refused || !is_line_break(code));
  });
  if (control)
    return (limits.breaks == line_breaks::refused
              ? "must be one line without control characters, has "
              : "must not contain control characters, has ")
           + code_of(*control);
  switch (limits.content) {
    case must_have::nothing: return {};
    case must_have::something_visible:
      return find_character(text, utf8::is_visible)
               ? ""
               : "must contain a character that can be seen";
    case must_have::letter_or_digit:
      return find_character(text, utf8::is_letter_or_digit)
               ? ""
               : "must contain a letter or a digit";
  }
  return {};
}

std::string summary_of(const std::vector<field_error>& errors,
                       std::size_t refused) {
  const auto& first = errors.front();
  auto field = first.pointer.empty() ? "The body" : first.pointer.substr(1);
  auto result = field + ' ' + first.detail;
  if (refused == 1)
    return result + '.';
  return std::to_string(refused) + " fields are not valid; the first: " + result
         + '.';
}

problem malformed(std::string_view body, std::size_t byte) {
  auto before = body.substr(0, std::min(byte, body.size()));
  auto line = 1 + std::count(before.begin(), before.end(), '\n');
  return make_problem(
    problem_code::malformed_json,
    body.empty() ? "The body is empty; it must be a JSON object."
                 : "The body is not JSON: see line " + std::to_string(line)
                     + ", byte " + std::to_string(byte) + '.');
}

} // namespace

std::variant<nlohmann::json, problem> parse_body(std::string_view body) {
  try {
    return nlohmann::json::parse(body);
  } catch (const nlohmann::json::parse_error& error) {
    return malformed(body, error.byte);
  }
}

fields::fields(const nlohmann::json& body) : body_(body) {
  if (!body.is_object())
    refuse_at("", "must be an object");
}

std::optional<std::string> fields::text(const std::string& name,
                                        const text_limits& limits) {
  const auto* value = find(name);
  return value ? text_in(*value, to_pointer(name), limits) : std::nullopt;
}

std::optional<std::vector<std::string>>
fields::texts(const std::string& name, std::size_t most,
              const text_limits& limits) {
  const auto* value = find(name);
  if (!value)
    return {};
  auto pointer = to_pointer(name);
  if (!value->is_array()) {
    refuse_at(pointer, "must be a list of texts");
    return {};
  }
  if (value->size() > most) {
    refuse_at(pointer, "must have at most " + std::to_string(most)
                         + " entries, has " + std::to_string(value->size()));
    return {};
  }
  std::vector<std::string> result;
  for (std::size_t i = 0; i < value->size(); ++i)
    if (auto entry
        = text_in((*value)[i], pointer + '/' + std::to_string(i), limits))
      result.push_back(std::move(*entry));
  return result;
}

std::optional<int> fields::integer(const std::string& name, int least,
                                   int most) {
  const auto* value = find(name);
  if (!value)
    return {};
  if (is_whole(*value) && value->get<double>() >= least
      && value->get<double>() <= most)
    return value->get<int>();
  refuse(name, "must be a whole number from " + std::to_string(least) + " to "
                 + std::to_string(most));
  return {};
}

std::optional<nano_usd> fields::dollars(const std::string& name) {
  const auto* value = find(name);
  if (!value)
    return {};
  if (value->is_number() && value->get<double>() <= max_budget_usd)
    if (auto amount = from_usd(std::max(value->get<double>(), 0.0)); amount > 0)
      return amount;
  refuse(name, "must be a number of US dollars above 0, at most 1000000");
  return {};
}

std::optional<bool> fields::flag(const std::string& name) {
  const auto* value = find(name);
  if (!value)
    return {};
  if (value->is_boolean())
    return value->get<bool>();
  refuse(name, "must be true or false");
  return {};
}

const nlohmann::json* fields::value(const std::string& name) {
  return find(name);
}

void fields::refuse_absent(const std::string& name) {
  if (!find(name) && body_.is_object())
    refuse(name, "is missing");
}

void fields::refuse(const std::string& name, std::string detail) {
  refuse_at(to_pointer(name), std::move(detail));
}

void fields::refuse_within(const std::string& name, const field_error& fault) {
  refuse_at(to_pointer(name) + fault.pointer, fault.detail);
}

std::optional<problem> fields::verdict() {
  if (body_.is_object())
    for (const auto& item : body_.items())
      if (asked_.count(item.key()) == 0)
        refuse(item.key(), "is not a field of this request");
  if (errors_.empty())
    return {};
  return problem{.code = problem_code::invalid_field,
                 .detail = summary_of(errors_, refused_),
                 .errors = std::move(errors_)};
}

const nlohmann::json* fields::find(const std::string& name) {
  asked_.insert(name);
  if (!body_.is_object())
    return nullptr;
  auto found = body_.find(name);
  return found == body_.end() ? nullptr : &*found;
}

std::optional<std::string> fields::text_in(const nlohmann::json& value,
                                           const std::string& pointer,
                                           const text_limits& limits) {
  if (!value.is_string()) {
    refuse_at(pointer, "must be text");
    return {};
  }
  const auto& given = value.get_ref<const std::string&>();
  std::string text{utf8::trimmed(
    limits.breaks == line_breaks::refused ? without_hidden(given) : given)};
  auto count = utf8::count(text);
  if (count < limits.least || count > limits.most) {
    refuse_at(pointer, "must be " + length_of(limits) + " characters long, is "
                         + std::to_string(count));
    return {};
  }
  if (auto fault = fault_in(text, limits); !fault.empty()) {
    refuse_at(pointer, std::move(fault));
    return {};
  }
  return text;
}

void fields::refuse_at(std::string pointer, std::string detail) {
  ++refused_;
  if (errors_.size() < max_field_errors)
    errors_.push_back({std::move(pointer), std::move(detail)});
}

std::string list_of(const std::vector<std::string_view>& names) {
  std::string result;
  for (auto name : names)
    result.append(result.empty() ? "" : ", ").append(name);
  return result;
}

} // namespace dossier::rules
