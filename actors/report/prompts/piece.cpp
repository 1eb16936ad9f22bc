#include "actors/report/prompts/piece.hpp"

namespace dossier::report {

std::optional<std::string> pointer_in_item(const std::string& pointer,
                                           const std::string& list) {
  auto all = list + "/*";
  if (!pointer.starts_with(all)
      || (pointer.size() > all.size() && pointer[all.size()] != '/'))
    return {};
  return pointer.substr(all.size());
}

std::vector<std::string>
pointers_in_item(const std::vector<std::string>& pointers, const split& how) {
  std::vector<std::string> result;
  for (const auto& pointer : pointers)
    if (auto inner = pointer_in_item(pointer, how.into))
      result.push_back(*inner);
  return result;
}

std::optional<check> check_of_item(const check& check, const split& how) {
  auto result = check;
  auto has_pointer = false;
  for (auto& [name, argument] : result.arguments.items()) {
    if (!argument.is_string())
      continue;
    auto pointer = pointer_in_item(argument.get<std::string>(), how.into);
    if (!pointer)
      return {};
    // What leads to the items themselves compares one with another.
    if (pointer->find('*') == std::string::npos)
      return {};
    argument = *pointer;
    has_pointer = true;
  }
  return has_pointer ? std::optional{result} : std::nullopt;
}

} // namespace dossier::report
