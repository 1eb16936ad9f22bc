/// How far a report may be trusted, from what its sections say of themselves.

#pragma once

#include "messages/job.hpp"

namespace dossier {

/// How many of the model sections, foundation apart, are completed and rated.
struct coverage {
  std::size_t have = 0;
  std::size_t of = 0;

  friend bool operator==(const coverage&, const coverage&) = default;
};

coverage confidence_coverage(const job_state& job) noexcept;

/// Mean over the sections that `confidence_coverage` counts, with HIGH 9,
/// MEDIUM 6 and LOW 3: from 7.5 on HIGH, from 5 on MEDIUM; unknown while there
/// is none. Never above the lowest completed anchor of the pipeline, above
/// MEDIUM when an anchor or a stage that another one needs has failed, nor
/// above LOW when a third of the model sections or more are failed or
/// cancelled.
confidence overall_confidence(const job_state& job) noexcept;

} // namespace dossier
