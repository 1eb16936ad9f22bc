/// What clients see of a report, whole or with sections that are missing.

#pragma once

#include "actors/report/review.hpp"
#include "messages/json.hpp"
#include "messages/queries.hpp"

namespace dossier::rules {

/// Why there is no report to read; nothing when there is one.
std::optional<problem> report_refusal(const job_state& job);

/// `Report`. Sections without output are there, with null for it, and with the
/// newest one they had.
json show_report(const report_content& shown,
                 const std::vector<report::warning>& warnings);

} // namespace dossier::rules
