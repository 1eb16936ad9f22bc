/// Limits of what may be changed later, as the API lists them.

#pragma once

#include "actors/rules/requests/fields.hpp"

namespace dossier::rules {

inline constexpr text_limits stage_id_limits{.least = 1, .most = 100};
inline constexpr text_limits tag_limits{
  .least = 1, .most = 40, .content = must_have::something_visible};
inline constexpr std::size_t max_tags = 20;
inline constexpr int max_priority = 10;

/// The same tag twice is one tag.
std::vector<std::string> without_repeats(const std::vector<std::string>& tags);

} // namespace dossier::rules
