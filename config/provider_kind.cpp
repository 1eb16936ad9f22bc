#include "config/settings.hpp"
#include "messages/names.hpp"

#include <algorithm>

namespace dossier::config {

namespace {

constexpr name_table<provider_kind, 3> kinds{{
  {provider_kind::demo, "demo"},
  {provider_kind::anthropic, "anthropic"},
  {provider_kind::openai, "openai"},
}};

fault refuse(std::string reason) {
  return {
    .file = "settings", .key = "provider.kind", .reason = std::move(reason)};
}

/// The variable that holds a kind's key; empty: it needs none.
const char* key_variable(provider_kind kind) {
  switch (kind) {
    case provider_kind::demo: return "";
    case provider_kind::anthropic: return "ANTHROPIC_API_KEY";
    case provider_kind::openai: return "OPENAI_API_KEY";
  }
  return "";
}

bool has_key(const provider_settings& given, provider_kind kind) {
  switch (kind) {
    case provider_kind::demo: return true;
    case provider_kind::anthropic: return !given.anthropic_api_key.empty();
    case provider_kind::openai: return !given.openai_api_key.empty();
  }
  return false;
}

} // namespace

std::string_view to_string(provider_kind kind) noexcept {
  return name_of(kinds, kind);
}

std::variant<provider_kind, fault>
resolve_provider(const provider_settings& given,
                 std::span<const provider_kind> built) {
  auto anthropic = has_key(given, provider_kind::anthropic);
  auto openai = has_key(given, provider_kind::openai);
  auto kind = value_of(kinds, given.kind);
  if (!kind && anthropic && openai)
    return refuse("ANTHROPIC_API_KEY and OPENAI_API_KEY are both set: say "
                  "which, or provider.kind = \"demo\"");
  auto chosen = kind.value_or(anthropic ? provider_kind::anthropic
                              : openai  ? provider_kind::openai
                                        : provider_kind::demo);
  if (std::find(built.begin(), built.end(), chosen) == built.end())
    return refuse(
      std::string{to_string(chosen)}
      + (kind ? "" : std::string{" (from "} + key_variable(chosen) + ")")
      + " is not built yet: set provider.kind = \"demo\"");
  if (!has_key(given, chosen))
    return refuse(std::string{to_string(chosen)} + " needs "
                  + key_variable(chosen));
  return chosen;
}

} // namespace dossier::config
