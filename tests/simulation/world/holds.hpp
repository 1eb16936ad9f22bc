/// What is stored of a stage and told by no event.

#pragma once

#include "messages/job.hpp"

namespace dossier::simulation {

/// A job without what holds its stages back, which is no part of what its
/// events add up to: of `detail`, only the wait for the next attempt is.
inline job_state without_holds(job_state job) {
  for (auto& stage : job.stages)
    if (stage.detail != wait_reason::retry_wait)
      stage.detail = wait_reason::none;
  return job;
}

} // namespace dossier::simulation
