/// Points in time as the API writes them: UTC, to the millisecond.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

using milliseconds = std::chrono::milliseconds;
using timestamp = std::chrono::sys_time<milliseconds>;

/// RFC 3339 with three digits after the second: `2026-11-21T20:27:26.041Z`.
std::string to_string(timestamp when);

/// Reads what `to_string` writes, and whole seconds; nothing for other text.
std::optional<timestamp> parse_timestamp(std::string_view text);

/// From `start` to `end`: never negative, as clocks may be set back meanwhile;
/// zero without a start.
milliseconds time_since(std::optional<timestamp> start, timestamp end) noexcept;

/// The calendar day in UTC: `2026-11-21`.
std::string to_date(timestamp when);

} // namespace dossier
