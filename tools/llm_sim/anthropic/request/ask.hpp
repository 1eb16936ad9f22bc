/// A request to the Messages API, as far as an answer depends on it.

#pragma once

#include "io/llm/demo/generator.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace dossier::llm_sim::anthropic {

struct ask {
  /// Its keys are in order, so its text is canonical.
  nlohmann::json body;
  /// Without `+fault=…`, which `own_fault` holds.
  std::string model;
  std::string own_fault;
  bool is_stream = false;
  std::optional<std::int64_t> max_tokens;

  /// The text of the user's first message, and what it asks for.
  std::string prompt;
  io::llm::demo::question question;

  /// Tools, system and messages in this order; the first bytes of it are to be
  /// cached.
  std::string everything;
  std::size_t cached_bytes = 0;
  std::size_t breakpoints = 0;
  bool has_long_cache = false;
};

/// Takes what it finds; whether that is a valid request is for `check`.
ask read_ask(nlohmann::json body);

/// What makes two requests the same: neither `stream` nor `metadata` does.
std::uint64_t canonical_hash(const ask& request);

/// What the answer shall satisfy; null: nothing.
nlohmann::json schema_of(const ask& request);

} // namespace dossier::llm_sim::anthropic
