#include "tools/llm_sim/faults/fault.hpp"

#include "messages/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <span>

namespace dossier::llm_sim {

namespace {

// -- the grammar's vocabulary -------------------------------------------------

enum class value_type { number, ratio, flag, word, choice };

struct parameter {
  std::string_view name;
  value_type type = value_type::number;
  /// Of a choice, with bars between.
  std::string_view choices = {};
};

struct definition {
  std::string_view name;
  fault_kind kind;
  std::vector<parameter> parameters = {};
  int status = 0;
};

const std::vector<parameter> status_parameters{
  {"should_retry", value_type::flag},
  {"retry_after"},
  {"retry_after_ms"},
  {"code", value_type::word}};

const std::vector<parameter> after{{"after"}};

const std::vector<definition>& definitions() {
  using kind = fault_kind;
  using type = value_type;
  static const std::vector<definition> table = [] {
    std::vector<definition> result;
    for (const char* name : {"400", "401", "402", "403", "404", "408", "409",
                             "413", "429", "500", "503", "504", "529"})
      result.push_back(
        {name, kind::status, status_parameters, std::atoi(name)});
    result.push_back(
      {"502html", kind::html_status, {status_parameters.front()}, 502});
    const definition others[] = {
      {"context", kind::context, {{"op", type::choice, "error|stop"}, {"at"}}},
      {"refuse_conn", kind::refuse_conn},
      {"reset_before_headers", kind::reset_before_headers},
      {"close_idle", kind::close_idle},
      {"reset", kind::reset, after},
      {"fin", kind::fin, after},
      {"clean_end", kind::clean_end, after},
      {"stall", kind::stall, {{"after"}, {"pings", type::flag}, {"every_ms"}}},
      {"slow", kind::slow, {{"tps"}, {"ttft"}}},
      {"sse_error", kind::sse_error, {{"type", type::word}, {"after"}}},
      {"bad_event", kind::bad_event, after},
      {"order", kind::order},
      {"dup_start", kind::dup_start, after},
      {"whole", kind::whole},
      {"unknown_event", kind::unknown_event, after},
      {"unknown_delta", kind::unknown_delta, after},
      {"huge_event", kind::huge_event, {{"after"}, {"bytes"}}},
      {"no_event_name", kind::no_event_name},
      {"crlf", kind::crlf},
      {"split1", kind::split1},
      {"comments", kind::comments},
      {"bom", kind::bom},
      {"fence", kind::fence},
      {"prose", kind::prose},
      {"two_objects", kind::two_objects},
      {"trailing", kind::trailing},
      {"nan", kind::nan},
      {"dup_key", kind::dup_key},
      {"bad_json", kind::bad_json, {{"at"}}},
      {"schema",
       kind::schema,
       {{"op", type::choice, "missing|type|enum|extra|source|quote"}}},
      {"blank", kind::blank},
      {"max_tokens", kind::max_tokens, {{"at"}}},
      {"stop", kind::stop, {{"reason", type::word}}},
      {"refusal", kind::refusal, {{"category", type::word}, {"after"}}},
      {"empty", kind::empty},
      {"usage_odd",
       kind::usage_odd,
       {{"op", type::choice, "null|missing|no_split"}}},
    };
    result.insert(result.end(), std::begin(others), std::end(others));
    return result;
  }();
  return table;
}

// -- taking a text apart ------------------------------------------------------

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> result;
  for (;;) {
    auto end = std::min(text.find(at), text.size());
    result.push_back(trim_lines(text.substr(0, end)));
    if (end == text.size())
      return result;
    text.remove_prefix(end + 1);
  }
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number result{};
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), result);
  if (error != std::errc{} || end != text.data() + text.size())
    return {};
  return result;
}

// -- complaints ---------------------------------------------------------------

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw fault_error{"fault \"" + std::string{text} + "\": " + why};
}

std::string known_kinds() {
  std::string result;
  for (const auto& known : definitions())
    result.append(result.empty() ? "" : ", ").append(known.name);
  return result;
}

std::string known_parameters(const definition& of) {
  std::string result;
  for (const auto& known : of.parameters)
    result.append(known.name).append(", ");
  return result + "times, p";
}

/// Empty when the value will do.
std::string complaint(const parameter& about, std::string_view value) {
  switch (about.type) {
    case value_type::number:
      return read_number<std::uint64_t>(value) ? "" : "a whole number";
    case value_type::ratio: {
      auto number = read_number<double>(value);
      return number && *number >= 0 && *number <= 1 ? ""
                                                    : "a number from 0 to 1";
    }
    case value_type::flag: return value == "0" || value == "1" ? "" : "0 or 1";
    case value_type::word: return value.empty() ? "a word" : "";
    case value_type::choice: {
      auto choices = split(about.choices, '|');
      return std::ranges::find(choices, value) != choices.end()
               ? ""
               : "one of " + std::string{about.choices};
    }
  }
  return {};
}

// -- one fault ----------------------------------------------------------------

const definition& definition_of(std::string_view name, std::string_view text) {
  const auto& all = definitions();
  auto found = std::ranges::find(all, name, &definition::name);
  if (found == all.end())
    refuse(text, "there is no kind " + std::string{name} + "; there are "
                   + known_kinds());
  return *found;
}

const parameter& parameter_of(const definition& of, std::string_view name,
                              std::string_view text) {
  static const parameter times{"times"};
  static const parameter chance{.name = "p", .type = value_type::ratio};
  if (name == times.name)
    return times;
  if (name == chance.name)
    return chance;
  auto found = std::ranges::find(of.parameters, name, &parameter::name);
  if (found == of.parameters.end())
    refuse(text, std::string{of.name} + " has no parameter " + std::string{name}
                   + "; it has " + known_parameters(of));
  return *found;
}

void read_parameter(fault& to, const definition& of, std::string_view pair) {
  auto at = pair.find('=');
  if (at == std::string_view::npos)
    refuse(to.text,
           "a parameter is given as key=value, not as " + std::string{pair});
  auto name = trim_lines(pair.substr(0, at));
  auto value = trim_lines(pair.substr(at + 1));
  auto wanted = complaint(parameter_of(of, name, to.text), value);
  if (!wanted.empty())
    refuse(to.text,
           std::string{name} + " is " + wanted + ", not " + std::string{value});
  if (name == "times")
    to.times = read_number<std::uint64_t>(value);
  else if (name == "p")
    to.chance = *read_number<double>(value);
  else
    to.values.insert_or_assign(std::string{name}, std::string{value});
}

fault parse_fault(std::string_view text) {
  fault result;
  result.text = text;
  auto colon = std::min(text.find(':'), text.size());
  const auto& definition
    = definition_of(trim_lines(text.substr(0, colon)), text);
  result.kind = definition.kind;
  result.status = definition.status;
  if (colon != text.size())
    for (auto pair : split(text.substr(colon + 1), ','))
      read_parameter(result, definition, pair);
  return result;
}

} // namespace

std::optional<std::uint64_t> fault::number(std::string_view name) const {
  auto found = values.find(name);
  if (found == values.end())
    return {};
  return read_number<std::uint64_t>(found->second);
}

std::string fault::word(std::string_view name, std::string fallback) const {
  auto found = values.find(name);
  return found == values.end() ? std::move(fallback) : found->second;
}

std::vector<fault> parse_faults(std::string_view text) {
  std::vector<fault> result;
  for (auto part : split(text, ';'))
    if (!part.empty())
      result.push_back(parse_fault(part));
  if (result.empty())
    refuse(text, "names no kind; there are " + known_kinds());
  return result;
}

bool is_modifier(fault_kind kind) noexcept {
  using enum fault_kind;
  static constexpr fault_kind modifiers[] = {
    close_idle, slow,   unknown_event, unknown_delta, huge_event, no_event_name,
    crlf,       split1, comments,      bom,           usage_odd};
  return std::ranges::find(modifiers, kind) != std::end(modifiers);
}

const fault* find(const std::vector<fault>& among, fault_kind kind) noexcept {
  auto found = std::ranges::find(among, kind, &fault::kind);
  return found == among.end() ? nullptr : &*found;
}

} // namespace dossier::llm_sim
