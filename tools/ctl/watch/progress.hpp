/// A job in progress as lines of a terminal: one for the job, one a stage.

#pragma once

#include "tools/ctl/text/terminal.hpp"
#include "tools/ctl/watch/job_view.hpp"

#include <string>
#include <vector>

namespace dossier::ctl {

/// At most `shape.rows - 1` lines; when they do not suffice, stages that have
/// ended go first. Each line fits `shape.columns`.
std::vector<std::string> progress_lines(const job_view& view, time_point now,
                                        const terminal& shape);

} // namespace dossier::ctl
