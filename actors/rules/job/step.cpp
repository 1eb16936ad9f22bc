#include "actors/rules/job/step.hpp"

#include "actors/report/section.hpp"
#include "actors/report/sources/sources.hpp"
#include "actors/rules/graph/readiness.hpp"
#include "actors/rules/graph/staleness.hpp"
#include "actors/rules/job/fold.hpp"
#include "actors/rules/job/status.hpp"
#include "actors/rules/job/transaction.hpp"
#include "actors/rules/requests/idempotency.hpp"
#include "messages/hash.hpp"
#include "messages/json.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

constexpr auto crash_message = "The server stopped during the attempt.";
constexpr auto held_message
  = "The server stopped while the attempt had no call under way.";
constexpr auto budget_message = "The budget of this job is spent.";

// -- what a change makes possible ---------------------------------------------

void fail_blocked(transaction& work) {
  while (auto next = next_blocked(work.state())) {
    const auto& direct = work.state().graph->stages[next->blocked_by];
    work.fail(next->stage, {.error = error_class::blocked,
                            .message = blocked_by(direct.id),
                            .blocked_by = next->blocked_by,
                            .root_cause = next->root_cause});
  }
}

/// What runs may finish; what waits may not begin.
void fail_for_budget(transaction& work) {
  auto pending = stages_at(work.state(), stage_status::pending);
  for (std::size_t i = 0; i < work.state().stages.size(); ++i)
    if (pending.test(i))
      work.fail(static_cast<stage_index>(i),
                {.error = error_class::budget, .message = budget_message});
}

/// Starts the next attempt of a stage that has had one, if there is money.
void start_again(transaction& work, stage_index stage) {
  if (!is_budget_spent(work.state()))
    return work.start(stage);
  work.fail(stage, {.error = error_class::budget, .message = budget_message});
  fail_for_budget(work);
}

/// Failures spread before starts are looked for: a stage that prefers a
/// blocked one may begin in the same transaction.
void advance(transaction& work) {
  fail_blocked(work);
  auto ready = ready_stages(work.state());
  if (!work.state().admitted || ready.none())
    return;
  if (is_budget_spent(work.state()))
    return fail_for_budget(work);
  for (std::size_t i = 0; i < work.state().stages.size(); ++i)
    if (ready.test(i))
      work.start(static_cast<stage_index>(i));
}

// -- the end of an attempt ----------------------------------------------------

attempt_record record_of(const transaction& work, const attempt_report& ended,
                         attempt_outcome outcome) {
  const auto& stage = work.state().stages[ended.key.stage];
  attempt_record result;
  result.key = ended.key;
  result.outcome = outcome;
  result.model = ended.model;
  result.stop_reason = ended.stop_reason;
  result.calls = ended.calls;
  result.started_at = stage.phase_since.value_or(work.now());
  result.completed_at = work.now();
  result.spent = ended.spent;
  return result;
}

/// A foundation lays the catalogue, and is shown none. Who brings no source
/// needs no id.
report::merge_inputs written_beside(const job& before, stage_index stage,
                                    const section_draft& draft) {
  report::merge_inputs result;
  auto is_first = stage == before.state->graph->foundation;
  result.shown = is_first ? 0 : draft.sources_shown;
  if (report::brought_ids(*draft.document).empty())
    return result;
  auto others = before.outputs;
  if (stage < others.size())
    others[stage].reset();
  result.reserved = report::names_like_ids(others);
  return result;
}

void complete(transaction& work, const job& before, const attempt_report& ended,
              const section_draft& draft) {
  auto stage = ended.key.stage;
  const auto& state = work.state().stages[stage];
  auto merged = report::merge_sources(*before.sources, stage, *draft.document,
                                      written_beside(before, stage, draft));
  auto text = report::to_section_text(merged.document);
  auto hash = content_hash(*text);
  auto version = state.version + 1;
  work.file(record_of(work, ended, attempt_outcome::completed));
  work.emit(
    stage, ended.key.attempt,
    stage_completed{.level = report::level_of(merged.document),
                    .sources_used = std::move(merged.sources_used),
                    .spent = ended.spent,
                    .duration = time_since(state.started_at, work.now()),
                    .output_hash = hash,
                    .version = version,
                    .prompt_fingerprint = ended.prompt_fingerprint});
  work.publish(stage,
               {.stage = stage,
                .version = version,
                .generation = work.state().generation,
                .hash = hash,
                .text = text,
                .created_at = work.now()},
               std::move(merged.added));
  update_staleness_of_dependents(work, stage);
}

void file_failure(transaction& work, const attempt_report& ended,
                  attempt_outcome outcome, const attempt_failure& failure) {
  auto record = record_of(work, ended, outcome);
  record.error = failure.error;
  record.message = failure.message;
  work.file(std::move(record));
}

void retry_or_fail(transaction& work, const attempt_report& ended,
                   const attempt_failure& failure,
                   const step_context& context) {
  auto stage = ended.key.stage;
  const auto& definition = work.state().graph->stages[stage];
  auto delay = next_attempt(context.retry, definition,
                            work.state().stages[stage], failure, context.draw);
  file_failure(work, ended, attempt_outcome::failed, failure);
  if (delay)
    work.emit(stage, ended.key.attempt,
              stage_retrying{.error = failure.error,
                             .message = failure.message,
                             .next_attempt_at = context.now + *delay,
                             .spent = ended.spent});
  else
    work.fail(stage, {.error = failure.error,
                      .message = failure.message,
                      .spent = ended.spent});
}

/// The stage starts again at once, unless it has crashed too often.
void crash(transaction& work, const attempt_report& ended,
           const attempt_failure& failure, const step_context& context) {
  auto stage = ended.key.stage;
  auto crashes = work.state().stages[stage].crashes + 1;
  file_failure(work, ended, attempt_outcome::crashed, failure);
  if (crashes >= context.retry.max_crashes)
    return work.fail(stage, {.error = failure.error,
                             .message = failure.message,
                             .spent = ended.spent});
  work.emit(stage, ended.key.attempt,
            stage_retrying{.error = failure.error,
                           .message = failure.message,
                           .next_attempt_at = context.now,
                           .spent = ended.spent});
  start_again(work, stage);
}

/// The server shuts down: the next one starts the attempt anew.
void drain(transaction& work, const attempt_report& ended,
           const attempt_failure& failure) {
  file_failure(work, ended, attempt_outcome::drained, failure);
  work.emit(ended.key.stage, ended.key.attempt,
            stage_retrying{.error = failure.error,
                           .message = failure.message,
                           .next_attempt_at = work.now(),
                           .spent = ended.spent});
}

/// One way on for each kind of failure. Messages may quote what a provider
/// sent, and events are UTF-8.
void end_in_failure(transaction& work, const attempt_report& ended,
                    attempt_failure failure, const step_context& context) {
  failure.message = to_utf8(std::move(failure.message));
  if (failure.error == error_class::crash)
    crash(work, ended, failure, context);
  else if (failure.error == error_class::drained)
    drain(work, ended, failure);
  else
    retry_or_fail(work, ended, failure, context);
}

/// Whether no call was under way when the process was last heard of.
bool had_no_call(const job_state& job, stage_index stage) {
  auto detail = job.stages[stage].detail;
  return job.graph->stages[stage].kind == stage_kind::computed
         || detail == wait_reason::waiting || detail == wait_reason::throttled;
}

/// The report of an attempt that nobody will report on any more. One without a
/// call has not made the process crash.
attempt_report lost_report(const job_state& job, stage_index stage) {
  attempt_report result;
  result.key = {.stage = stage,
                .generation = job.generation,
                .attempt = job.stages[stage].attempts};
  if (had_no_call(job, stage))
    result.result
      = attempt_failure{.error = error_class::drained, .message = held_message};
  else
    result.result
      = attempt_failure{.error = error_class::crash, .message = crash_message};
  return result;
}

// -- facts --------------------------------------------------------------------

/// Whether `key` names the latest attempt of a stage that is running.
bool is_latest(const job_state& job, const attempt_key& key) {
  return key.stage < job.stages.size() && key.generation == job.generation
         && key.attempt == job.stages[key.stage].attempts
         && job.stages[key.stage].status == stage_status::running;
}

bool is_waiting_after(const job_state& job, const attempt_key& failed) {
  return is_latest(job, failed)
         && job.stages[failed.stage].detail == wait_reason::retry_wait;
}

bool is_awaited(const job_state& job, const attempt_key& key) {
  return is_latest(job, key)
         && job.stages[key.stage].detail != wait_reason::retry_wait;
}

/// Applies one fact to a job; false means that it was outdated.
class applier {
public:
  applier(transaction& work, const job& before, const step_context& context)
    : work_(work), before_(before), context_(context) {
    // nop
  }

  bool operator()(const admission&) {
    if (before_.state->status != job_status::queued)
      return false;
    work_.emit(job_started{});
    advance(work_);
    return true;
  }

  bool operator()(const recovery&) {
    if (before_.state->status != job_status::running)
      return false;
    for (std::size_t i = 0; i < before_.state->stages.size(); ++i)
      if (auto lost = lost_report(*before_.state, stage_index(i));
          is_awaited(*before_.state, lost.key)) {
        apply(lost);
        if (had_no_call(*before_.state, stage_index(i)))
          start_again(work_, stage_index(i));
      }
    advance(work_);
    return work_.state().last_seq != before_.state->last_seq;
  }

  bool operator()(const attempt_due& due) {
    if (!is_waiting_after(*before_.state, due.failed))
      return false;
    start_again(work_, due.failed.stage);
    return true;
  }

  bool operator()(const attempt_report& report) {
    if (!is_awaited(*before_.state, report.key))
      return false;
    apply(report);
    advance(work_);
    return true;
  }

  bool operator()(const late_usage& cost) {
    if (!is_late(*before_.state, cost))
      return false;
    auto scope = late_usage_scope(before_.state->id, cost.key);
    work_.add_late(cost);
    // The record is there to be found: its answer is read by nobody.
    work_.answer(idempotency_record{.scope = scope,
                                    .body_hash = scope,
                                    .answer = {},
                                    .created_at = context_.now});
    return true;
  }

private:
  void apply(const attempt_report& report) {
    if (const auto* draft = std::get_if<section_draft>(&report.result))
      complete(work_, before_, report, *draft);
    else
      end_in_failure(work_, report, std::get<attempt_failure>(report.result),
                     context_);
  }

  transaction& work_;
  const job& before_;
  const step_context& context_;
};

} // namespace

transition create(job_id id, pipeline_ptr graph, job_request request,
                  const step_context& context,
                  std::optional<idempotency_record> answer) {
  job before;
  auto size = graph->stages.size();
  before.state = std::make_shared<const job_state>(
    initial_state(std::move(id), std::move(graph)));
  before.sources = std::make_shared<const source_catalog>();
  before.outputs.resize(size);
  transaction work{before, context.now};
  work.emit(job_queued{std::move(request)});
  work.answer(std::move(answer));
  return std::move(work).close();
}

std::optional<transition> step(const job& before, const fact& news,
                               const step_context& context) {
  transaction work{before, context.now};
  if (!std::visit(applier{work, before, context}, news))
    return {};
  return std::move(work).close();
}

verdict verdict_on(const transition& change, stage_index stage) {
  const auto& job = *change.after.state;
  const auto& state = job.stages[stage];
  verdict result;
  result.status = state.status;
  result.next_attempt_at = state.next_attempt_at;
  result.wait = whole_wait(state);
  if (change.starts.test(stage))
    result.started = attempt_key{
      .stage = stage, .generation = job.generation, .attempt = state.attempts};
  result.output = change.after.outputs[stage];
  result.sources = change.after.sources;
  result.starts = change.starts;
  result.starts.reset(stage);
  return result;
}

bool is_late(const job_state& job, const late_usage& cost) noexcept {
  return cost.key.stage < job.stages.size()
         && cost.key.generation <= job.generation && !is_awaited(job, cost.key)
         && (cost.spent != usage{} || cost.calls > 0);
}

milliseconds whole_wait(const stage_state& stage) noexcept {
  if (!stage.next_attempt_at || !stage.phase_since)
    return milliseconds{0};
  return std::max(*stage.next_attempt_at - *stage.phase_since, milliseconds{0});
}

milliseconds remaining_wait(const stage_state& stage, timestamp now) noexcept {
  if (!stage.next_attempt_at)
    return milliseconds{0};
  return std::clamp(*stage.next_attempt_at - now, milliseconds{0},
                    whole_wait(stage));
}

} // namespace dossier::rules
