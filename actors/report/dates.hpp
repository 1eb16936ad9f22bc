/// Days on which something is said to have been published.

#pragma once

#include "messages/time.hpp"

#include <string>
#include <string_view>

namespace dossier::report {

/// What a date should be that cannot be one: `2026-02-30`, `2026-13`, or a day
/// after `now`. Empty for a date that can be, and for words, such as `–` or
/// `spring 2026`. The day after that of `now` can be: it has begun elsewhere.
std::string date_objection(std::string_view text, timestamp now);

} // namespace dossier::report
