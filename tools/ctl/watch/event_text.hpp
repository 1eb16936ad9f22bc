/// A job and its events in words, a line each.

#pragma once

#include "tools/ctl/watch/job_view.hpp"

#include <string>

namespace dossier::ctl {

/// "Acme Corp (Germany)", with a mark when it is a demo.
std::string title_of(const job_view& view);

/// "queued, position 3".
std::string status_words(const job_view& view);

/// ", try 2 of 3", ", try 1 of 3, one more was lost to a restart"; empty for a
/// first attempt.
std::string attempt_of(const stage_view& stage);

/// "one more was lost to a restart"; empty when none was.
std::string lost_words(long long lost);

/// What an event says, for those who read lines: "Trends: completed in 12 s".
/// Call it after the event was folded; empty for what is not worth a line.
std::string event_line(const job_view& view, const json& event);

/// The state in which a watch begins or goes on.
std::string summary_line(const job_view& view);

} // namespace dossier::ctl
