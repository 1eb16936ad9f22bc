/// Columns of a job that follow from its stages. The engine never reads them:
/// they are for people at an SQL prompt, and as of the job's last commit.

#pragma once

#include "messages/job.hpp"

namespace dossier::storage::sqlite {

struct summary {
  double progress = 0;
  /// Empty when no stage runs.
  std::string current_stage;
  confidence overall = confidence::unknown;
  /// Of the foundation, when it failed the job.
  std::optional<std::string> error;
  usage total;
};

summary summarize(const job_state& job);

} // namespace dossier::storage::sqlite
