#include "actors/report/citations/reading_order.hpp"

namespace dossier::report {

namespace {

using ordered = nlohmann::ordered_json;

/// A schema that refers to itself stops here; documents are no deeper.
constexpr int max_depth = 64;

class arranger {
public:
  explicit arranger(const ordered& root) : root_(root) {
    // nop
  }

  ordered arrange(const ordered& value, const ordered& schema,
                  int depth) const {
    const auto* shape = resolve(schema);
    if (!shape || depth > max_depth)
      return value;
    if (value.is_object() && shape->contains("properties"))
      return arrange_object(value, (*shape)["properties"], depth);
    if (value.is_array() && shape->contains("items"))
      return arrange_array(value, (*shape)["items"], depth);
    return value;
  }

private:
  /// Null where a reference leads nowhere.
  const ordered* resolve(const ordered& schema) const {
    if (!schema.is_object())
      return nullptr;
    auto reference = schema.find("$ref");
    if (reference == schema.end() || !reference->is_string())
      return &schema;
    auto path = reference->get<std::string>();
    if (path.rfind("#/definitions/", 0) != 0)
      return nullptr;
    ordered::json_pointer at{path.substr(1)};
    return root_.contains(at) ? &root_[at] : nullptr;
  }

  ordered arrange_object(const ordered& value, const ordered& properties,
                         int depth) const {
    auto result = ordered::object();
    for (const auto& [key, schema] : properties.items())
      if (auto found = value.find(key); found != value.end())
        result[key] = arrange(*found, schema, depth + 1);
    for (const auto& [key, part] : value.items())
      if (!properties.contains(key))
        result[key] = part;
    return result;
  }

  ordered arrange_array(const ordered& value, const ordered& items,
                        int depth) const {
    auto result = ordered::array();
    for (const auto& part : value)
      result.push_back(arrange(part, items, depth + 1));
    return result;
  }

  const ordered& root_;
};

} // namespace

ordered in_reading_order(const ordered& document, const ordered& schema) {
  return arranger{schema}.arrange(document, schema, 0);
}

} // namespace dossier::report
