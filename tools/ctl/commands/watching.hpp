/// Following a job to its end, for every command that offers it.

#pragma once

#include "tools/ctl/app/exit_code.hpp"
#include "tools/ctl/app/session.hpp"

#include <string>

namespace dossier::ctl {

/// Whether the way in which a job ended decides how the program ends.
enum class ending { ignored, decides };

/// Shows progress on standard error, then prints the final status: a word,
/// or the JobStatus with --json.
exit_code watch_to_end(session& with, const std::string& job, ending rule);

} // namespace dossier::ctl
