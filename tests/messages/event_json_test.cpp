#include "messages/json.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

const usage spent{{1200, 340, 5, 6}, 12'345'678};

job_event about_job(event_body body) {
  return {7, noon + 41ms, 2, {}, {}, std::move(body)};
}

job_event about(stage_index stage, std::optional<unsigned> attempt,
                event_body body) {
  return {8, noon, 1, stage, attempt, std::move(body)};
}

job_request full_request() {
  job_request result;
  result.company_name = "Müller & Söhne \"AG\"";
  result.geography = "日本";
  result.focus_areas = {"margins", "supply chain"};
  result.user_files = {"file-1"};
  result.user_context = "line one\nline two";
  result.horizon = time_horizon::years_3;
  result.tags = {"a", "b"};
  result.priority = -10;
  result.budget = 2'500'000'000;
  result.demo = true;
  result.user = "ann";
  return result;
}

/// Writes the event, reads it back and compares.
void check_round_trip(const job_event& event) {
  auto graph = company_graph();
  auto encoded = encode(event, "job-1", *graph);
  INFO(*encoded.text);
  CHECK(encoded.seq == event.seq);
  auto decoded = decode_event(*encoded.text, *graph);
  REQUIRE(decoded);
  CHECK((*decoded == event));
}

std::string text_of(const job_event& event) {
  return *encode(event, "job-1", *company_graph()).text;
}

} // namespace

TEST_CASE("events about the job read as they were written") {
  check_round_trip(about_job(job_queued{full_request()}));
  check_round_trip(about_job(job_queued{}));
  check_round_trip(about_job(job_started{}));
  check_round_trip(about_job(job_updated{{{"x"}}, -3, budget_change{1}}));
  check_round_trip(
    about_job(job_updated{{std::vector<std::string>{}}, {}, {}}));
  check_round_trip(about_job(job_updated{{}, 0, {}}));
  check_round_trip(
    about_job(job_updated{{}, {}, budget_change{9'000'000'000'000}}));
  check_round_trip(about_job(job_updated{{}, {}, budget_change{}}));
  check_round_trip(about_job(job_updated{}));
  check_round_trip(
    about_job(job_rerun{set_of({2, 6}), set_of({10}), cascade::blocked,
                        "new figures", "ann", 1'000'000'001}));
  check_round_trip(about_job(job_rerun{}));
  check_round_trip(about_job(job_cancelled{}));
  for (auto i = 0; i < 6; ++i)
    check_round_trip(about_job(job_finished{job_status(i)}));
}

TEST_CASE("events about a stage read as they were written") {
  check_round_trip(about(3, {}, stage_reset{}));
  check_round_trip(about(3, 2, stage_started{}));
  check_round_trip(about(
    3, 2, stage_retrying{error_class::crash, "stopped", noon + 5s, spent}));
  check_round_trip(about(
    0, 1,
    stage_completed{
      confidence::high, {"S1", "S12"}, spent, 61'250ms, "abc", 4, "recipe"}));
  check_round_trip(about(0, 1, stage_completed{}));
  check_round_trip(
    about(6, {}, stage_failed{error_class::blocked, "Blocked", 2, 0, {}}));
  check_round_trip(
    about(6, 3, stage_failed{error_class::transient, "", {}, {}, spent}));
  check_round_trip(about(6, 3, stage_cancelled{spent}));
  check_round_trip(about(6, {}, stage_cancelled{}));
  check_round_trip(about(10, {}, stage_stale{9}));
  check_round_trip(about(10, {}, stage_fresh{}));
  check_round_trip(about(
    5, {},
    stage_restored{
      3, 1, "abc", confidence::low, {"S2"}, {{0, "h"}, {3, ""}}, "recipe"}));
  check_round_trip(about(5, {}, stage_restored{}));
  check_round_trip(about(5, 1, stage_usage{spent}));
}

TEST_CASE("an event looks as the API describes it") {
  CHECK(text_of(
          about(6, {}, stage_failed{error_class::blocked, "Blocked", 2, 0, {}}))
        == R"({"jobId":"job-1","seq":8,"ts":"2026-11-21T12:00:00.000Z",)"
           R"("generation":1,"event":"stage.failed","stage":"section_6",)"
           R"("data":{"error":"Blocked","errorClass":"blocked",)"
           R"("blockedBy":"section_2","rootCause":"foundation",)"
           R"("tokens":{"input":0,"output":0,"cacheRead":0,"cacheWrite":0},)"
           R"("costUsd":0.0}})");
  CHECK(text_of(about(2, 3, stage_started{}))
        == R"({"jobId":"job-1","seq":8,"ts":"2026-11-21T12:00:00.000Z",)"
           R"("generation":1,"event":"stage.started","stage":"section_2",)"
           R"("attempt":3,"data":{"attempt":3}})");
}

TEST_CASE("costs survive to the billionth of a dollar") {
  for (nano_usd cost : {1LL, 3LL, 999'999'999LL, 1'000'000'001LL,
                        123'456'789'012'345LL, 4'000'000'000'000'001LL})
    CHECK(from_usd(to_usd(cost)) == cost);
}

TEST_CASE("text that is no event is refused") {
  auto graph = company_graph();
  auto good = text_of(about(3, 2, stage_started{}));
  auto without = [&](const char* key) {
    auto object = json::parse(good);
    object.erase(key);
    return object.dump();
  };
  auto with = [&](const char* key, json value) {
    auto object = json::parse(good);
    object[key] = std::move(value);
    return object.dump();
  };
  CHECK(decode_event(good, *graph));
  for (const auto* key :
       {"seq", "ts", "generation", "event", "stage", "data"}) {
    INFO(key);
    CHECK_FALSE(decode_event(without(key), *graph));
  }
  CHECK_FALSE(decode_event("", *graph));
  CHECK_FALSE(decode_event("[]", *graph));
  CHECK_FALSE(decode_event(good + "x", *graph));
  CHECK_FALSE(decode_event(with("event", "stage.exploded"), *graph));
  CHECK_FALSE(decode_event(with("stage", "section_11"), *graph));
  CHECK_FALSE(decode_event(with("ts", "yesterday"), *graph));
  CHECK_FALSE(decode_event(with("event", "job.queued"), *graph));
  CHECK_FALSE(decode_event(with("event", "stage.completed"), *graph));
}
