/// Whether what a client sent, a body or a frame, is JSON that everybody reads
/// the same way. Pure.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

/// Why `text` is refused, with line, column and byte, all counted from 1;
/// nothing when it is one JSON value, at most `max_depth` levels deep, without
/// repeated keys, NaN, lone surrogates, broken UTF-8 or anything behind it.
std::optional<std::string> check_json(std::string_view text,
                                      std::size_t max_depth);

/// Whether `text`, which `check_json` let pass, is an object without members.
bool is_empty_object(std::string_view text);

} // namespace dossier
