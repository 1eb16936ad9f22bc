/// What a search compares: the words of a text without case and accents. Both
/// stores split with these functions, so they find the same jobs.

#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::storage {

/// In order, each once. A word is a run of letters and digits of any script,
/// cut after 32 bytes.
std::vector<std::string> words_of(std::string_view text);

/// Each word of each string value of a JSON text, once; keys and numbers are
/// left out.
std::vector<std::string> words_of_json(std::string_view json);

/// Whether each of `wanted` begins one of `words`.
bool has_prefixes(const std::set<std::string>& words,
                  const std::vector<std::string>& wanted);

} // namespace dossier::storage
