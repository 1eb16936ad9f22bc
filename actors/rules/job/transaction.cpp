#include "actors/rules/job/transaction.hpp"

#include "actors/rules/job/fold.hpp"
#include "actors/rules/job/status.hpp"
#include "messages/json.hpp"

namespace dossier::rules {

transaction::transaction(const job& before, timestamp now)
  : after_(before), state_(std::make_shared<job_state>(*before.state)),
    record_(std::make_shared<commit>()), now_(now) {
  record_->expected_revision = before.state->revision;
  record_->lease = before.lease;
}

void transaction::emit(event_body body) {
  auto is_rerun = std::holds_alternative<job_rerun>(body);
  emit(job_event{.at = now_,
                 .generation = state_->generation + is_rerun,
                 .body = std::move(body)});
}

void transaction::emit(stage_index stage, event_body body) {
  emit(job_event{.at = now_,
                 .generation = state_->generation,
                 .stage = stage,
                 .body = std::move(body)});
}

void transaction::emit(stage_index stage, unsigned attempt, event_body body) {
  emit(job_event{.at = now_,
                 .generation = state_->generation,
                 .stage = stage,
                 .attempt = attempt,
                 .body = std::move(body)});
}

void transaction::emit(job_event event) {
  event.seq = state_->last_seq + 1;
  fold(*state_, event);
  if (event.stage)
    record_->changed.set(*event.stage);
  record_->events.push_back(encode(event, state_->id, *state_->graph));
}

void transaction::add_late(const late_usage& cost) {
  const auto& [stage, generation, attempt] = cost.key;
  emit(job_event{.at = now_,
                 .generation = generation,
                 .stage = stage,
                 .attempt = attempt,
                 .body = stage_usage{cost.spent}});
  record_->late.push_back(cost);
}

void transaction::start(stage_index stage) {
  emit(stage, state_->stages[stage].attempts + 1, stage_started{});
  starts_.set(stage);
}

void transaction::fail(stage_index stage, stage_failed reason) {
  auto attempt = state_->stages[stage].attempts;
  if (attempt > 0)
    emit(stage, attempt, std::move(reason));
  else
    emit(stage, std::move(reason));
  ended_.set(stage);
}

void transaction::reset(stage_index stage) {
  emit(stage, stage_reset{});
  after_.outputs[stage] = nullptr;
  record_->archived.set(stage);
}

void transaction::file(attempt_record attempt) {
  record_->attempts.push_back(std::move(attempt));
}

void transaction::publish(stage_index stage, output_record output,
                          source_catalog added) {
  after_.outputs[stage] = output.text;
  if (!added.empty()) {
    auto sources = std::make_shared<source_catalog>(*after_.sources);
    sources->insert(sources->end(), added.begin(), added.end());
    after_.sources = std::move(sources);
    record_->sources.insert(record_->sources.end(), added.begin(), added.end());
  }
  record_->outputs.push_back(std::move(output));
  ended_.set(stage);
}

void transaction::answer(std::optional<idempotency_record> answer) {
  record_->idempotency = std::move(answer);
}

transition transaction::close() && {
  auto status = derive_status(*state_);
  if (is_terminal(status) && (status != state_->status || finishes_again_))
    emit(job_finished{status});
  ++state_->revision;
  after_.state = state_;
  record_->after = state_;
  return {.after = std::move(after_),
          .record = std::move(record_),
          .starts = starts_,
          .ended = ended_};
}

} // namespace dossier::rules
