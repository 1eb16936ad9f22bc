#include "actors/rules/job/check.hpp"

#include "actors/rules/job/fold.hpp"
#include "messages/hash.hpp"

namespace dossier::rules {

namespace {

json dump(const usage& spent) {
  auto result = to_json(spent.tokens);
  result["nanoUsd"] = spent.cost;
  return result;
}

json dump(const pipeline& graph, const std::vector<input_hash>& inputs) {
  auto result = json::object();
  for (const auto& input : inputs)
    result[graph.stages[input.stage].id] = input.hash;
  return result;
}

json dump(const pipeline& graph, const stage_state& stage) {
  auto error = stage.error ? json(to_string(*stage.error)) : json(nullptr);
  auto duration = stage.duration ? json(stage.duration->count()) : json();
  return {{"status", to_string(stage.status)},
          {"detail", to_string(durable_detail(stage))},
          {"attempts", stage.attempts},
          {"crashes", stage.crashes},
          {"drains", stage.drains},
          {"nextAttemptAt", to_json(stage.next_attempt_at)},
          {"lastError", or_null(stage.last_error)},
          {"errorClass", std::move(error)},
          {"blockedBy", stage_id(graph, stage.blocked_by)},
          {"rootCause", stage_id(graph, stage.root_cause)},
          {"startedAt", to_json(stage.started_at)},
          {"phaseSince", to_json(stage.phase_since)},
          {"completedAt", to_json(stage.completed_at)},
          {"duration", std::move(duration)},
          {"stale", stage.stale},
          {"confidence", to_string(stage.level)},
          {"sourcesUsed", stage.sources_used},
          {"version", stage.version},
          {"outputHash", stage.output_hash},
          {"inputs", dump(graph, stage.inputs)},
          {"total", dump(stage.total)}};
}

json dump_stages(const job_state& job) {
  auto result = json::object();
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    result[job.graph->stages[i].id] = dump(*job.graph, job.stages[i]);
  return result;
}

json value_at(const json& document, const std::string& pointer) {
  const json::json_pointer where{pointer};
  return document.contains(where) ? document.at(where) : json(nullptr);
}

} // namespace

job_checker::job_checker(job stored)
  : stored_(std::move(stored)),
    state_(initial_state(stored_.state->id, stored_.state->graph)) {
  // nop
}

void job_checker::add(const encoded_event& event) {
  const auto expected = seen_ + 1;
  seen_ = event.seq;
  if (event.seq > stored_.state->last_seq)
    return;
  const auto pointer = "/events/" + std::to_string(event.seq);
  if (event.seq != expected)
    found_.push_back({.at = pointer, .stored = event.seq, .folded = expected});
  if (const auto read = decode_event(*event.text, *state_.graph)) {
    fold(state_, *read);
    ++folded_;
  } else {
    found_.push_back({.at = pointer, .stored = *event.text, .folded = nullptr});
  }
}

std::vector<difference> job_checker::verdict() {
  compare_states();
  compare_outputs();
  if (found_.size() > max_differences)
    found_.resize(max_differences);
  return std::move(found_);
}

void job_checker::compare_states() {
  const auto stored = dump(*stored_.state);
  const auto folded = dump(state_);
  for (const auto& change : json::diff(stored, folded)) {
    const auto pointer = change.at("path").get<std::string>();
    found_.push_back({.at = pointer,
                      .stored = value_at(stored, pointer),
                      .folded = value_at(folded, pointer)});
  }
}

/// A text must be the one that its hash was taken of, and be there at all.
void job_checker::compare_outputs() {
  for (std::size_t i = 0; i < stored_.outputs.size(); ++i) {
    const auto& text = stored_.outputs[i];
    const auto hash = text ? content_hash(*text) : std::string{};
    const auto& known = state_.stages[i].output_hash;
    if (hash != known)
      found_.push_back({.at = "/outputs/" + state_.graph->stages[i].id,
                        .stored = hash,
                        .folded = known});
  }
}

json show_check(const job_id& id, std::uint64_t events,
                const std::vector<difference>& found) {
  auto differences = json::array();
  for (const auto& each : found)
    differences.push_back(
      {{"at", each.at}, {"stored", each.stored}, {"folded", each.folded}});
  return {{"jobId", id},
          {"events", events},
          {"agrees", found.empty()},
          {"differences", std::move(differences)}};
}

json dump(const job_state& job) {
  return {{"id", job.id},
          {"request", to_json(job.request)},
          {"status", to_string(job.status)},
          {"admitted", job.admitted},
          {"cancelled", job.cancelled},
          {"generation", job.generation},
          {"lastSeq", job.last_seq},
          {"createdAt", to_string(job.created_at)},
          {"queuedAt", to_string(job.queued_at)},
          {"updatedAt", to_string(job.updated_at)},
          {"startedAt", to_json(job.started_at)},
          {"completedAt", to_json(job.completed_at)},
          {"generationCost", job.generation_cost},
          {"stages", dump_stages(job)}};
}

} // namespace dossier::rules
