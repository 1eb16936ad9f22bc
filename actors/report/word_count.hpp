/// Counting words as a reader would: what white space separates.

#pragma once

#include <cstddef>
#include <string_view>

namespace dossier::report {

/// A text of a script without spaces between words counts as one.
std::size_t count_words(std::string_view text) noexcept;

} // namespace dossier::report
