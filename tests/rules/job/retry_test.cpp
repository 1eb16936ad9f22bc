#include "actors/rules/job/retry.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

milliseconds delay(unsigned attempt, double draw = 0.5,
                   std::optional<milliseconds> retry_after = {}) {
  return rules::retry_delay({}, attempt, draw, retry_after);
}

} // namespace

TEST_CASE("each wait is twice as long as the one before, up to a minute") {
  CHECK(delay(1) == 5s);
  CHECK(delay(2) == 10s);
  CHECK(delay(3) == 20s);
  CHECK(delay(4) == 40s);
  CHECK(delay(5) == 60s);
  CHECK(delay(4'000'000'000) == 60s);
}

TEST_CASE("a fifth more or less is random") {
  CHECK(delay(1, 0.0) == 4s);
  CHECK(delay(1, 1.0) == 6s);
  CHECK(delay(4, 1.0) == 48s);
  CHECK(delay(5, 0.0) == 60s);
  CHECK(delay(5, 1.0) == 60s);
}

TEST_CASE("a longer Retry-After wins, a shorter one does not") {
  CHECK(delay(1, 0.5, 90s) == 90s);
  CHECK(delay(1, 0.5, 3s) == 5s);
  CHECK(delay(1, 0.5, -3s) == 5s);
}

TEST_CASE("an absurd Retry-After does not lead out of the calendar") {
  CHECK(delay(1, 0.5, milliseconds::max())
        == rules::retry_policy{}.max_retry_after);
}

TEST_CASE("what the provider does not want again is not tried again") {
  stage_definition definition;
  definition.max_attempts = 3;
  stage_state stage;
  stage.attempts = 1;
  attempt_failure failure{error_class::transient, "no", {}};
  CHECK(rules::next_attempt({}, definition, stage, failure, 0.5) == 5s);
  failure.is_final = true;
  CHECK_FALSE(rules::next_attempt({}, definition, stage, failure, 0.5));
}

TEST_CASE("three attempts are three executions") {
  job_world world;
  world.admit();
  for (auto attempt : {1u, 2u, 3u}) {
    CHECK(world.at(foundation).attempts == attempt);
    CHECK(world.fail(foundation, error_class::transient));
    if (attempt < 3)
      CHECK(world.wait_out(foundation));
  }
  CHECK(world.at(foundation).status == stage_status::failed);
  CHECK(world.at(foundation).attempts == 3);
  CHECK(world.state().status == job_status::failed);
}

TEST_CASE("between attempts a stage runs in retry_wait with a due time",
          "[attempt_failed]") {
  job_world world;
  world.admit();
  world.fail(foundation, error_class::malformed);
  CHECK(world.letters() == "~..........");
  const auto& stage = world.at(foundation);
  CHECK(stage.status == stage_status::running);
  CHECK(stage.next_attempt_at == noon + 5s);
  CHECK(stage.last_error == "malformed");
  CHECK(stage.error == error_class::malformed);
  world.wait_out(foundation);
  CHECK(world.letters() == ">..........");
  CHECK_FALSE(world.at(foundation).next_attempt_at);
  CHECK(world.at(foundation).last_error == "malformed");
  world.complete(foundation);
  CHECK_FALSE(world.at(foundation).last_error);
  CHECK_FALSE(world.at(foundation).error);
}

TEST_CASE("the second wait is twice the first") {
  job_world world;
  world.admit();
  world.fail(foundation, error_class::schema_violation);
  world.wait_out(foundation);
  world.fail(foundation, error_class::transient);
  CHECK(world.at(foundation).next_attempt_at == world.clock + 10s);
}

TEST_CASE("a failure that would repeat itself fails the stage at once",
          "[stage_failed]") {
  for (auto error :
       {error_class::throttled, error_class::truncated, error_class::refusal,
        error_class::auth, error_class::billing, error_class::not_found,
        error_class::invalid_request, error_class::internal}) {
    job_world world;
    world.admit();
    INFO(to_string(error));
    CHECK(world.fail(foundation, error));
    CHECK(world.at(foundation).status == stage_status::failed);
    CHECK(world.at(foundation).error == error);
    CHECK(world.at(foundation).attempts == 1);
  }
}

TEST_CASE("every attempt is recorded with what it cost") {
  job_world world;
  world.price = {{10, 20, 3, 4}, 1'000};
  world.admit();
  world.clock += 2s;
  world.fail(foundation, error_class::transient);
  const auto& record = world.last().attempts.at(0);
  CHECK(record.key == attempt_key{foundation, 1, 1});
  CHECK(record.outcome == attempt_outcome::failed);
  CHECK(record.error == error_class::transient);
  CHECK(record.started_at == noon);
  CHECK(record.completed_at == noon + 2s);
  CHECK(record.model == "model-1");
  CHECK(record.spent == world.price);
  world.wait_out(foundation);
  world.complete(foundation);
  CHECK(world.last().attempts.at(0).key.attempt == 2);
  CHECK(world.last().attempts.at(0).started_at == noon + 7s);
  CHECK(world.at(foundation).total == usage{{20, 40, 6, 8}, 2'000});
}

TEST_CASE("what a provider wrote does not break an event") {
  job_world world;
  world.admit();
  auto report = world.failure(foundation, error_class::refusal);
  std::get<attempt_failure>(report.result).message = "cut in a \xc3";
  CHECK(world.apply(report));
  CHECK(world.at(foundation).last_error == "cut in a \xef\xbf\xbd");
}
