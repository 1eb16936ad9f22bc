/// What one fact means for one job: the heart of the engine. A supervisor
/// applies `step` to everything it hears, and sends what follows.
///
///     fact ──▶ step ──▶ commit (to the recorder)
///                  └──▶ starts, ends (once the commit is acknowledged)
///
/// Normal progress and recovery after a crash are the same function.

#pragma once

#include "actors/rules/job/retry.hpp"
#include "messages/commit.hpp"
#include "messages/outcome.hpp"

#include <variant>

namespace dossier::rules {

// -- facts --------------------------------------------------------------------

/// The queue lets the job run.
struct admission {};

/// The process that ran this job is gone: attempts under way have crashed, but
/// for those whose call was held back (`stage_state::detail`).
struct recovery {};

using fact
  = std::variant<admission, recovery, attempt_due, attempt_report, late_usage>;

/// What a pure function may not find out by itself.
struct step_context {
  timestamp now{};
  /// Uniform from 0 to 1.
  double draw = 0.5;
  retry_policy retry;
};

// -- what follows -------------------------------------------------------------

struct transition {
  job after;
  commit_ptr record;
  /// Stages that may make calls once the record is acknowledged.
  stage_set starts;
  /// Stages that ended, whether they had run or not.
  stage_set ended;
};

/// A job that did not exist before: its first revision.
transition create(job_id id, pipeline_ptr graph, job_request request,
                  const step_context& context,
                  std::optional<idempotency_record> answer = {});

/// Returns what follows from a fact, or nothing when the fact is outdated: a
/// result that was recorded already, or belongs to another attempt.
std::optional<transition> step(const job& before, const fact& news,
                               const step_context& context);

/// What the transition means for one stage.
verdict verdict_on(const transition& change, stage_index stage);

/// Whether the attempt has been filed without this: one that still runs will
/// count its calls itself.
bool is_late(const job_state& job, const late_usage& cost) noexcept;

/// How long a stage waits for its next attempt in all; none when it does not.
milliseconds whole_wait(const stage_state& stage) noexcept;

/// How long a stage that waits for its next attempt still has to, after a
/// restart at `now`. Bounded by the wait's own length, so that a clock that was
/// set back delays nothing for ever.
milliseconds remaining_wait(const stage_state& stage, timestamp now) noexcept;

} // namespace dossier::rules
