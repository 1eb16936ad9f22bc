/// Members of JSON objects that may be missing, or something else.

#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace dossier::report {

/// Null where `object` is no object or has no such member.
const nlohmann::json* member(const nlohmann::json& object, const char* key);

/// Empty where there is no such member, or it is no text.
std::string text_at(const nlohmann::json& object, const char* key);

} // namespace dossier::report
