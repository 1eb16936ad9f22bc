#include "tools/load/check/history.hpp"

#include "tools/load/check/rerun_plan.hpp"

#include <algorithm>

namespace dossier::load {

namespace {

/// What may still happen to a job that has ended.
bool may_follow_the_end(std::string_view name) {
  return name == "job.rerun" || name == "job.updated" || name == "stage.usage"
         || name == "stage.restored" || name == "stage.stale"
         || name == "stage.fresh";
}

} // namespace

history::history(const graph& shape, const std::string& id)
  : shape_(&shape), fold_(job_fold::initial(shape, id)) {
  // nop
}

std::vector<std::string> history::take(const json& event) {
  faults_.clear();
  auto seq = event.at("seq").get<std::uint64_t>();
  auto name = event.at("event").get<std::string>();
  if (seq != last_seq_ + 1)
    fault("after event " + std::to_string(last_seq_) + " came "
          + std::to_string(seq));
  if ((seq == 1) != (name == "job.queued"))
    fault(name + " as event " + std::to_string(seq));
  if (finished_ && !may_follow_the_end(name))
    fault(name + " after the job had ended");
  if (!to_reset_.empty() && name != "stage.reset")
    fault(name + " came before all stages of the rerun were reset");
  auto stage = event.find("stage");
  if (stage == event.end())
    check_job_event(name, event);
  else if (auto which = shape_->find(stage->get<std::string>()))
    check_stage_event(name, *which, event);
  else
    fault("unknown stage " + stage->dump());
  fold_.take(event);
  last_seq_ = seq;
  return std::move(faults_);
}

void history::check_job_event(const std::string& name, const json& event) {
  if (name == "job.rerun")
    return check_rerun(event);
  if (name == "job.started")
    admitted_ = true;
  else if (name == "job.cancelled")
    cancelled_ = true;
  else if (name == "job.finished")
    check_finished(event);
}

void history::check_rerun(const json& event) {
  if (!finished_)
    fault("a rerun of a job that had not ended");
  if (event.at("generation") != generation_ + 1)
    fault("generation " + event.at("generation").dump() + " after "
          + std::to_string(generation_));
  for (auto& text : rerun_faults(*shape_, fold_.status(), event.at("data")))
    fault(text);
  generation_ = event.at("generation");
  finished_ = admitted_ = cancelled_ = false;
  for (const auto* list : {"sections", "recomputed"})
    for (const auto& id : event.at("data").at(list))
      to_reset_.insert(id.get<std::string>());
}

void history::check_stage_event(const std::string& name, std::size_t which,
                                const json& event) {
  if (name != "stage.usage" && event.at("generation") != generation_)
    fault(name + " of generation " + event.at("generation").dump() + " in "
          + std::to_string(generation_));
  if (name == "stage.started")
    check_started(which, event);
  else if (name == "stage.completed")
    check_completed(which, event);
  else if (name == "stage.failed")
    check_failed(which, event);
  else if (name == "stage.retrying")
    expect_running(which, event);
  else if (name == "stage.cancelled" && is_terminal(status_of(which)))
    fault("a stage cancelled that had ended: " + shape_->stages[which].id);
  else if (name == "stage.reset"
           && to_reset_.erase(shape_->stages[which].id) == 0)
    fault("a reset that no rerun named: " + shape_->stages[which].id);
}

void history::check_started(std::size_t which, const json& event) {
  const auto& stage = shape_->stages[which];
  const auto& now = fold_.stage(which);
  auto waits
    = status_of(which) == "running" && now.at("detail") == "retry_wait";
  if (status_of(which) != "pending" && !waits)
    fault(stage.id + " started while " + status_of(which));
  if (!admitted_)
    fault(stage.id + " started before its job");
  if (event.at("attempt") != now.at("attempts").get<int>() + 1)
    fault(stage.id + " started attempt " + event.at("attempt").dump()
          + " after " + now.at("attempts").dump());
  for (auto need : stage.needs)
    if (status_of(need) != "completed")
      fault(stage.id + " started while " + shape_->stages[need].id + " was "
            + status_of(need));
  for (auto preferred : stage.prefers)
    if (!is_terminal(status_of(preferred)))
      fault(stage.id + " started while " + shape_->stages[preferred].id
            + " was " + status_of(preferred));
}

void history::check_completed(std::size_t which, const json& event) {
  const auto& id = shape_->stages[which].id;
  const auto& data = event.at("data");
  expect_running(which, event);
  if (!completed_.emplace(which, generation_).second)
    fault(id + " completed twice in generation " + std::to_string(generation_));
  auto version = data.at("version").get<int>();
  if (version != fold_.stage(which).at("version").get<int>() + 1)
    fault(id + " made version " + std::to_string(version) + " after "
          + fold_.stage(which).at("version").dump());
  if (!hashes_.emplace(std::pair{which, version}, data.at("outputHash")).second)
    fault(id + " made version " + std::to_string(version) + " twice");
}

void history::check_failed(std::size_t which, const json& event) {
  const auto& stage = shape_->stages[which];
  const auto& data = event.at("data");
  if (data.at("errorClass") != "blocked") {
    if (is_terminal(status_of(which)))
      fault(stage.id + " failed while " + status_of(which));
    return;
  }
  if (status_of(which) != "pending")
    fault(stage.id + " was blocked while " + status_of(which));
  auto blocker = data.at("blockedBy").get<std::string>();
  auto need = shape_->find(blocker);
  if (data.at("error") != "Blocked by failed dependency: " + blocker)
    fault(stage.id + " was blocked in other words: " + data.at("error").dump());
  if (!need
      || std::find(stage.needs.begin(), stage.needs.end(), *need)
           == stage.needs.end())
    fault(stage.id + " was blocked by " + blocker + ", which it does not need");
  else if (status_of(*need) != "failed")
    fault(stage.id + " was blocked by " + blocker + ", which was "
          + status_of(*need));
}

void history::check_finished(const json& event) {
  if (finished_)
    fault("the job ended twice");
  if (!all_terminal())
    fault("the job ended before its stages");
  auto expected = derive_status(*shape_, fold_.status().at("stages"), admitted_,
                                cancelled_);
  if (event.at("data").at("status") != expected)
    fault("the job ended " + event.at("data").at("status").dump()
          + ", its stages say " + expected);
  finished_ = true;
}

void history::expect_running(std::size_t which, const json& event) {
  if (status_of(which) != "running")
    fault(event.at("event").get<std::string>() + " of "
          + shape_->stages[which].id + ", which was " + status_of(which));
}

const std::string& history::status_of(std::size_t which) const {
  return fold_.status()
    .at("stages")[which]
    .at("status")
    .get_ref<const std::string&>();
}

bool history::all_terminal() const {
  for (std::size_t i = 0; i < shape_->stages.size(); ++i)
    if (!is_terminal(status_of(i)))
      return false;
  return true;
}

void history::fault(const std::string& text) {
  faults_.push_back(text);
}

} // namespace dossier::load
