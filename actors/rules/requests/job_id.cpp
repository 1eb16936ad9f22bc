#include "actors/rules/requests/job_id.hpp"

#include <array>
#include <cinttypes>
#include <cstdio>

namespace dossier::rules {

namespace {

constexpr std::size_t id_digits = 26;

} // namespace

job_id format_id(std::uint64_t unix_ms, std::uint32_t count,
                 std::uint64_t random) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%012" PRIx64 "%04x%010" PRIx64,
                unix_ms & 0xffffffffffff, count & 0xffffu,
                random & 0xffffffffff);
  return text.data();
}

bool is_formatted_id(std::string_view text) noexcept {
  return text.size() == id_digits
         && text.find_first_not_of("0123456789abcdef") == text.npos;
}

} // namespace dossier::rules
