#include "actors/rules/transaction.hpp"

#include "actors/rules/fold.hpp"
#include "actors/rules/status.hpp"
#include "messages/json.hpp"

namespace dossier::rules {

transaction::transaction(const job& before, timestamp now)
  : after_(before), state_(std::make_shared<job_state>(*before.state)),
    record_(std::make_shared<commit>()), now_(now) {
  record_->expected_revision = before.state->revision;
  record_->lease = before.lease;
}

void transaction::emit(event_body body) {
  job_event event{state_->last_seq + 1, now_, state_->generation, {}, {},
                  std::move(body)};
  if (std::holds_alternative<job_rerun>(event.body))
    ++event.generation;
  fold(*state_, event);
  record_->events.push_back(encode(event, state_->id, *state_->graph));
}

void transaction::emit(stage_index stage, event_body body) {
  job_event event{state_->last_seq + 1, now_, state_->generation, stage, {},
                  std::move(body)};
  fold(*state_, event);
  record_->changed.set(stage);
  record_->events.push_back(encode(event, state_->id, *state_->graph));
}

void transaction::emit(stage_index stage, unsigned attempt, event_body body) {
  job_event event{
    state_->last_seq + 1, now_, state_->generation, stage, attempt,
    std::move(body)};
  fold(*state_, event);
  record_->changed.set(stage);
  record_->events.push_back(encode(event, state_->id, *state_->graph));
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
  if (is_terminal(status) && status != state_->status)
    emit(job_finished{status});
  ++state_->revision;
  after_.state = state_;
  record_->after = state_;
  return {std::move(after_), std::move(record_), starts_, ended_};
}

} // namespace dossier::rules
