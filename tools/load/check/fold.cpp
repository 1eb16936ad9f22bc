#include "tools/load/check/fold.hpp"

#include "messages/time.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace dossier::load {

namespace {

constexpr double nano = 1e9;

json no_tokens() {
  return {{"input", 0}, {"output", 0}, {"cacheRead", 0}, {"cacheWrite", 0}};
}

void add_tokens(json& total, const json& more) {
  for (auto& [kind, count] : total.items())
    count = count.get<std::int64_t>() + more.at(kind).get<std::int64_t>();
}

/// Sums are made in whole nano-dollars, as the server makes them.
double add_cost(double total, double more) {
  return double(std::llround(total * nano) + std::llround(more * nano)) / nano;
}

/// What a stage is before its first attempt, and after a reset.
json fresh_fields() {
  return {{"status", "pending"},  {"detail", nullptr},
          {"attempts", 0},        {"nextAttemptAt", nullptr},
          {"lastError", nullptr}, {"errorClass", nullptr},
          {"blockedBy", nullptr}, {"rootCause", nullptr},
          {"stale", false},       {"confidence", nullptr},
          {"startedAt", nullptr}, {"completedAt", nullptr},
          {"duration", nullptr},  {"sourcesUsed", json::array()},
          {"lostAttempts", 0}};
}

json initial_stage(const graph& shape, const stage_shape& stage) {
  json result{{"stage", stage.id},
              {"name", stage.name},
              {"field", stage.field},
              {"kind", stage.kind},
              {"needs", shape.ids_of(stage.needs)},
              {"prefers", shape.ids_of(stage.prefers)},
              {"maxAttempts", stage.max_attempts},
              {"version", 0},
              {"tokens", no_tokens()},
              {"costUsd", 0.0}};
  result.update(fresh_fields());
  return result;
}

json duration_of(const json& stage, const json& end) {
  if (stage.at("startedAt").is_null())
    return nullptr;
  auto from = parse_timestamp(stage.at("startedAt").get<std::string>());
  auto until = parse_timestamp(end.get<std::string>());
  return time_since(from, until.value()).count();
}

int points(const json& level) {
  if (level == "HIGH")
    return 9;
  if (level == "MEDIUM")
    return 6;
  return level == "LOW" ? 3 : 0;
}

std::string level_worth(int points) {
  switch (points) {
    case 9: return "HIGH";
    case 6: return "MEDIUM";
    case 3: return "LOW";
    default: return "UNKNOWN";
  }
}

/// Also for the crash that fails a stage.
void count_lost(json& stage, const json& data) {
  const auto& kind = data.at("errorClass");
  if (kind == "crash" || kind == "drained")
    stage["lostAttempts"] = stage.at("lostAttempts").get<int>() + 1;
}

/// Leaves out what no event reports: revision, positions in the queue,
/// estimates and the reasons of a wait other than that for the next attempt.
json comparable(json status) {
  for (const auto* key :
       {"revision", "queuePosition", "estimatedTimeRemaining"})
    status.erase(key);
  for (auto& stage : status["stages"]) {
    stage.erase("outdated");
    if (stage["detail"] != "retry_wait")
      stage["detail"] = nullptr;
  }
  return status;
}

} // namespace

bool is_terminal(std::string_view status) noexcept {
  return status != "queued" && status != "running" && status != "pending";
}

std::string derive_status(const graph& shape, const json& stages,
                          bool is_admitted, bool is_cancelled) {
  auto any = [&](std::string_view wanted) {
    return std::any_of(stages.begin(), stages.end(), [&](const json& stage) {
      return stage.at("status") == wanted;
    });
  };
  if (is_cancelled)
    return "cancelled";
  if (any("pending") || any("running"))
    return is_admitted ? "running" : "queued";
  if (stages[shape.foundation].at("status") == "failed")
    return "failed";
  if (any("failed"))
    return "completed_with_errors";
  return any("cancelled") ? "cancelled" : "completed";
}

job_fold::job_fold(const graph& shape, json status)
  : shape_(&shape), status_(std::move(status)) {
  // nop
}

job_fold job_fold::initial(const graph& shape, const std::string& id) {
  json status{{"id", id},
              {"generation", 1},
              {"lastSeq", 0},
              {"startedAt", nullptr},
              {"completedAt", nullptr},
              {"stages", json::array()}};
  for (const auto& stage : shape.stages)
    status["stages"].push_back(initial_stage(shape, stage));
  return {shape, std::move(status)};
}

void job_fold::take(const json& event) {
  auto name = event.at("event").get<std::string>();
  auto stage = event.find("stage");
  if (stage == event.end())
    take_job_event(name, event);
  else if (auto which = shape_->find(stage->get<std::string>()))
    take_stage_event(name, status_["stages"][*which], event);
  status_["lastSeq"] = event.at("seq");
  status_["updatedAt"] = event.at("ts");
  summarize();
}

void job_fold::take_job_event(const std::string& name, const json& event) {
  const auto& data = event.at("data");
  if (name == "job.queued") {
    status_.update(data);
    status_.erase("user");
    status_["status"] = "queued";
    status_["createdAt"] = status_["queuedAt"] = event.at("ts");
  } else if (name == "job.started") {
    status_["status"] = "running";
    status_["startedAt"] = event.at("ts");
  } else if (name == "job.updated") {
    status_.update(data);
  } else if (name == "job.rerun") {
    take_rerun(event);
  } else if (name == "job.finished") {
    status_["status"] = data.at("status");
    status_["completedAt"] = event.at("ts");
  }
}

void job_fold::take_rerun(const json& event) {
  status_["generation"] = event.at("generation");
  status_["status"] = "queued";
  status_["queuedAt"] = event.at("ts");
  status_["startedAt"] = status_["completedAt"] = nullptr;
  const auto& data = event.at("data");
  if (data.contains("budgetUsd"))
    status_["budgetUsd"] = data.at("budgetUsd");
}

void job_fold::take_stage_event(const std::string& name, json& stage,
                                const json& event) {
  const auto& data = event.at("data");
  if (name == "stage.reset") {
    stage.update(fresh_fields());
  } else if (name == "stage.started") {
    stage["status"] = "running";
    stage["attempts"] = event.at("attempt");
    stage["detail"] = stage["nextAttemptAt"] = nullptr;
    if (stage["startedAt"].is_null())
      stage["startedAt"] = event.at("ts");
  } else if (name == "stage.retrying") {
    stage["detail"] = "retry_wait";
    stage["lastError"] = data.at("error");
    stage["errorClass"] = data.at("errorClass");
    stage["nextAttemptAt"] = data.at("nextAttemptAt");
    count_lost(stage, data);
  } else if (name == "stage.completed") {
    complete(stage, event);
  } else if (name == "stage.failed") {
    fail(stage, event);
  } else if (name == "stage.restored") {
    restore(stage, event);
  } else if (name == "stage.stale" || name == "stage.fresh") {
    stage["stale"] = name == "stage.stale";
  }
  if (name == "stage.cancelled")
    stage["status"] = "cancelled";
  if (is_terminal(stage["status"].get<std::string>())
      && (name == "stage.completed" || name == "stage.failed"
          || name == "stage.cancelled")) {
    stage["detail"] = stage["nextAttemptAt"] = nullptr;
    stage["completedAt"] = event.at("ts");
    stage["duration"] = duration_of(stage, event.at("ts"));
  }
  if (data.contains("tokens"))
    spend(stage, data);
}

void job_fold::complete(json& stage, const json& event) {
  const auto& data = event.at("data");
  stage["status"] = "completed";
  stage["lastError"] = stage["errorClass"] = nullptr;
  stage["stale"] = false;
  for (const auto* key : {"confidence", "sourcesUsed", "version"})
    stage[key] = data.at(key);
}

void job_fold::fail(json& stage, const json& event) {
  const auto& data = event.at("data");
  stage["status"] = "failed";
  stage["lastError"] = data.at("error");
  stage["errorClass"] = data.at("errorClass");
  stage["blockedBy"] = data.value("blockedBy", json());
  stage["rootCause"] = data.value("rootCause", json());
  count_lost(stage, data);
}

void job_fold::restore(json& stage, const json& event) {
  const auto& data = event.at("data");
  auto attempts = stage["attempts"], lost = stage["lostAttempts"];
  stage.update(fresh_fields());
  stage["attempts"] = attempts;
  stage["lostAttempts"] = lost;
  stage["status"] = "completed";
  stage["completedAt"] = event.at("ts");
  for (const auto* key : {"confidence", "sourcesUsed", "version"})
    stage[key] = data.at(key);
}

void job_fold::spend(json& stage, const json& usage) {
  add_tokens(stage["tokens"], usage.at("tokens"));
  stage["costUsd"] = add_cost(stage["costUsd"].get<double>(),
                              usage.at("costUsd").get<double>());
}

json job_fold::sections_at(std::string_view wanted) const {
  auto result = json::array();
  for (std::size_t i = 0; i < shape_->stages.size(); ++i)
    if (i != shape_->foundation
        && status_.at("stages")[i].at("status") == wanted)
      result.push_back(shape_->stages[i].id);
  return result;
}

/// The running stage started last; of several, the first of the pipeline.
json job_fold::current_stage() const {
  const json* latest = nullptr;
  for (const auto& stage : status_.at("stages"))
    if (stage.at("status") == "running"
        && (!latest || stage.at("startedAt") > latest->at("startedAt")))
      latest = &stage;
  return latest ? latest->at("stage") : json();
}

/// A model section, foundation apart, that is completed and says how sure it
/// is.
bool job_fold::is_rated_section(std::size_t which) const {
  const auto& stage = status_.at("stages")[which];
  return which != shape_->foundation && shape_->stages[which].kind == "model"
         && stage.at("status") == "completed" && points(stage.at("confidence"));
}

/// What the mean of the rated sections comes to; 0 without one.
int job_fold::mean_points() const {
  int sum = 0, count = 0;
  for (std::size_t i = 0; i < shape_->stages.size(); ++i)
    if (is_rated_section(i)) {
      sum += points(status_.at("stages")[i].at("confidence"));
      ++count;
    }
  if (count == 0)
    return 0;
  if (2 * sum >= 15 * count)
    return points("HIGH");
  return points(sum >= 5 * count ? "MEDIUM" : "LOW");
}

/// What anchors, failed pillars and missing sections leave.
int job_fold::most_points() const {
  const auto& stages = status_.at("stages");
  auto built_on = std::set(shape_->anchors.begin(), shape_->anchors.end());
  for (const auto& stage : shape_->stages)
    built_on.insert(stage.needs.begin(), stage.needs.end());
  auto most = points("HIGH");
  for (auto i : shape_->anchors)
    if (auto worth = points(stages[i].at("confidence"));
        worth > 0 && stages[i].at("status") == "completed")
      most = std::min(most, worth);
  for (auto i : built_on)
    if (stages[i].at("status") == "failed")
      most = std::min(most, points("MEDIUM"));
  int missing = 0, sections = 0;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (i == shape_->foundation || shape_->stages[i].kind != "model")
      continue;
    ++sections;
    const auto& status = stages[i].at("status");
    missing += status == "failed" || status == "cancelled";
  }
  return missing > 0 && missing * 3 >= sections ? points("LOW") : most;
}

json job_fold::coverage() const {
  int have = 0, of = 0;
  for (std::size_t i = 0; i < shape_->stages.size(); ++i) {
    of += i != shape_->foundation && shape_->stages[i].kind == "model";
    have += is_rated_section(i);
  }
  return {{"have", have}, {"of", of}};
}

/// The fields of the job that follow from its stages.
void job_fold::summarize() {
  const auto& stages = status_["stages"];
  auto tokens = no_tokens();
  auto cost = 0.0;
  auto running = json::array();
  int done = 0;
  for (const auto& stage : stages) {
    add_tokens(tokens, stage.at("tokens"));
    cost = add_cost(cost, stage.at("costUsd").get<double>());
    done += is_terminal(stage.at("status").get<std::string>());
    if (stage.at("status") == "running")
      running.push_back(stage.at("stage"));
  }
  status_["tokens"] = std::move(tokens);
  status_["costUsd"] = cost;
  status_["progress"] = double(done) / double(stages.size());
  status_["runningStages"] = std::move(running);
  status_["currentStage"] = current_stage();
  status_["completedSections"] = sections_at("completed");
  status_["failedSections"] = sections_at("failed");
  status_["overallConfidence"]
    = level_worth(std::min(mean_points(), most_points()));
  status_["confidenceCoverage"] = coverage();
  status_["confidenceAnchors"] = shape_->ids_of(shape_->anchors);
  status_["error"] = status_["status"] == "failed"
                       ? stages[shape_->foundation].at("lastError")
                       : json();
}

std::vector<std::string> differences(const json& folded, const json& shown) {
  auto left = comparable(folded), right = comparable(shown);
  std::vector<std::string> result;
  for (const auto& change : json::diff(left, right)) {
    auto where = change.at("path").get<std::string>();
    json::json_pointer at{where};
    auto mine = left.contains(at) ? left.at(at).dump() : "nothing";
    auto theirs = right.contains(at) ? right.at(at).dump() : "nothing";
    if (mine != theirs)
      result.push_back(where + ": events say " + mine + ", GET says " + theirs);
  }
  return result;
}

} // namespace dossier::load
