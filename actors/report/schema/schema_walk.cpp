#include "actors/report/schema/schema_walk.hpp"

#include "actors/report/schema/members.hpp"

namespace dossier::report {

namespace {

using nlohmann::json;

/// Longest chain of references and branches that is followed.
constexpr int max_hops = 16;

/// Adds the node and all that speaks about the same value.
void expand(const json& root, const json* node, int hops, schema_nodes& into) {
  if (!node || !node->is_object() || hops > max_hops)
    return;
  if (const auto* reference = member(*node, "$ref")) {
    // Draft 7: what stands beside a reference does not count.
    if (reference->is_string())
      expand(root, target_of(root, reference->get_ref<const std::string&>()),
             hops + 1, into);
    return;
  }
  into.push_back(node);
  for (const auto* key : {"allOf", "anyOf", "oneOf"})
    if (const auto* branches = member(*node, key);
        branches && branches->is_array())
      for (const auto& branch : *branches)
        expand(root, &branch, hops + 1, into);
  for (const auto* key : {"if", "then", "else", "not"})
    expand(root, member(*node, key), hops + 1, into);
}

bool declares_keys(const json& node) {
  return member(node, "properties") || member(node, "patternProperties");
}

/// Whether keys beyond the declared ones have a schema of their own.
bool describes_others(const json& node) {
  const auto* others = member(node, "additionalProperties");
  return others && others->is_object();
}

} // namespace

const json* target_of(const json& root, std::string_view reference) {
  if (reference.empty() || reference.front() != '#')
    return nullptr;
  auto found = select(root, reference.substr(1));
  return found.size() == 1 ? found.front().value : nullptr;
}

schema_nodes root_nodes(const json& root) {
  schema_nodes result;
  expand(root, &root, 0, result);
  return result;
}

schema_nodes nodes_of_member(const json& root, const schema_nodes& nodes,
                             const std::string& key) {
  schema_nodes result;
  for (const auto* node : nodes) {
    const auto* declared = member(*node, "properties");
    auto* own = declared ? member(*declared, key.c_str()) : nullptr;
    expand(root, own ? own : member(*node, "additionalProperties"), 0, result);
    if (const auto* patterns = member(*node, "patternProperties"))
      for (const auto& pattern : *patterns)
        expand(root, &pattern, 0, result);
  }
  return result;
}

schema_nodes nodes_of_element(const json& root, const schema_nodes& nodes,
                              std::size_t index) {
  schema_nodes result;
  for (const auto* node : nodes) {
    const auto* items = member(*node, "items");
    if (items && items->is_array())
      items = index < items->size() ? &(*items)[index]
                                    : member(*node, "additionalItems");
    expand(root, items, 0, result);
    expand(root, member(*node, "contains"), 0, result);
  }
  return result;
}

bool allows_type(const json& node, std::string_view type) {
  const auto* types = member(node, "type");
  if (!types)
    return false;
  if (types->is_string())
    return types->get_ref<const std::string&>() == type;
  if (types->is_array())
    for (const auto& one : *types)
      if (one.is_string() && one.get_ref<const std::string&>() == type)
        return true;
  return false;
}

std::vector<std::string> unknown_keys(const json& document,
                                      const json& schema) {
  std::vector<std::string> result;
  auto visit = [&](const std::string& pointer, const json& value,
                   const schema_nodes& nodes) {
    if (!value.is_object())
      return;
    bool declared = false;
    for (const auto* node : nodes) {
      if (describes_others(*node) || member(*node, "patternProperties"))
        return;
      declared = declared || declares_keys(*node);
    }
    for (const auto& [key, ignored] : value.items())
      if (declared && nodes_of_member(schema, nodes, key).empty())
        result.push_back(child_of(pointer, key));
  };
  walk_schema(document, schema, root_nodes(schema), "", visit);
  return result;
}

} // namespace dossier::report
