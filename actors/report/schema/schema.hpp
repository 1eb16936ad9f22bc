/// A JSON Schema (draft-7 subset), compiled once and used by many threads.

#pragma once

#include "actors/report/violation.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace dossier::report {

/// Longest text that is matched against a `pattern` or `format`: the matcher
/// recurses, and longer text could exhaust the stack.
inline constexpr std::size_t max_pattern_bytes = 8 * 1024;

/// Thread-safe once made.
class schema_check {
public:
  /// A schema that `lint_schema` finds fault with refuses every document.
  explicit schema_check(const nlohmann::json& schema);
  ~schema_check();
  schema_check(schema_check&&) noexcept;
  schema_check& operator=(schema_check&&) noexcept;

  /// Why the schema cannot be used; empty: it can.
  const std::string& fault() const noexcept;

  /// Empty: the document satisfies the schema. In document order.
  std::vector<violation> violations(const nlohmann::json& document) const;

private:
  struct compiled;
  std::unique_ptr<const compiled> compiled_;
};

/// What keeps a schema from being used: keywords the validator would ignore,
/// references without target, patterns that do not compile. `pointer` leads
/// into the schema.
struct schema_fault {
  std::string pointer;
  std::string reason;
};

std::vector<schema_fault> lint_schema(const nlohmann::json& schema);

} // namespace dossier::report
