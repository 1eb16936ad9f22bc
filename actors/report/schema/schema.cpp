#include "actors/report/schema/schema.hpp"

#include "actors/report/schema/schema_walk.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace dossier::report {

namespace {

using nlohmann::json;
using adapter = valijson::adapters::NlohmannJsonAdapter;

/// Enough for people and for a repair turn.
constexpr std::size_t max_violations = 100;
constexpr std::size_t max_shown_bytes = 80;
/// Keys are matched against patterns too.
constexpr std::size_t max_key_bytes = 1024;

// -- what is said of a value --------------------------------------------------

std::string found_in(const json& value) {
  if (value.is_array())
    return "an array of " + std::to_string(value.size());
  if (value.is_object())
    return "an object";
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return json(utf8::excerpt(text, max_shown_bytes))
             .dump(-1, ' ', false, json::error_handler_t::replace)
           + " (" + std::to_string(utf8::count(text)) + " characters)";
  }
  return value.dump();
}

std::string list_of(const json& values) {
  if (!values.is_array())
    return values.dump();
  std::string text;
  for (const auto& value : values)
    text += (text.empty() ? "" : ", ") + value.dump();
  return text;
}

/// The value of the first node that has the keyword.
const json* keyword(const schema_nodes& nodes, const char* name) {
  for (const auto* node : nodes)
    if (auto found = node->find(name); found != node->end())
      return &*found;
  return nullptr;
}

bool begins_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

/// The validator's sentence in terms of the schema's own words.
std::string expectation(const std::string& sentence,
                        const schema_nodes& nodes) {
  struct phrase {
    std::string_view begins;
    const char* keyword;
    const char* before;
    const char* after;
  };
  static constexpr phrase phrases[] = {
    {"Value type not permitted", "type", "type ", ""},
    {"Failed to match against any enum", "enum", "one of ", ""},
    {"Failed to match expected value", "const", "", ""},
    {"Failed to match regex", "pattern", "text that matches ", ""},
    {"String should be no fewer", "minLength", "at least ", " characters"},
    {"String should be no more", "maxLength", "at most ", " characters"},
    {"Array should contain no fewer", "minItems", "at least ", " elements"},
    {"Array should contain no more", "maxItems", "at most ", " elements"},
    {"Expected number greater than or", "minimum", "at least ", ""},
    {"Expected number less than or", "maximum", "at most ", ""},
    {"Expected number greater", "exclusiveMinimum", "more than ", ""},
    {"Expected number less", "exclusiveMaximum", "less than ", ""},
  };
  for (const auto& [begins, name, before, after] : phrases)
    if (begins_with(sentence, begins))
      if (const auto* value = keyword(nodes, name))
        return before + list_of(*value) + after;
  return sentence;
}

// -- from the validator's errors to ours --------------------------------------

struct location {
  std::string pointer;
  const json* value = nullptr;
  schema_nodes nodes;
};

/// The validator writes `<root>`, `[name]`, `[0]`.
location location_of(const std::vector<std::string>& context,
                     const json& document, const json& schema) {
  location here{.pointer = "", .value = &document, .nodes = root_nodes(schema)};
  for (std::size_t i = 1; i < context.size(); ++i) {
    auto key = context[i].substr(1, context[i].size() - 2);
    here.pointer = child_of(here.pointer, key);
    if (here.value && here.value->is_array()) {
      auto index = std::strtoul(key.c_str(), nullptr, 10);
      here.nodes = nodes_of_element(schema, here.nodes, index);
      here.value = index < here.value->size() ? &(*here.value)[index] : nullptr;
    } else if (here.value && here.value->is_object()) {
      here.nodes = nodes_of_member(schema, here.nodes, key);
      auto next = here.value->find(key);
      here.value = next == here.value->end() ? nullptr : &*next;
    }
  }
  return here;
}

violation to_violation(const valijson::ValidationResults::Error& error,
                       const json& document, const json& schema) {
  constexpr std::string_view missing = "Missing required property '";
  auto here = location_of(error.context, document, schema);
  if (begins_with(error.description, missing)) {
    auto key = error.description.substr(missing.size());
    key.erase(key.rfind('\''));
    return {.pointer = child_of(here.pointer, key),
            .expected = "a value",
            .found = "nothing"};
  }
  return {.pointer = here.pointer,
          .expected = expectation(error.description, here.nodes),
          .found = here.value ? found_in(*here.value) : "nothing"};
}

/// Whether it only says that something below is wrong, which stands for
/// itself.
bool only_repeats(const valijson::ValidationResults::Error& error,
                  const std::vector<std::vector<std::string>>& contexts) {
  if (!begins_with(error.description, "Failed to validate"))
    return false;
  return std::any_of(contexts.begin(), contexts.end(), [&](const auto& other) {
    return other.size() > error.context.size()
           && std::equal(error.context.begin(), error.context.end(),
                         other.begin());
  });
}

std::vector<violation> translate(const valijson::ValidationResults& results,
                                 const json& document, const json& schema) {
  std::vector<std::vector<std::string>> contexts;
  for (const auto& error : results)
    contexts.push_back(error.context);
  std::vector<violation> found;
  for (const auto& error : results) {
    if (found.size() == max_violations)
      break;
    if (only_repeats(error, contexts))
      continue;
    auto next = to_violation(error, document, schema);
    if (std::find(found.begin(), found.end(), next) == found.end())
      found.push_back(std::move(next));
  }
  return found;
}

/// Text too long to be matched safely, and keys.
std::vector<violation> oversized(const json& document, const json& schema) {
  std::vector<violation> found;
  auto visit = [&](const std::string& pointer, const json& value,
                   const schema_nodes& nodes) {
    if (value.is_object())
      for (const auto& [key, ignored] : value.items())
        if (key.size() > max_key_bytes)
          found.push_back({.pointer = pointer,
                           .expected = "keys of at most 1024 bytes",
                           .found = "a longer"});
    if (value.is_string()
        && value.get_ref<const std::string&>().size() > max_pattern_bytes
        && (keyword(nodes, "pattern") || keyword(nodes, "format")))
      found.push_back(
        {.pointer = pointer,
         .expected = "at most 8192 bytes",
         .found = std::to_string(value.get_ref<const std::string&>().size())});
  };
  walk_schema(document, schema, root_nodes(schema), "", visit);
  return found;
}

} // namespace

struct schema_check::compiled {
  json source;
  valijson::Schema schema;
  /// Why the schema cannot be used; empty: it can.
  std::string fault;
};

schema_check::schema_check(const json& schema) {
  auto fresh = std::make_unique<compiled>();
  fresh->source = schema;
  for (const auto& [pointer, reason] : lint_schema(schema))
    fresh->fault = "schema " + pointer + ": " + reason;
  try {
    valijson::SchemaParser parser;
    if (fresh->fault.empty())
      parser.populateSchema(adapter{fresh->source}, fresh->schema);
  } catch (const std::exception& error) {
    fresh->fault = error.what();
  }
  compiled_ = std::move(fresh);
}

schema_check::~schema_check() = default;
schema_check::schema_check(schema_check&&) noexcept = default;
schema_check& schema_check::operator=(schema_check&&) noexcept = default;

const std::string& schema_check::fault() const noexcept {
  return compiled_->fault;
}

std::vector<violation> schema_check::violations(const json& document) const {
  if (!compiled_->fault.empty())
    return {{.pointer = "",
             .expected = "a usable schema",
             .found = compiled_->fault}};
  if (auto found = oversized(document, compiled_->source); !found.empty())
    return found;
  // Keeps compiled patterns; making one costs more than most validations.
  thread_local valijson::Validator validator;
  try {
    valijson::ValidationResults results;
    validator.validate(compiled_->schema, adapter{document}, &results);
    return translate(results, document, compiled_->source);
  } catch (const std::exception& error) {
    return {{.pointer = "",
             .expected = "a document that can be checked",
             .found = error.what()}};
  }
}

} // namespace dossier::report
