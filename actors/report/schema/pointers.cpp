#include "actors/report/schema/pointers.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

using nlohmann::json;

std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    auto end = std::min(pointer.find('/'), pointer.size());
    std::string step;
    for (std::size_t i = 0; i < end; ++i) {
      bool escaped = pointer[i] == '~' && i + 1 < end;
      step += !escaped ? pointer[i] : pointer[++i] == '1' ? '/' : '~';
    }
    steps.push_back(std::move(step));
    pointer.remove_prefix(end);
  }
  return steps;
}

/// The element a step names; nothing when there is none.
json* element(json& value, const std::string& step) {
  if (value.is_object()) {
    auto found = value.find(step);
    return found == value.end() ? nullptr : &*found;
  }
  if (!value.is_array() || step.empty() || step.size() > 9
      || step.find_first_not_of("0123456789") != std::string::npos)
    return nullptr;
  auto index = static_cast<std::size_t>(std::stoul(step));
  return index < value.size() ? &value[index] : nullptr;
}

template <class Visit>
void walk(json& value, const std::string& pointer,
          const std::vector<std::string>& steps, std::size_t at,
          const Visit& visit) {
  if (at == steps.size())
    return visit(pointer, value);
  if (steps[at] != "*") {
    if (auto* next = element(value, steps[at]))
      walk(*next, child_of(pointer, steps[at]), steps, at + 1, visit);
    return;
  }
  if (value.is_object())
    for (auto& [key, next] : value.items())
      walk(next, child_of(pointer, key), steps, at + 1, visit);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      walk(value[i], child_of(pointer, std::to_string(i)), steps, at + 1,
           visit);
}

} // namespace

std::vector<selected> select(const json& document, std::string_view pointer) {
  std::vector<selected> result;
  if (!is_pointer(pointer))
    return result;
  // The walk itself writes nothing.
  walk(const_cast<json&>(document), "", steps_of(pointer), 0,
       [&](const std::string& element_pointer, json& value) {
         result.push_back({element_pointer, &value});
       });
  return result;
}

std::vector<json*> select_mutable(json& document, std::string_view pointer) {
  std::vector<json*> result;
  if (is_pointer(pointer))
    walk(document, "", steps_of(pointer), 0,
         [&](const std::string&, json& value) { result.push_back(&value); });
  return result;
}

std::string list_of(std::string_view pointer,
                    const std::string& element_pointer) {
  auto star = pointer.rfind("/*");
  if (star == std::string_view::npos)
    return element_pointer;
  auto steps = std::count(pointer.begin(), pointer.begin() + long(star), '/');
  std::size_t begin = 0;
  for (; steps > 0; --steps)
    begin = element_pointer.find('/', begin + 1);
  return element_pointer.substr(0, begin) + std::string{pointer.substr(star)};
}

bool is_pointer(std::string_view text) noexcept {
  return text.empty() || text.front() == '/';
}

std::string child_of(const std::string& pointer, std::string_view key) {
  auto result = pointer + '/';
  for (auto letter : key)
    if (letter == '~')
      result += "~0";
    else if (letter == '/')
      result += "~1";
    else
      result += letter;
  return result;
}

} // namespace dossier::report
