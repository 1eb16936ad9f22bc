#include "actors/report/schema/members.hpp"

namespace dossier::report {

const nlohmann::json* member(const nlohmann::json& object, const char* key) {
  if (!object.is_object())
    return nullptr;
  auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text_at(const nlohmann::json& object, const char* key) {
  const auto* found = member(object, key);
  return found && found->is_string() ? found->get<std::string>()
                                     : std::string{};
}

} // namespace dossier::report
