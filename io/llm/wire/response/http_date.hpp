/// Moments as HTTP writes them.

#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string_view>

namespace dossier::io::llm::wire {

/// In any of the three forms that HTTP knows; one with two digits of a year
/// means the latest that is at most fifty years after `now`. Without blanks at
/// its ends. Nothing for what is no such date.
std::optional<timestamp> http_date(std::string_view text, timestamp now);

} // namespace dossier::io::llm::wire
