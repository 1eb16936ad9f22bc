/// Small jobs for tests: a pipeline of three stages, a job on it, and the
/// commits that lead it on.

#pragma once

#include "messages/commit.hpp"
#include "messages/hash.hpp"

namespace dossier::test {

/// Milliseconds since 1970 as a point in time.
inline timestamp at(std::int64_t ms) {
  return timestamp{milliseconds{ms}};
}

inline section_text text_of(const std::string& json) {
  return std::make_shared<const std::string>(json);
}

inline stage_definition stage(const std::string& id, const std::string& field,
                              const std::string& key) {
  stage_definition result;
  result.id = id;
  result.name = "The " + id;
  result.field = field;
  result.report_key = key;
  return result;
}

/// Every field differs from its default and from those of other stages.
inline stage_state full_stage(stage_index stage) {
  stage_state state;
  state.status = stage_status::failed;
  state.detail = wait_reason::retry_wait;
  state.attempts = 3u + stage;
  state.crashes = 1;
  state.drains = 2;
  state.next_attempt_at = at(2000 + stage);
  state.last_error = "Blocked by failed dependency: \"foundation\"";
  state.error = error_class::blocked;
  state.blocked_by = 0;
  state.root_cause = 1;
  state.started_at = at(2100 + stage);
  state.phase_since = at(2200 + stage);
  state.completed_at = at(2300 + stage);
  state.duration = milliseconds{200};
  state.stale = true;
  state.level = confidence::medium;
  state.sources_used = {"S1", "S10"};
  state.version = 4;
  state.output_hash = content_hash("output");
  state.inputs = {{1, "abc"}, {0, ""}};
  state.prompt_fingerprint = "recipe-" + std::to_string(stage);
  state.total = {{10, 20, 30, 40 + stage}, 5'000'000'000'000};
  return state;
}

/// `foundation` ← `section_1` ← `section_2` (computed, prefers foundation).
inline pipeline_ptr sample_pipeline(const std::string& report_type = "sample") {
  auto result = std::make_shared<pipeline>();
  result->report_type = report_type;
  result->name = "Sample Report";
  result->version = 3;
  result->stages = {stage("foundation", "foundation", "foundation"),
                    stage("section_1", "executiveSummary", "section1"),
                    stage("section_2", "appendix", "section2")};
  result->stages[1].needs.set(0);
  result->stages[1].max_attempts = 5;
  result->stages[2].kind = stage_kind::computed;
  result->stages[2].needs.set(1);
  result->stages[2].prefers.set(0);
  return result;
}

inline pipeline_catalog sample_catalog() {
  static const auto graph = sample_pipeline();
  return {{graph->report_type, graph}};
}

/// A queued job whose revision is 0: `create` makes it the first.
inline job_state sample_job(const job_id& id, std::int64_t created = 1000) {
  job_state job;
  job.id = id;
  job.graph = sample_catalog().begin()->second;
  job.request.report_type = job.graph->report_type;
  job.request.company_name = "Acme";
  job.request.user = "local";
  job.created_at = job.queued_at = job.updated_at = at(created);
  job.stages.resize(job.graph->stages.size());
  return job;
}

/// A job with another value than the default in every field.
inline job_state full_job(const job_id& id) {
  auto job = sample_job(id);
  job.request = {"sample",
                 "Nestl\u00e9 \"S.A.\"",
                 "Switzerland",
                 {"coffee", "a, b", ""},
                 {"file-1"},
                 "context\nof two lines",
                 time_horizon::years_3,
                 {"blue", "gr\u00fcn"},
                 -7,
                 1'500'000'000,
                 true,
                 "user-1"};
  job.status = job_status::completed_with_errors;
  job.admitted = true;
  job.cancelled = true;
  job.generation = 2;
  job.queued_at = at(1100);
  job.updated_at = at(2400);
  job.started_at = at(1200);
  job.completed_at = at(2400);
  job.generation_cost = 77;
  for (stage_index i = 0; i < job.stages.size(); ++i)
    job.stages[i] = full_stage(i);
  return job;
}

/// The event as text, in no more detail than a store needs.
inline encoded_event sample_event(std::uint64_t seq) {
  return {seq, text_of("{\"seq\":" + std::to_string(seq) + "}")};
}

/// The commit that leads from `before` to `after`, with the next revision and
/// one event; further parts are for the test to add. All stages count as
/// changed.
inline commit step_to(const job_state& before, job_state after) {
  commit change;
  change.expected_revision = before.revision;
  after.revision = before.revision + 1;
  after.last_seq = before.last_seq + 1;
  change.events.push_back(sample_event(after.last_seq));
  for (std::size_t i = 0; i < after.stages.size(); ++i)
    change.changed.set(i);
  change.after = std::make_shared<const job_state>(std::move(after));
  return change;
}

/// The first commit of a job.
inline commit create(job_state job) {
  job.revision = 0;
  job.last_seq = 0;
  return step_to(job, job);
}

inline commit_ptr share(commit change) {
  return std::make_shared<const commit>(std::move(change));
}

/// Version `version` of a stage's output.
inline output_record output_of(stage_index stage, unsigned version,
                               const std::string& json) {
  output_record result;
  result.stage = stage;
  result.version = version;
  result.hash = content_hash(json);
  result.text = text_of(json);
  result.created_at = at(3000);
  return result;
}

inline attempt_record attempt_of(attempt_key key) {
  attempt_record result;
  result.key = key;
  result.outcome = attempt_outcome::failed;
  result.error = error_class::truncated;
  result.message = "The answer was cut off";
  result.model = "model-1";
  result.stop_reason = "max_tokens";
  result.calls = 3;
  result.started_at = at(4000);
  result.completed_at = at(5000);
  result.spent = {{1, 2, 3, 4}, 5};
  return result;
}

} // namespace dossier::test
