/// How the simulator counts: four bytes a token, rounded up.

#pragma once

#include "messages/utf8.hpp"

#include <cstdint>
#include <string_view>

namespace dossier::llm_sim {

inline constexpr std::size_t bytes_per_token = 4;

constexpr std::int64_t tokens_in(std::size_t bytes) noexcept {
  return static_cast<std::int64_t>((bytes + bytes_per_token - 1)
                                   / bytes_per_token);
}

/// So many tokens of a text and no more.
inline std::string_view first_tokens(std::string_view text,
                                     std::uint64_t count) noexcept {
  if (count >= text.size())
    return text;
  return text.substr(0, utf8::next_border(text, count * bytes_per_token));
}

} // namespace dossier::llm_sim
