#include "tests/simulation/judge/ledger.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::simulation {

namespace {

using nlohmann::json;

timestamp time_at(const json& object, const char* key) {
  return parse_timestamp(object.at(key).get<std::string>()).value();
}

stage_index stage_at(const json& object, const char* key,
                     const pipeline& graph) {
  return graph.find(object.at(key).get<std::string>()).value();
}

std::vector<std::string> texts_at(const json& object, const char* key) {
  return object.at(key).get<std::vector<std::string>>();
}

nano_usd nano_of(const json& dollars) {
  return std::llround(dollars.get<double>() * 1e9);
}

} // namespace

read_event parse(const std::string& text, const pipeline& graph) {
  auto whole = json::parse(text);
  read_event result;
  result.seq = whole.at("seq").get<std::uint64_t>();
  result.at = time_at(whole, "ts");
  result.generation = whole.at("generation").get<unsigned>();
  result.type = whole.at("event").get<std::string>();
  if (whole.contains("stage"))
    result.stage = stage_at(whole, "stage", graph);
  if (whole.contains("attempt"))
    result.attempt = whole.at("attempt").get<unsigned>();
  result.data = std::move(whole.at("data"));
  return result;
}

usage spent_in(const json& data) {
  const auto& tokens = data.at("tokens");
  return {{tokens.at("input").get<std::int64_t>(),
           tokens.at("output").get<std::int64_t>(),
           tokens.at("cacheRead").get<std::int64_t>(),
           tokens.at("cacheWrite").get<std::int64_t>()},
          nano_of(data.at("costUsd"))};
}

ledger::ledger(const job_id& id, pipeline_ptr graph)
  : books_(graph->stages.size()) {
  state_.id = id;
  state_.stages.resize(graph->stages.size());
  state_.graph = std::move(graph);
}

void ledger::fold(const read_event& event) {
  state_.last_seq = event.seq;
  state_.updated_at = event.at;
  if (event.stage)
    fold_stage(event);
  else
    fold_job(event);
}

void ledger::close() {
  ++state_.revision;
}

// -- the job ------------------------------------------------------------------

void ledger::fold_job(const read_event& event) {
  if (event.type == "job.queued") {
    state_.created_at = state_.queued_at = event.at;
  } else if (event.type == "job.started") {
    state_.admitted = true;
    state_.status = job_status::running;
    state_.started_at = event.at;
  } else if (event.type == "job.updated") {
    if (event.data.contains("tags"))
      state_.request.tags = texts_at(event.data, "tags");
    if (event.data.contains("priority"))
      state_.request.priority = event.data.at("priority").get<int>();
    if (auto cap = event.data.find("budgetUsd"); cap != event.data.end())
      state_.request.budget
        = cap->is_null() ? std::nullopt : std::optional{nano_of(*cap)};
  } else if (event.type == "job.rerun") {
    on_rerun(event);
  } else if (event.type == "job.cancelled") {
    state_.cancelled = true;
  } else if (event.type == "job.finished") {
    auto word = event.data.at("status").get<std::string>();
    state_.status = parse_job_status(word).value();
    state_.completed_at = event.at;
  } else {
    throw std::invalid_argument("no such event of a job: " + event.type);
  }
}

void ledger::on_rerun(const read_event& event) {
  ++state_.generation;
  state_.generation_cost = 0;
  state_.status = job_status::queued;
  state_.admitted = state_.cancelled = false;
  state_.queued_at = event.at;
  state_.started_at.reset();
  state_.completed_at.reset();
  if (event.data.contains("budgetUsd"))
    state_.request.budget = nano_of(event.data.at("budgetUsd"));
}

// -- a stage ------------------------------------------------------------------

void ledger::fold_stage(const read_event& event) {
  using handler = void (ledger::*)(const read_event&);
  static const std::map<std::string, handler> handlers{
    {"stage.started", &ledger::on_started},
    {"stage.retrying", &ledger::on_retrying},
    {"stage.completed", &ledger::on_completed},
    {"stage.failed", &ledger::on_failed},
    {"stage.cancelled", &ledger::on_cancelled},
    {"stage.reset", &ledger::on_reset},
    {"stage.restored", &ledger::on_restored},
    {"stage.usage", &ledger::spend},
  };
  if (event.type == "stage.stale" || event.type == "stage.fresh")
    stage_of(event).stale = event.type == "stage.stale";
  else if (auto known = handlers.find(event.type); known != handlers.end())
    (this->*known->second)(event);
  else
    throw std::runtime_error{"no such event of a stage: " + event.type};
}

/// What a stage is made from is fixed by what its edges hold at its start.
void ledger::on_started(const read_event& event) {
  auto& stage = stage_of(event);
  books_[*event.stage].is_open = true;
  stage.status = stage_status::running;
  stage.detail = wait_reason::none;
  stage.attempts = event.attempt.value();
  stage.next_attempt_at.reset();
  stage.phase_since = event.at;
  if (!stage.started_at)
    stage.started_at = event.at;
  note_inputs(event);
}

void ledger::note_inputs(const read_event& event) {
  auto& stage = stage_of(event);
  stage.inputs.clear();
  const auto& edges = state_.graph->stages[*event.stage];
  for (std::size_t i = 0; i < state_.stages.size(); ++i)
    if (edges.needs.test(i) || edges.prefers.test(i))
      stage.inputs.push_back(
        {static_cast<stage_index>(i), state_.stages[i].output_hash});
}

void ledger::on_retrying(const read_event& event) {
  auto& stage = stage_of(event);
  books_[*event.stage].is_open = false;
  auto word = event.data.at("errorClass").get<std::string>();
  stage.error = parse_error_class(word).value();
  stage.last_error = event.data.at("error").get<std::string>();
  stage.detail = wait_reason::retry_wait;
  stage.next_attempt_at = time_at(event.data, "nextAttemptAt");
  stage.phase_since = event.at;
  stage.crashes += stage.error == error_class::crash ? 1 : 0;
  stage.drains += stage.error == error_class::drained ? 1 : 0;
  spend(event);
}

void ledger::on_completed(const read_event& event) {
  auto& stage = stage_of(event);
  if (!event.attempt)
    start_over(event);
  end(event, stage_status::completed);
  stage.error.reset();
  stage.last_error.reset();
  stage.stale = false;
  auto level = event.data.at("confidence").get<std::string>();
  stage.level = parse_confidence(level).value();
  stage.sources_used = texts_at(event.data, "sourcesUsed");
  stage.output_hash = event.data.at("outputHash").get<std::string>();
  stage.version = event.data.at("version").get<unsigned>();
  stage.prompt_fingerprint = event.data.value("recipe", "");
  if (event.attempt)
    books_[*event.stage].completions.insert(event.generation);
  note_version(event);
  spend(event);
}

void ledger::on_failed(const read_event& event) {
  auto& stage = stage_of(event);
  end(event, stage_status::failed);
  auto word = event.data.at("errorClass").get<std::string>();
  stage.error = parse_error_class(word).value();
  stage.last_error = event.data.at("error").get<std::string>();
  stage.crashes += stage.error == error_class::crash ? 1 : 0;
  if (event.data.contains("blockedBy"))
    stage.blocked_by = stage_at(event.data, "blockedBy", *state_.graph);
  if (event.data.contains("rootCause"))
    stage.root_cause = stage_at(event.data, "rootCause", *state_.graph);
  spend(event);
}

void ledger::on_cancelled(const read_event& event) {
  end(event, stage_status::cancelled);
  spend(event);
}

void ledger::on_reset(const read_event& event) {
  auto& stage = stage_of(event);
  stage_state fresh;
  fresh.version = stage.version;
  fresh.total = stage.total;
  stage = fresh;
}

void ledger::on_restored(const read_event& event) {
  auto& stage = stage_of(event);
  stage_state restored;
  restored.status = stage_status::completed;
  restored.attempts = stage.attempts;
  restored.crashes = stage.crashes;
  restored.drains = stage.drains;
  restored.total = stage.total;
  restored.completed_at = event.at;
  auto level = event.data.at("confidence").get<std::string>();
  restored.level = parse_confidence(level).value();
  restored.sources_used = texts_at(event.data, "sourcesUsed");
  restored.output_hash = event.data.at("outputHash").get<std::string>();
  restored.version = event.data.at("version").get<unsigned>();
  restored.prompt_fingerprint = event.data.value("recipe", "");
  for (const auto& [id, hash] : event.data.at("inputs").items())
    restored.inputs.push_back(
      {state_.graph->find(id).value(), hash.get<std::string>()});
  std::sort(restored.inputs.begin(), restored.inputs.end(),
            [](const auto& a, const auto& b) { return a.stage < b.stage; });
  stage = restored;
  note_version(event);
}

/// Made anew beside a restored version, without an attempt.
void ledger::start_over(const read_event& event) {
  auto& stage = stage_of(event);
  stage_state fresh;
  fresh.attempts = stage.attempts;
  fresh.crashes = stage.crashes;
  fresh.drains = stage.drains;
  fresh.version = stage.version;
  fresh.total = stage.total;
  stage = fresh;
  note_inputs(event);
}

void ledger::note_version(const read_event& event) {
  const auto& stage = stage_of(event);
  books_[*event.stage].versions[stage.version] = stage.output_hash;
}

void ledger::end(const read_event& event, stage_status status) {
  auto& stage = stage_of(event);
  books_[*event.stage].is_open = false;
  stage.status = status;
  stage.detail = wait_reason::none;
  stage.next_attempt_at.reset();
  stage.completed_at = event.at;
  if (stage.started_at)
    stage.duration = std::max(event.at - *stage.started_at, milliseconds{0});
}

void ledger::spend(const read_event& event) {
  auto spent = spent_in(event.data);
  stage_of(event).total += spent;
  books_[*event.stage].reported += spent;
  if (event.generation == state_.generation)
    state_.generation_cost += spent.cost;
}

} // namespace dossier::simulation
