/// How the simulator counts: four bytes a token, rounded up.

#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace dossier::llm_sim {

inline constexpr std::size_t bytes_per_token = 4;

constexpr std::int64_t tokens_in(std::size_t bytes) noexcept {
  return static_cast<std::int64_t>((bytes + bytes_per_token - 1)
                                   / bytes_per_token);
}

/// Never inside a character, which would be no text.
constexpr std::size_t piece_end(std::string_view text, std::size_t from,
                                std::size_t size) noexcept {
  auto end = std::min(from + size, text.size());
  while (end < text.size()
         && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    ++end;
  return end;
}

/// So many tokens of a text and no more.
constexpr std::string_view first_tokens(std::string_view text,
                                        std::uint64_t count) noexcept {
  if (count >= text.size())
    return text;
  return text.substr(0, piece_end(text, 0, count * bytes_per_token));
}

} // namespace dossier::llm_sim
