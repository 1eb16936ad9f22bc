#include "actors/rules/job/fold.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

/// One overload for each event; `at` is the stage it is about.
class event_applier {
public:
  event_applier(job_state& job, const job_event& event)
    : job_(job), event_(event) {
    // nop
  }

  // -- the job ----------------------------------------------------------------

  void operator()(const job_queued& event) {
    job_.request = event.request;
    job_.status = job_status::queued;
    job_.created_at = job_.queued_at = event_.at;
  }

  void operator()(const job_started&) {
    job_.status = job_status::running;
    job_.admitted = true;
    job_.started_at = event_.at;
  }

  void operator()(const job_updated& event) {
    if (event.tags)
      job_.request.tags = *event.tags;
    if (event.priority)
      job_.request.priority = *event.priority;
    if (event.budget)
      job_.request.budget = event.budget->cap;
  }

  void operator()(const job_rerun& event) {
    job_.generation = event_.generation;
    job_.generation_cost = 0;
    job_.status = job_status::queued;
    job_.admitted = job_.cancelled = false;
    job_.queued_at = event_.at;
    job_.started_at.reset();
    job_.completed_at.reset();
    if (event.budget)
      job_.request.budget = event.budget;
  }

  void operator()(const job_cancelled&) {
    job_.cancelled = true;
  }

  void operator()(const job_finished& event) {
    job_.status = event.status;
    job_.completed_at = event_.at;
  }

  // -- one stage --------------------------------------------------------------

  void operator()(const stage_reset&) {
    auto& stage = at();
    stage_state fresh;
    fresh.version = stage.version;
    fresh.total = stage.total;
    stage = std::move(fresh);
  }

  void operator()(const stage_started&) {
    auto& stage = at();
    stage.status = stage_status::running;
    stage.detail = wait_reason::none;
    stage.attempts = event_.attempt.value_or(stage.attempts + 1);
    stage.next_attempt_at.reset();
    stage.phase_since = event_.at;
    if (!stage.started_at)
      stage.started_at = event_.at;
    note_inputs(stage);
  }

  void operator()(const stage_retrying& event) {
    auto& stage = at();
    stage.detail = wait_reason::retry_wait;
    stage.last_error = event.message;
    stage.error = event.error;
    stage.next_attempt_at = event.next_attempt_at;
    stage.phase_since = event_.at;
    count_lost(stage, event.error);
    spend(stage, event.spent);
  }

  void operator()(const stage_completed& event) {
    auto& stage = at();
    if (stage.status != stage_status::running) {
      // Made anew beside a restored version, without an attempt.
      start_over(stage);
      note_inputs(stage);
    }
    end(stage, stage_status::completed);
    stage.last_error.reset();
    stage.error.reset();
    stage.stale = false;
    stage.level = event.level;
    stage.sources_used = event.sources_used;
    stage.output_hash = event.output_hash;
    stage.version = event.version;
    stage.prompt_fingerprint = event.prompt_fingerprint;
    spend(stage, event.spent);
  }

  void operator()(const stage_failed& event) {
    auto& stage = at();
    end(stage, stage_status::failed);
    stage.last_error = event.message;
    stage.error = event.error;
    stage.blocked_by = event.blocked_by;
    stage.root_cause = event.root_cause;
    count_lost(stage, event.error);
    spend(stage, event.spent);
  }

  void operator()(const stage_cancelled& event) {
    auto& stage = at();
    end(stage, stage_status::cancelled);
    spend(stage, event.spent);
  }

  void operator()(const stage_stale&) {
    at().stale = true;
  }

  void operator()(const stage_fresh&) {
    at().stale = false;
  }

  void operator()(const stage_restored& event) {
    auto& stage = at();
    start_over(stage);
    end(stage, stage_status::completed);
    stage.level = event.level;
    stage.sources_used = event.sources_used;
    stage.output_hash = event.output_hash;
    stage.inputs = event.inputs;
    stage.prompt_fingerprint = event.prompt_fingerprint;
    stage.version = event.version;
  }

  void operator()(const stage_usage& event) {
    spend(at(), event.spent);
  }

private:
  stage_state& at() {
    return job_.stages[event_.stage.value_or(0)];
  }

  /// The crash that fails a stage is one more attempt that the server lost.
  static void count_lost(stage_state& stage, error_class error) {
    stage.crashes += error == error_class::crash;
    stage.drains += error == error_class::drained;
  }

  /// Keeps what counts over all attempts.
  static void start_over(stage_state& stage) {
    stage_state fresh;
    fresh.attempts = stage.attempts;
    fresh.crashes = stage.crashes;
    fresh.drains = stage.drains;
    fresh.version = stage.version;
    fresh.total = stage.total;
    stage = std::move(fresh);
  }

  void end(stage_state& stage, stage_status status) {
    stage.status = status;
    stage.detail = wait_reason::none;
    stage.next_attempt_at.reset();
    stage.completed_at = event_.at;
    if (stage.started_at)
      stage.duration = time_since(stage.started_at, event_.at);
  }

  /// The dependencies of a stage cannot change while it runs, so what they
  /// hold at its start is what it is made from.
  void note_inputs(stage_state& stage) {
    const auto& definition = job_.graph->stages[event_.stage.value_or(0)];
    stage.inputs.clear();
    for (std::size_t i = 0; i < job_.stages.size(); ++i)
      if (definition.needs.test(i) || definition.prefers.test(i))
        stage.inputs.push_back(
          {static_cast<stage_index>(i), job_.stages[i].output_hash});
  }

  /// Late usage of an older generation counts for the totals alone.
  void spend(stage_state& stage, const usage& spent) {
    stage.total += spent;
    if (event_.generation == job_.generation)
      job_.generation_cost += spent.cost;
  }

  job_state& job_;
  const job_event& event_;
};

} // namespace

job_state initial_state(job_id id, pipeline_ptr graph) {
  job_state job;
  job.id = std::move(id);
  job.stages.resize(graph->stages.size());
  job.graph = std::move(graph);
  return job;
}

void fold(job_state& job, const job_event& event) {
  std::visit(event_applier{job, event}, event.body);
  job.last_seq = event.seq;
  job.updated_at = event.at;
}

wait_reason durable_detail(const stage_state& stage) noexcept {
  return stage.detail == wait_reason::retry_wait ? stage.detail
                                                 : wait_reason::none;
}

} // namespace dossier::rules
