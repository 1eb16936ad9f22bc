/// A report type of five stages and the events of a job of it, as the API
/// writes them.

#pragma once

#include "tools/load/check/history.hpp"

namespace dossier::load::test {

inline json stage(const std::string& id, const std::string& kind,
                  const std::vector<std::string>& needs,
                  const std::vector<std::string>& prefers) {
  return {{"id", id},         {"name", id},
          {"field", id},      {"kind", kind},
          {"needs", needs},   {"prefers", prefers},
          {"maxAttempts", 3}, {"foundation", id == "root"}};
}

/// root; one and two need it, two needs one as well; three prefers two; sum is
/// computed and prefers them all.
inline graph small_graph() {
  return read_graph(
    {{"confidenceAnchors", {"root", "two"}},
     {"stages",
      {stage("root", "model", {}, {}), stage("one", "model", {"root"}, {}),
       stage("two", "model", {"root", "one"}, {}),
       stage("three", "model", {"root"}, {"two"}),
       stage("sum", "computed", {"root"}, {"one", "two", "three"})}}});
}

/// Numbers the events as they are made.
class small_job {
public:
  json job_event(const std::string& name, json data = json::object()) {
    return {{"jobId", "j"},
            {"seq", ++seq_},
            {"ts", "2026-11-21T12:00:00.00" + std::to_string(seq_ % 10) + "Z"},
            {"generation", generation},
            {"event", name},
            {"data", std::move(data)}};
  }

  json stage_event(const std::string& name, const std::string& id,
                   json data = json::object()) {
    auto event = job_event(name, std::move(data));
    event["stage"] = id;
    return event;
  }

  json queued() {
    return job_event(
      "job.queued",
      {{"companyName", "Acme"}, {"tags", json::array()}, {"user", "somebody"}});
  }

  json started(const std::string& id, int attempt = 1) {
    auto event = stage_event("stage.started", id, {{"attempt", attempt}});
    event["attempt"] = attempt;
    return event;
  }

  json completed(const std::string& id, int version = 1) {
    return stage_event("stage.completed", id,
                       {{"confidence", "HIGH"},
                        {"sourcesUsed", {"S1"}},
                        {"tokens", tokens(7)},
                        {"costUsd", 0.25},
                        {"durationMs", 1},
                        {"outputHash", id + std::to_string(version)},
                        {"version", version}});
  }

  json failed(const std::string& id, const std::string& kind,
              const std::string& error) {
    return stage_event("stage.failed", id,
                       {{"error", error},
                        {"errorClass", kind},
                        {"tokens", tokens(1)},
                        {"costUsd", 0}});
  }

  json blocked(const std::string& id, const std::string& by,
               const std::string& root) {
    auto event = failed(id, "blocked", "Blocked by failed dependency: " + by);
    event["data"]["blockedBy"] = by;
    event["data"]["rootCause"] = root;
    return event;
  }

  json finished(const std::string& status) {
    return job_event("job.finished", {{"status", status}});
  }

  /// A whole undisturbed job.
  std::vector<json> whole() {
    std::vector<json> result{queued(), job_event("job.started"),
                             started("root"), completed("root")};
    for (const auto* id : {"one", "two", "three", "sum"}) {
      result.push_back(started(id));
      result.push_back(completed(id));
    }
    result.push_back(finished("completed"));
    return result;
  }

  static json tokens(int output) {
    return {
      {"input", 1}, {"output", output}, {"cacheRead", 0}, {"cacheWrite", 0}};
  }

  int generation = 1;

private:
  int seq_ = 0;
};

/// Everything that was wrong with these events, joined.
inline std::string faults_of(const std::vector<json>& events) {
  auto shape = small_graph();
  history published{shape, "j"};
  std::string result;
  for (const auto& event : events)
    for (const auto& fault : published.take(event))
      result += fault + "; ";
  return result;
}

} // namespace dossier::load::test
