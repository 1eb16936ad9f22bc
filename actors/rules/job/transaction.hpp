/// Gathers what one transaction changes: events in, commit out.

#pragma once

#include "actors/rules/job/step.hpp"

namespace dossier::rules {

class transaction {
public:
  transaction(const job& before, timestamp now);

  /// The job as the events so far have left it.
  const job_state& state() const noexcept {
    return *state_;
  }

  /// The outputs as they are by now.
  const std::vector<section_text>& outputs() const noexcept {
    return after_.outputs;
  }

  timestamp now() const noexcept {
    return now_;
  }

  // -- what happens -----------------------------------------------------------

  void emit(event_body body);
  void emit(stage_index stage, event_body body);
  void emit(stage_index stage, unsigned attempt, event_body body);

  /// Starts an attempt of `stage`.
  void start(stage_index stage);

  /// Ends `stage` for good.
  void fail(stage_index stage, stage_failed reason);

  /// Puts `stage` back to pending; its output goes to the history.
  void reset(stage_index stage);

  /// Files the attempt that has just ended.
  void file(attempt_record attempt);

  /// Adds what came too late to an attempt that is filed.
  void add_late(const late_usage& cost);

  /// Gives `stage` a new output, made by the attempt that runs.
  void publish(stage_index stage, output_record output, source_catalog added);

  void answer(std::optional<idempotency_record> answer);

  /// Has the transaction end with `job.finished` though the status may stay.
  void finish_again() noexcept {
    finishes_again_ = true;
  }

  /// Ends the transaction; the job gets its next revision.
  transition close() &&;

private:
  void emit(job_event event);

  job after_;
  std::shared_ptr<job_state> state_;
  std::shared_ptr<commit> record_;
  timestamp now_;
  stage_set starts_;
  stage_set ended_;
  bool finishes_again_ = false;
};

} // namespace dossier::rules
