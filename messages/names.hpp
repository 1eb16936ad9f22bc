/// Enumerators and their names on the wire, one table for both directions.

#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace dossier {

/// In the order of the enumerators, which count from 0.
template <class Enum, std::size_t Size>
using name_table = std::array<std::pair<Enum, std::string_view>, Size>;

template <class Enum, std::size_t Size>
constexpr std::string_view
name_of(const name_table<Enum, Size>& table, Enum value) noexcept {
  return table[static_cast<std::size_t>(value)].second;
}

template <class Enum, std::size_t Size>
constexpr std::optional<Enum>
value_of(const name_table<Enum, Size>& table, std::string_view name) noexcept {
  for (const auto& [value, known] : table)
    if (known == name)
      return value;
  return {};
}

} // namespace dossier
