/// The statuses of jobs and stages, read off the wire once.

#pragma once

#include "tools/ctl/text/tone.hpp"

#include <string_view>

namespace dossier::ctl {

/// `unknown` is a word that a newer server may have invented.
enum class stage_status {
  pending,
  running,
  completed,
  failed,
  cancelled,
  unknown
};

enum class job_status {
  queued,
  running,
  completed,
  completed_with_errors,
  failed,
  cancelled,
  unknown
};

stage_status to_stage_status(std::string_view word);
job_status to_job_status(std::string_view word);

std::string_view to_string(stage_status status);
std::string_view to_string(job_status status);

/// Whether nothing more happens without a new command.
bool is_terminal(stage_status status);
bool is_terminal(job_status status);

tone tone_of(stage_status status);
tone tone_of(job_status status);

} // namespace dossier::ctl
