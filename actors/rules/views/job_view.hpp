/// What clients see of a job: shapes of the API, made from what is stored and
/// from what is true at this moment.

#pragma once

#include "messages/json.hpp"

#include <chrono>
#include <map>

namespace dossier::rules {

/// What is known of a job only while it is under way, and stored nowhere.
struct live_facts {
  /// 1 is next.
  std::optional<std::size_t> queue_position;
  std::optional<std::chrono::seconds> remaining;
  /// Running stages that are held back before the model, and why.
  std::map<stage_index, wait_reason> details;
  /// Completed stages whose prompt or model has changed since.
  stage_set outdated;
};

/// `Coverage`: over how many sections the overall confidence is taken.
json show_coverage(const job_state& job);

/// `JobStatus`.
json show_job(const job_state& job, const live_facts& now);

/// `JobSummary`.
json show_summary(const job_state& job,
                  std::optional<std::size_t> queue_position);

} // namespace dossier::rules
