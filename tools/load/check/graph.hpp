/// A report type as the server describes it: what stages there are and which
/// wait for which.

#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::load {

/// Sorted keys: what the server hashes is written so.
using json = nlohmann::json;

struct stage_shape {
  std::string id;
  std::string name;
  std::string field;
  std::string kind;
  unsigned max_attempts = 0;
  /// Indices, in the order of the pipeline.
  std::vector<std::size_t> needs;
  std::vector<std::size_t> prefers;
};

struct graph {
  std::vector<stage_shape> stages;
  std::size_t foundation = 0;
  /// Indices of `confidenceAnchors`.
  std::vector<std::size_t> anchors;

  /// Nothing for an id that is no stage.
  std::optional<std::size_t> find(std::string_view id) const;

  std::vector<std::string> ids_of(const std::vector<std::size_t>& which) const;
};

/// Reads what `GET /api/pipelines/{reportType}` answers. Throws
/// `nlohmann::json::exception` or `std::out_of_range` on anything else.
graph read_graph(const json& pipeline);

} // namespace dossier::load
