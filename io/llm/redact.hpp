/// Words of strangers, made fit to be shown and logged.

#pragma once

#include <string>
#include <string_view>

namespace dossier::io::llm {

/// Longest message of a failure, in bytes.
inline constexpr std::size_t max_message_bytes = 500;

/// One line of UTF-8 of at most so many bytes, cut between characters as
/// readers see them; anything that looks like an API key, and `secret` unless
/// it is a few letters, is replaced by asterisks before: in any case,
/// percent-encoded, and `secret` also where it is broken.
std::string plain_text(std::string_view words, std::string_view secret,
                       std::size_t max_bytes = max_message_bytes);

} // namespace dossier::io::llm
