#include "tools/llm_sim/anthropic/request/schema_limits.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::llm_sim::anthropic {

namespace {

using nlohmann::json;

constexpr std::size_t max_optional = 24;
constexpr std::size_t max_unions = 16;

struct tally {
  std::size_t optional = 0;
  std::size_t unions = 0;
  /// The first complaint; empty: none.
  std::string why;
};

std::string unsupported(const json& schema) {
  for (const char* name :
       {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems",
        "oneOf", "not", "if", "patternProperties", "propertyNames"})
    if (schema.contains(name))
      return "property '" + std::string{name} + "' is not supported";
  if (schema.contains("minItems") && schema.at("minItems") != 0
      && schema.at("minItems") != 1)
    return "'minItems' values other than 0 or 1 are not supported";
  if (schema.value("type", json{}) == "object"
      && schema.value("additionalProperties", json{}) != false)
    return "'additionalProperties' must be false on objects";
  return {};
}

void visit(const json& schema, tally& to);

void visit_properties(const json& schema, tally& to) {
  const auto required = schema.value("required", json::array());
  for (const auto& [name, property] : schema.at("properties").items()) {
    if (std::ranges::find(required, json(name)) == required.end())
      ++to.optional;
    visit(property, to);
  }
}

/// Only where schemas stand, so that a property may be called `minimum`.
void visit(const json& schema, tally& to) {
  if (!schema.is_object() || !to.why.empty())
    return;
  to.why = unsupported(schema);
  if (schema.contains("anyOf")
      || (schema.contains("type") && schema.at("type").is_array()))
    ++to.unions;
  if (schema.contains("properties") && schema.at("properties").is_object())
    visit_properties(schema, to);
  if (schema.contains("items"))
    visit(schema.at("items"), to);
  for (const char* name : {"anyOf", "allOf"})
    for (const auto& one : schema.value(name, json::array()))
      visit(one, to);
  for (const char* name : {"$defs", "definitions"})
    for (const auto& one : schema.value(name, json::object()))
      visit(one, to);
}

} // namespace

std::string check_schema_limits(const json& schema) {
  if (!schema.is_object())
    return "Input should be an object";
  tally found;
  visit(schema, found);
  if (!found.why.empty())
    return found.why;
  if (found.optional > max_optional)
    return "too many optional properties (" + std::to_string(found.optional)
           + "), the maximum is 24";
  if (found.unions > max_unions)
    return "too many properties with union types ("
           + std::to_string(found.unions) + "), the maximum is 16";
  return {};
}

} // namespace dossier::llm_sim::anthropic
