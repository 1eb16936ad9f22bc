/// What a provider says of one of its models, and how that differs from what an
/// operator's table says. Pure.

#pragma once

#include "messages/model.hpp"

namespace dossier::io::llm {

/// Absent is what the provider does not report.
struct model_listing {
  std::string id;
  /// `active`, `deprecated`, `retired`, or what may be added to them.
  std::string lifecycle;
  std::optional<calendar_day> retires;
  std::optional<std::uint64_t> max_tokens;
  /// Types of thinking that a request may name.
  std::optional<std::vector<std::string>> thinking_modes;
  /// With any of them.
  std::optional<std::vector<std::string>> efforts;
};

struct listing_difference {
  /// Requests fail; else the table only wants to be corrected.
  bool is_fatal = false;
  /// What differs, and what to do.
  std::string found;
  std::string advice;
};

/// In the order of weight; empty: nothing that both say differs.
std::vector<listing_difference> differences(const model_facts& table,
                                            const model_listing& provider);

} // namespace dossier::io::llm
