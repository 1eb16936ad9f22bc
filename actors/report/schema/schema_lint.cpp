/// What a validator would pass over in silence, found before it matters.

#include "actors/report/schema/schema.hpp"
#include "actors/report/schema/schema_walk.hpp"

#include <array>
#include <regex>

namespace dossier::report {

namespace {

using nlohmann::json;
using lint = std::vector<schema_fault>;

constexpr std::string_view draft_7 = "http://json-schema.org/draft-07/schema#";
constexpr int max_references = 32;

constexpr auto annotations = std::array<std::string_view, 9>{
  "title", "description", "default",  "examples", "$comment",
  "$id",   "$schema",     "readOnly", "writeOnly"};
/// Keywords whose value is one schema, a list of schemas, schemas by name, or
/// something else.
constexpr auto one_schema
  = std::array<std::string_view, 8>{"additionalProperties",
                                    "additionalItems",
                                    "contains",
                                    "propertyNames",
                                    "not",
                                    "if",
                                    "then",
                                    "else"};
constexpr auto schema_lists
  = std::array<std::string_view, 3>{"allOf", "anyOf", "oneOf"};
constexpr auto schema_maps = std::array<std::string_view, 3>{
  "properties", "patternProperties", "definitions"};
constexpr auto plain = std::array<std::string_view, 16>{"type",
                                                        "enum",
                                                        "const",
                                                        "required",
                                                        "minimum",
                                                        "maximum",
                                                        "exclusiveMinimum",
                                                        "exclusiveMaximum",
                                                        "multipleOf",
                                                        "minLength",
                                                        "maxLength",
                                                        "minItems",
                                                        "maxItems",
                                                        "uniqueItems",
                                                        "minProperties",
                                                        "maxProperties"};
constexpr auto types = std::array<std::string_view, 7>{
  "array", "boolean", "integer", "null", "number", "object", "string"};
/// The only formats that are looked at.
constexpr auto formats
  = std::array<std::string_view, 3>{"date", "time", "date-time"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void lint_node(const json& root, const json& node, const std::string& pointer,
               lint& into);

void lint_pattern(const std::string& pattern, const std::string& pointer,
                  lint& into) {
  try {
    std::regex compiled{pattern};
  } catch (const std::regex_error& error) {
    into.push_back({pointer, std::string{"bad pattern: "} + error.what()});
  }
}

void lint_reference(const json& root, const json& value,
                    const std::string& pointer, lint& into) {
  const auto* node = &value;
  for (int hops = 0; node->is_string(); ++hops) {
    const auto& reference = node->get_ref<const std::string&>();
    const auto* target = target_of(root, reference);
    if (!target || hops > max_references) {
      into.push_back({pointer, target ? "refers to itself"
                                      : "no such definition: " + reference});
      return;
    }
    if (!target->is_object() || !target->contains("$ref"))
      return;
    node = &(*target)["$ref"];
  }
  if (!node->is_string())
    into.push_back({pointer, "is no text"});
}

void lint_types(const json& value, const std::string& pointer, lint& into) {
  auto list = value.is_array() ? value : json::array({value});
  for (const auto& type : list)
    if (!type.is_string() || !contains(types, type.get<std::string>()))
      into.push_back({pointer, "no such type: " + type.dump()});
}

void lint_items(const json& root, const json& value, const std::string& pointer,
                lint& into) {
  if (!value.is_array())
    return lint_node(root, value, pointer, into);
  for (std::size_t i = 0; i < value.size(); ++i)
    lint_node(root, value[i], child_of(pointer, std::to_string(i)), into);
}

void lint_map(const json& root, const std::string& keyword, const json& value,
              const std::string& pointer, lint& into) {
  if (!value.is_object())
    return into.push_back({pointer, "is no object"});
  for (const auto& [key, next] : value.items()) {
    if (keyword == "patternProperties")
      lint_pattern(key, child_of(pointer, key), into);
    lint_node(root, next, child_of(pointer, key), into);
  }
}

void lint_keyword(const json& root, const std::string& keyword,
                  const json& value, const std::string& pointer, lint& into) {
  if (keyword == "$ref")
    lint_reference(root, value, pointer, into);
  else if (keyword == "$schema" && value != draft_7)
    into.push_back({pointer, "only draft 7 is checked"});
  else if (keyword == "pattern" && value.is_string())
    lint_pattern(value.get<std::string>(), pointer, into);
  else if (keyword == "pattern")
    into.push_back({pointer, "is no text"});
  else if (keyword == "format"
           && !(value.is_string()
                && contains(formats, value.get<std::string>())))
    into.push_back({pointer, "this format is not checked"});
  else if (keyword == "type")
    lint_types(value, pointer, into);
  else if (keyword == "items" || contains(schema_lists, keyword))
    lint_items(root, value, pointer, into);
  else if (contains(schema_maps, keyword))
    lint_map(root, keyword, value, pointer, into);
  else if (contains(one_schema, keyword))
    lint_node(root, value, pointer, into);
  else if (keyword != "format" && !contains(plain, keyword)
           && !contains(annotations, keyword) && keyword.rfind("x-", 0) != 0)
    into.push_back({pointer, "this keyword is not checked"});
}

void lint_node(const json& root, const json& node, const std::string& pointer,
               lint& into) {
  if (node.is_boolean())
    return;
  if (!node.is_object())
    return into.push_back({pointer, "is no schema"});
  for (const auto& [keyword, value] : node.items())
    lint_keyword(root, keyword, value, child_of(pointer, keyword), into);
}

} // namespace

std::vector<schema_fault> lint_schema(const json& schema) {
  lint result;
  lint_node(schema, schema, "", result);
  return result;
}

} // namespace dossier::report
