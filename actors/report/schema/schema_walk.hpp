/// Walks a document and its schema side by side, for what a validator does not
/// do: reading numbers, finding unknown keys, saying what was expected.

#pragma once

#include "actors/report/schema/pointers.hpp"

namespace dossier::report {

/// Parts of a schema that speak about one value: the node itself, what its
/// `$ref` leads to, and the branches of `allOf`, `anyOf`, `oneOf` and `if`.
using schema_nodes = std::vector<const nlohmann::json*>;

/// The target of a reference such as `#/definitions/x`; null: there is none.
const nlohmann::json* target_of(const nlohmann::json& root,
                                std::string_view reference);

schema_nodes root_nodes(const nlohmann::json& root);

/// What the nodes say about the value's element under `key` or `index`.
schema_nodes nodes_of_member(const nlohmann::json& root,
                             const schema_nodes& nodes, const std::string& key);
schema_nodes nodes_of_element(const nlohmann::json& root,
                              const schema_nodes& nodes, std::size_t index);

/// Calls `visit(pointer, value, nodes)` for each value, parents first.
template <class Json, class Visit>
void walk_schema(Json& value, const nlohmann::json& root,
                 const schema_nodes& nodes, const std::string& pointer,
                 const Visit& visit) {
  visit(pointer, value, nodes);
  if (value.is_object()) {
    for (auto& [key, next] : value.items())
      walk_schema(next, root, nodes_of_member(root, nodes, key),
                  child_of(pointer, key), visit);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      walk_schema(value[i], root, nodes_of_element(root, nodes, i),
                  child_of(pointer, std::to_string(i)), visit);
  }
}

/// Whether a node's `type` is or lists `type`.
bool allows_type(const nlohmann::json& node, std::string_view type);

/// Pointers of keys that no node declares, below nodes that declare some.
std::vector<std::string> unknown_keys(const nlohmann::json& document,
                                      const nlohmann::json& schema);

} // namespace dossier::report
