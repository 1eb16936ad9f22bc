/// Whose fault a refusal is by its own words.

#pragma once

#include "io/llm/anthropic/error_kind.hpp"

#include <string_view>

namespace dossier::io::llm::anthropic {

/// Whether the words themselves blame the key, the right or the model that was
/// asked for: any page on the way answers 401, 403 and 404 too.
bool is_blamed(error_kind kind, const reply_words& words,
               std::string_view model);

} // namespace dossier::io::llm::anthropic
