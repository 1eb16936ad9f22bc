/// Jobs in a terminal: a table of many, a page of one, the plan of a rerun.

#pragma once

#include "tools/ctl/pages/value_text.hpp"

#include <string>

namespace dossier::ctl {

/// `width` 0 in these means that lines may be as long as they get, as is
/// right for a pipe.

/// A table of JobSummary items.
std::string job_list(const json& jobs, const layout& shape);

/// A JobStatus: the facts of the job, then a line a stage.
std::string job_page(const json& job, const layout& shape);

/// A Plan: which stages would run and why, what would become stale, what it
/// would cost.
std::string plan_page(const json& plan, const layout& shape);

} // namespace dossier::ctl
