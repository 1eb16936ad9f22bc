/// JSON pointers in which `*` stands for every element of an array or object.

#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dossier::report {

struct selected {
  /// Without stars.
  std::string pointer;
  const nlohmann::json* value = nullptr;
};

/// What the pointer leads to, in document order; what is absent is left out.
std::vector<selected> select(const nlohmann::json& document,
                             std::string_view pointer);

std::vector<nlohmann::json*> select_mutable(nlohmann::json& document,
                                            std::string_view pointer);

/// All elements of the list that `element_pointer`, selected by `pointer`,
/// belongs to: the pointer with its last star alone.
std::string list_of(std::string_view pointer,
                    const std::string& element_pointer);

/// Whether the text can be used as a pointer: empty, or beginning with `/`.
bool is_pointer(std::string_view text) noexcept;

/// The pointer one step on, with the key escaped.
std::string child_of(const std::string& pointer, std::string_view key);

} // namespace dossier::report
