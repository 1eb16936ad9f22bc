/// What a text means to the eye, and whether colours may say so.

#pragma once

#include <string>
#include <string_view>

namespace dossier::ctl {

enum class tone { plain, good, bad, careful, faint, strong };

enum class colours { off, on };

/// Wraps `text` in the escape codes of `meaning`, or leaves it alone.
std::string paint(std::string text, tone meaning, colours allowed);

} // namespace dossier::ctl
