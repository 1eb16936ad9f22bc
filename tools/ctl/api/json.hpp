/// Reading the server's JSON. A field that is absent, null or of another type
/// reads as empty: a newer server must not break an older client.

#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::ctl {

/// Keeps the order of the keys, so that a report reads as it was written.
using json = nlohmann::ordered_json;

/// The member itself, or null.
const json& member(const json& object, std::string_view key);

/// The member's items; none when it is no array.
const json& items(const json& object, std::string_view key);

std::string text_of(const json& object, std::string_view key);
std::optional<double> number_of(const json& object, std::string_view key);
long long count_of(const json& object, std::string_view key);
bool is_set(const json& object, std::string_view key);
std::optional<std::chrono::milliseconds> duration_of(const json& object,
                                                     std::string_view key);

/// The strings of an array; other items are left out.
std::vector<std::string> texts_of(const json& object, std::string_view key);

/// "HIGH" out of a confidence, be it a word or {level, reason}.
std::string confidence_of(const json& object, std::string_view key);

/// "MEDIUM over 8 of 9 rated sections", of a job or a report's metadata; the
/// level alone where a server reports no coverage.
std::string overall_confidence_of(const json& object);

std::string join(const std::vector<std::string>& words,
                 std::string_view between = ", ");

} // namespace dossier::ctl
