#include "actors/report/section.hpp"

#include "actors/report/schema/members.hpp"

namespace dossier::report {

namespace {

using nlohmann::json;

} // namespace

confidence level_of(const json& document) noexcept {
  const auto* level = member(document, "confidence");
  if (level && level->is_object())
    level = member(*level, "level");
  if (!level || !level->is_string())
    return confidence::unknown;
  return parse_confidence(level->get_ref<const std::string&>())
    .value_or(confidence::unknown);
}

std::vector<std::string> sources_used(const json& document) {
  std::vector<std::string> result;
  const auto* used = member(document, "sources_used");
  if (!used || !used->is_array())
    return result;
  for (const auto& id : *used)
    if (id.is_string())
      result.push_back(id.get<std::string>());
  return result;
}

section_text to_section_text(const json& document) {
  constexpr auto replace = json::error_handler_t::replace;
  return std::make_shared<const std::string>(
    document.dump(-1, ' ', false, replace));
}

json to_document(const section_text& text) {
  if (!text)
    return nullptr;
  auto document = json::parse(*text, nullptr, false);
  return document.is_discarded() ? json{} : document;
}

} // namespace dossier::report
