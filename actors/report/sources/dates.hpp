/// Days on which something is said to have been published.

#pragma once

#include "messages/time.hpp"

#include <string>
#include <string_view>

namespace dossier::report {

/// The date as `2026-11-21`, `2026-11` or `2026`, if that is all it says,
/// however it is written: `21 November 2026`, `2026/11/21`, `21.11.2026`. `–`
/// for one that is not known. Everything else as it is, also `03/04/2026`,
/// which is two days, and quarters, which are none.
std::string normal_date(std::string_view text);

/// What a date should be that cannot be one: something else than `normal_date`
/// makes, `2026-02-30`, `2026-13`, or a day after `now`. Empty for one that can
/// be. The day after that of `now` can be: it has begun elsewhere.
std::string date_objection(std::string_view text, timestamp now);

} // namespace dossier::report
