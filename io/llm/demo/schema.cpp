#include "io/llm/demo/schema.hpp"

#include <algorithm>

namespace dossier::io::llm::demo {

namespace {

constexpr std::string_view filler = "Illustrative demo text.";

constexpr std::size_t usual_items = 2;

/// Deeper schemas describe trees, which may end anywhere.
constexpr int max_depth = 24;

class schema_filler {
public:
  explicit schema_filler(const ordered_json& root) : root_{root} {
    // nop
  }

  ordered_json fill(const ordered_json& schema, draw_key key, int depth = 0) {
    if (depth > max_depth || !schema.is_object())
      return nullptr;
    if (schema.contains("$ref"))
      return fill(referenced(schema.at("$ref")), key, depth + 1);
    if (schema.contains("const"))
      return schema.at("const");
    if (schema.contains("enum"))
      return schema.at("enum").at(key.below(schema.at("enum").size()));
    for (const char* choice : {"anyOf", "oneOf", "allOf"})
      if (schema.contains(choice))
        return fill(schema.at(choice).at(0), key, depth + 1);
    return fill_type(type_of(schema), schema, key, depth);
  }

private:
  const ordered_json& referenced(const ordered_json& reference) const {
    auto path = reference.get<std::string>();
    return root_.at(
      ordered_json::json_pointer{path.substr(path.find('#') + 1)});
  }

  static std::string type_of(const ordered_json& schema) {
    auto type = schema.value("type", ordered_json("object"));
    return type.is_array() ? type.at(0).get<std::string>()
                           : type.get<std::string>();
  }

  ordered_json fill_type(const std::string& type, const ordered_json& schema,
                         draw_key key, int depth) {
    if (type == "object")
      return fill_object(schema, key, depth);
    if (type == "array")
      return fill_array(schema, key, depth);
    if (type == "string")
      return fill_text(schema);
    if (type == "integer" || type == "number")
      return fill_number(schema, key);
    if (type == "boolean")
      return key.below(2) == 1;
    return nullptr;
  }

  ordered_json fill_object(const ordered_json& schema, draw_key key,
                           int depth) {
    auto result = ordered_json::object();
    if (!schema.contains("properties"))
      return result;
    for (const auto& [name, property] : schema.at("properties").items())
      if (name != "sources_used" && name != "new_sources")
        result[name] = fill(property, key.with(name), depth + 1);
    return result;
  }

  ordered_json fill_array(const ordered_json& schema, draw_key key, int depth) {
    auto most = schema.value("maxItems", usual_items);
    auto count = std::max(schema.value("minItems", std::size_t{0}),
                          std::min(usual_items, most));
    auto result = ordered_json::array();
    for (std::size_t i = 0; schema.contains("items") && i < count; ++i) {
      auto item = fill(schema.at("items"), key.with(i), depth + 1);
      if (names_source(item))
        item["id"] = "S" + std::to_string(i + 1);
      result.push_back(std::move(item));
    }
    return result;
  }

  /// An entry of a catalogue says who it is instead of citing another.
  static bool names_source(const ordered_json& item) {
    return item.is_object() && item.contains("citation") && item.contains("id");
  }

  static ordered_json fill_text(const ordered_json& schema) {
    if (schema.value("pattern", std::string{}).starts_with("^S\\d"))
      return "S1";
    std::string result{filler};
    while (result.size() < schema.value("minLength", std::size_t{0}))
      result.append(" ").append(filler);
    return result.substr(0, schema.value("maxLength", result.size()));
  }

  static ordered_json fill_number(const ordered_json& schema, draw_key key) {
    auto low = schema.value("minimum", schema.value("exclusiveMinimum", 0.0));
    if (schema.contains("exclusiveMinimum"))
      low += 1;
    auto high = schema.value("maximum", low + 100);
    auto room = static_cast<std::uint64_t>(std::max(0.0, high - low)) + 1;
    return to_json_number(low + static_cast<double>(key.below(room)));
  }

  const ordered_json& root_;
};

} // namespace

ordered_json fill_schema(const ordered_json& schema, draw_key draws) {
  return schema_filler{schema}.fill(schema, draws);
}

} // namespace dossier::io::llm::demo
