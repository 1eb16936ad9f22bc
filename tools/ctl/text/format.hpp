/// Figures as people read them.

#pragma once

#include "messages/time.hpp"

#include <string>
#include <string_view>

namespace dossier::ctl {

using time_point = timestamp;

/// "840 ms", "12.3 s", "2 m 05 s", "1 h 02 m". Negative counts as nothing.
std::string format_duration(std::chrono::milliseconds span);

/// "$0.42"; what is more than nothing never looks like nothing.
std::string format_money(double usd);

/// "45 %" for 0.45.
std::string format_share(double share);

/// "12,345".
std::string format_count(long long number);

/// "3.2 kB".
std::string format_bytes(std::size_t bytes);

/// "2026-11-02 10:12" out of RFC 3339; other text comes back as it is.
std::string format_time(std::string_view text);

/// The clock of an RFC 3339 time: "10:12:05"; other text as it is.
std::string format_clock(std::string_view text);

} // namespace dossier::ctl
