#include "tests/load/small_job.hpp"

#include <catch2/catch.hpp>

using namespace dossier::load;
using namespace dossier::load::test;

TEST_CASE("a snapshot and what follows make what all events make") {
  small_job job;
  auto events = job.whole();
  auto shape = small_graph();
  auto all = job_fold::initial(shape, "j");
  auto half = events.size() / 2;
  std::optional<job_fold> late;
  for (std::size_t i = 0; i < events.size(); ++i) {
    all.take(events[i]);
    if (late)
      late->take(events[i]);
    else if (i == half)
      late.emplace(shape, all.status());
  }
  CHECK(differences(late->status(), all.status()).empty());
  CHECK(all.status().at("status") == "completed");
  CHECK(all.status().at("progress") == 1.0);
  CHECK(all.status().at("tokens").at("output") == 35);
  CHECK(all.status().at("costUsd") == 1.25);
  CHECK(all.status().at("overallConfidence") == "HIGH");
  CHECK_FALSE(all.status().contains("user"));
}

TEST_CASE("a folded job is rated no higher than its anchors") {
  auto rated = [](const json& levels) {
    small_job job;
    auto shape = small_graph();
    auto folded = job_fold::initial(shape, "j");
    for (auto event : job.whole()) {
      if (event.at("event") == "stage.completed")
        event["data"]["confidence"]
          = levels.value(event.at("stage").get<std::string>(), "HIGH");
      folded.take(event);
    }
    CHECK(folded.status().at("confidenceCoverage")
          == json{{"have", 3}, {"of", 3}});
    return folded.status().at("overallConfidence");
  };
  CHECK(rated(json::object()) == "HIGH");
  CHECK(rated({{"root", "MEDIUM"}}) == "MEDIUM");
  CHECK(rated({{"two", "LOW"}}) == "LOW");
  CHECK(rated({{"three", "LOW"}}) == "MEDIUM");
  CHECK(rated({{"sum", "LOW"}}) == "HIGH");
}

TEST_CASE("a folded job that lacks a third of its sections is rated LOW") {
  small_job job;
  auto shape = small_graph();
  auto folded = job_fold::initial(shape, "j");
  for (const auto& event : job.whole())
    folded.take(event);
  folded.stage(3)["status"] = "failed";
  folded.take(job.stage_event("stage.fresh", "one"));
  CHECK(folded.status().at("overallConfidence") == "LOW");
  CHECK(folded.status().at("confidenceCoverage")
        == json{{"have", 2}, {"of", 3}});
}

TEST_CASE("a difference names its pointer and both values") {
  small_job job;
  auto shape = small_graph();
  auto folded = job_fold::initial(shape, "j");
  for (const auto& event : job.whole())
    folded.take(event);
  auto shown = folded.status();
  shown["revision"] = 13;
  shown["queuePosition"] = nullptr;
  CHECK(differences(folded.status(), shown).empty());
  shown["stages"][1]["attempts"] = 2;
  CHECK(differences(folded.status(), shown)
        == std::vector<std::string>{
          "/stages/1/attempts: events say 1, GET says 2"});
}

TEST_CASE("the running stage started last is the current one") {
  small_job job;
  auto shape = small_graph();
  auto folded = job_fold::initial(shape, "j");
  for (const auto& event :
       {job.queued(), job.job_event("job.started"), job.started("root"),
        job.completed("root"), job.started("one"), job.started("three")})
    folded.take(event);
  CHECK(folded.status().at("currentStage") == "three");
  CHECK(folded.status().at("runningStages") == json{"one", "three"});
}

TEST_CASE("what a crash or a shutdown ended is counted apart") {
  small_job job;
  auto shape = small_graph();
  auto folded = job_fold::initial(shape, "j");
  auto retrying = [&](const std::string& kind) {
    return job.stage_event("stage.retrying", "root",
                           {{"error", "it stopped"},
                            {"errorClass", kind},
                            {"nextAttemptAt", "2026-11-21T12:00:01.000Z"}});
  };
  const auto& root = folded.status().at("stages")[0];
  for (const auto& event :
       {job.queued(), job.job_event("job.started"), job.started("root"),
        retrying("crash"), job.started("root", 2), retrying("transient"),
        job.started("root", 3), retrying("drained")})
    folded.take(event);
  CHECK(root.at("attempts") == 3);
  CHECK(root.at("lostAttempts") == 2);
  folded.take(job.stage_event("stage.reset", "root"));
  CHECK(folded.status().at("stages")[0].at("lostAttempts") == 0);
  for (const auto* kind : {"crash", "transient"}) {
    folded.take(job.started("root"));
    folded.take(job.failed("root", kind, "it stopped"));
  }
  CHECK(folded.status().at("stages")[0].at("lostAttempts") == 1);
}
