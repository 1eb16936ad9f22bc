/// What may be asked of the model, and when.

#include "tests/simulation/judge/judge.hpp"

#include <algorithm>

namespace dossier::simulation {

namespace {

/// One call, two repair turns, one with the larger limit.
constexpr std::size_t max_calls = 4;

} // namespace

std::vector<judge::call_ptr> judge::calls_of(const job_file& file,
                                             const attempt_key& key) const {
  std::vector<call_ptr> result;
  const auto& stage = where_.graph->stages[key.stage].id;
  auto found = calls_.find({file.book.state().request.company_name, stage});
  if (found != calls_.end())
    for (const auto& call : found->second)
      if (call->generation == key.generation && call->attempt == key.attempt)
        result.push_back(call);
  return result;
}

/// No call is made before its start is committed.
void judge::on_call(const std::shared_ptr<call_entry>& call) {
  auto* id = find(call->company);
  auto index = where_.graph->find(call->stage);
  if (!id || !index)
    return where_.log.violate("calls", "a call for a job that is not stored");
  const auto* found = where_.kept.find(*id);
  if (!found || where_.kept.is_removed(*id))
    return where_.log.violate("calls", "a call for a job that is removed");
  const auto& row = *found;
  const auto& file = files_.at(*id);
  const auto& stage = row.current.state->stages.at(*index);
  call->generation = row.current.state->generation;
  call->attempt = stage.attempts;
  if (stage.status != stage_status::running
      || stage.detail == wait_reason::retry_wait)
    violate("calls", file,
            "a call of " + call->stage
              + ", which is not stored "
                "as running");
  check_question(*call, row, *index);
  check_flight(*call);
  lives_[call->number] = life_;
  calls_[{call->company, call->stage}].push_back(call);
  auto own = calls_of(file, {*index, call->generation, call->attempt});
  // One that was aborted in vain is made again, and so is a throttled one.
  auto lasting = std::count_if(own.begin(), own.end(), [](const auto& each) {
    return !each->is_cancelled && each->error != error_class::throttled;
  });
  if (std::size_t(lasting) > max_calls)
    violate("calls", file, call->stage + " makes more calls than it may");
}

/// A question shows what its stage builds on, as it is stored.
void judge::check_question(const call_entry& call,
                           const storage::stored_job& row, stage_index stage) {
  const auto& edges = where_.graph->stages[stage];
  for (std::size_t i = 0; i < where_.graph->stages.size(); ++i) {
    if (!(edges.needs | edges.prefers).test(i))
      continue;
    const auto& text = row.current.outputs.at(i);
    auto line = "\n" + where_.graph->stages[i].id + "="
                + (text ? *text : "not available");
    if (call.question.find(line) == std::string::npos)
      violate("inputs", files_.at(row.current.state->id),
              call.stage + " is not shown what " + where_.graph->stages[i].id
                + " has written");
  }
}

/// One call of a stage at a time, as far as one process can know.
void judge::check_flight(const call_entry& call) {
  for (const auto& other : calls_[{call.company, call.stage}])
    if (!other->has_ended && !other->is_cancelled
        && lives_.at(other->number) == life_)
      where_.log.violate("calls", "two calls at once of " + call.stage + " for "
                                    + call.company);
}

} // namespace dossier::simulation
