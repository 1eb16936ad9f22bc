/// How many values an enumeration names, asked of the compiler, so that a test
/// that walks over all of them misses none that was added. For enumerations
/// that count from 0 without gaps, up to 64 values.

#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace dossier::test {

/// A value without a name is shown as a cast: `(color)7`.
template <auto Value>
constexpr bool is_named() noexcept {
  constexpr std::string_view shown = __PRETTY_FUNCTION__;
  return shown[shown.rfind("Value = ") + 8] != '(';
}

template <class Enum, std::size_t... Index>
constexpr std::size_t count_named(std::index_sequence<Index...>) noexcept {
  return (std::size_t{is_named<static_cast<Enum>(Index)>()} + ...);
}

template <class Enum>
inline constexpr std::size_t enumerators
  = count_named<Enum>(std::make_index_sequence<64>{});

/// The names of all values, as `name_of` writes them.
template <class Enum, class Name>
std::set<std::string> all_names(Name name_of) {
  std::set<std::string> result;
  for (std::size_t i = 0; i < enumerators<Enum>; ++i)
    result.emplace(name_of(static_cast<Enum>(i)));
  return result;
}

/// The same, as `to_string` writes them.
template <class Enum>
std::set<std::string> all_names() {
  return all_names<Enum>([](Enum value) { return to_string(value); });
}

} // namespace dossier::test
