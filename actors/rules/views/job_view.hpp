/// What clients see of a job, its report and its pipeline: the shapes of the
/// API, made from what is stored and from what is true at this moment.

#pragma once

#include "actors/report/review.hpp"
#include "actors/rules/graph/rerun.hpp"
#include "actors/rules/scheduling/estimate.hpp"
#include "messages/json.hpp"

namespace dossier::rules {

// -- a job --------------------------------------------------------------------

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

// -- its report ---------------------------------------------------------------

/// Why there is no report to read; nothing when there is one.
std::optional<problem> report_refusal(const job_state& job);

/// `Report`. Sections without output are there, with null for it, and with the
/// newest one they had.
json show_report(const report_content& shown,
                 const std::vector<report::warning>& warnings);

// -- its history and its reruns -----------------------------------------------

/// `Plan`; the estimate is null when it is not known.
json show_plan(const job_state& job, const rerun_plan& plan,
               const std::optional<stage_estimate>& estimate);

/// `Version`, with its output where it has its text.
json show_version(const pipeline& graph, stage_index stage,
                  const section_version& version);

// -- its pipeline -------------------------------------------------------------

/// The graph with the schema of each stage, as written.
json show_pipeline(const pipeline& graph);

/// All report types by name, without schemas.
json list_pipelines(const pipeline_catalog& known);

} // namespace dossier::rules
