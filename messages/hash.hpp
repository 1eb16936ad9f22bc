/// Names a text by its content, to see whether a section changed.

#pragma once

#include <string>
#include <string_view>

namespace dossier {

/// 128-bit FNV-1a as 32 hexadecimal digits (Fowler, Noll, Vo; offset basis and
/// prime of the published 128-bit variant). Not for secrets.
std::string content_hash(std::string_view text);

} // namespace dossier
