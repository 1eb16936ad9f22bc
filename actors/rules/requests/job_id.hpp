/// Names of jobs: made here, and checked before anything is asked by one.

#pragma once

#include "messages/job.hpp"

#include <cstdint>
#include <string_view>

namespace dossier::rules {

/// Ids sort by creation: time, a count within one millisecond, `random`; 26
/// hexadecimal digits in all.
job_id format_id(std::uint64_t unix_ms, std::uint32_t count,
                 std::uint64_t random);

/// Whether `format_id` could have written it.
bool is_formatted_id(std::string_view text) noexcept;

} // namespace dossier::rules
