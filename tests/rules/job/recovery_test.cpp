#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

using names = std::vector<std::string>;

TEST_CASE("after a crash the attempt is closed and the next one begins",
          "[job_recovered]") {
  job_world world;
  world.admit();
  world.clock += 3s;
  CHECK(world.restart());
  CHECK(world.last_names()
        == names{"stage.retrying foundation", "stage.started foundation"});
  CHECK(world.at(foundation).attempts == 2);
  CHECK(world.at(foundation).error == error_class::crash);
  const auto& record = world.last().attempts.at(0);
  CHECK(record.outcome == attempt_outcome::crashed);
  CHECK(record.key == attempt_key{foundation, 1, 1});
  CHECK(record.completed_at == noon + 3s);
}

TEST_CASE("a crash does not count against the stage's attempts",
          "[attempt_crashed]") {
  job_world world;
  world.admit();
  world.restart();
  for (auto attempt : {2u, 3u}) {
    CHECK(world.at(foundation).attempts == attempt);
    world.fail(foundation, error_class::transient);
    CHECK(world.wait_out(foundation));
  }
  world.fail(foundation, error_class::transient);
  CHECK(world.at(foundation).status == stage_status::failed);
  CHECK(world.at(foundation).attempts == 4);
}

TEST_CASE("a crash does not lengthen the wait after the next failure") {
  job_world world;
  world.admit();
  world.restart();
  world.fail(foundation, error_class::transient);
  CHECK(world.at(foundation).next_attempt_at == noon + 5s);
}

TEST_CASE("the third crash fails the stage and what needs it") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.complete({section_3, section_8});
  world.restart();
  world.restart();
  CHECK(world.letters() == "+.>+....+..");
  world.restart();
  CHECK(world.letters() == "+xx+>.x.+..");
  CHECK(world.at(section_2).error == error_class::crash);
  CHECK(world.at(section_2).attempts == 3);
  CHECK(world.at(section_2).crashes == 3);
  CHECK(world.at(section_6).crashes == 0);
  CHECK(world.at(section_6).blocked_by == section_2);
  CHECK(world.last().attempts.at(0).outcome == attempt_outcome::crashed);
}

TEST_CASE("an attempt whose call was held back has not crashed") {
  auto detail = GENERATE(wait_reason::waiting, wait_reason::throttled);
  job_world world;
  world.admit();
  for (auto attempt : {2u, 3u, 4u, 5u}) {
    world.hold(foundation, detail);
    CHECK(world.restart());
    CHECK(world.last_names()
          == names{"stage.retrying foundation", "stage.started foundation"});
    CHECK(world.last().attempts.at(0).outcome == attempt_outcome::drained);
    CHECK(world.at(foundation).attempts == attempt);
  }
  CHECK(world.at(foundation).crashes == 0);
  CHECK(world.at(foundation).drains == 4);
  CHECK(world.at(foundation).status == stage_status::running);
}

TEST_CASE("of several attempts only those with a call have crashed") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.hold(section_3, wait_reason::waiting);
  CHECK(world.restart());
  CHECK(world.at(section_2).crashes == 1);
  CHECK(world.at(section_3).crashes == 0);
  CHECK(world.at(section_3).drains == 1);
}

TEST_CASE("a section that is computed calls nobody, and does not crash") {
  job_world world;
  world.admit();
  world.complete({foundation, section_2, section_3, section_4, section_5,
                  section_6, section_7, section_8, section_9, section_1});
  for (auto i = 0; i < 4; ++i) {
    CHECK(world.restart());
    CHECK(world.last_names()
          == names{"stage.retrying section_10", "stage.started section_10"});
  }
  CHECK(world.at(section_10).status == stage_status::running);
  CHECK(world.at(section_10).crashes == 0);
  CHECK(world.at(section_10).drains == 4);
}

TEST_CASE("crashes are counted a generation") {
  job_world world;
  world.admit();
  world.restart();
  world.restart();
  world.restart();
  CHECK(world.state().status == job_status::failed);
  world.rerun(set_of({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  world.admit();
  CHECK(world.at(foundation).attempts == 1);
  world.restart();
  CHECK(world.letters() == ">..........");
}

TEST_CASE("a stage that waits for its next attempt goes on waiting") {
  job_world world;
  world.admit();
  world.fail(foundation, error_class::transient);
  CHECK_FALSE(world.restart());
  CHECK(world.letters() == "~..........");
  CHECK(world.at(foundation).next_attempt_at == noon + 5s);
  CHECK(world.wait_out(foundation));
}

TEST_CASE("after a crash completed stages do not run again") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.fail(section_3, error_class::transient);
  world.restart();
  CHECK(world.letters() == "+.>~....>..");
  CHECK(world.at(foundation).attempts == 1);
  CHECK(world.at(section_2).attempts == 2);
}

TEST_CASE("a job that is not running has nothing to recover") {
  job_world world;
  CHECK_FALSE(world.restart());
  world.admit();
  world.fail(foundation);
  CHECK_FALSE(world.restart());
}

TEST_CASE("the result of a crashed attempt comes too late") {
  job_world world;
  world.admit();
  auto late = world.completion(foundation);
  world.restart();
  CHECK_FALSE(world.apply(late));
}

TEST_CASE("a stage that dies alone is treated like a crash of the server") {
  job_world world;
  world.price = {{1, 1, 0, 0}, 10};
  world.admit();
  CHECK(world.fail(foundation, error_class::crash));
  CHECK(world.last_names()
        == names{"stage.retrying foundation", "stage.started foundation"});
  CHECK(world.last().attempts.at(0).outcome == attempt_outcome::crashed);
  CHECK(world.at(foundation).total.cost == 10);
  world.fail(foundation, error_class::crash);
  world.fail(foundation, error_class::crash);
  CHECK(world.at(foundation).status == stage_status::failed);
}

TEST_CASE("a drained attempt waits for the next server and costs no attempt",
          "[attempt_drained]") {
  job_world world;
  world.admit();
  world.clock += 2s;
  CHECK(world.fail(foundation, error_class::drained));
  CHECK(world.last_names() == names{"stage.retrying foundation"});
  CHECK(world.letters() == "~..........");
  CHECK(world.at(foundation).error == error_class::drained);
  CHECK(world.at(foundation).next_attempt_at == world.clock);
  CHECK(world.last().attempts.at(0).outcome == attempt_outcome::drained);
  CHECK_FALSE(world.restart());
  CHECK(rules::remaining_wait(world.at(foundation), world.clock) == 0ms);
  CHECK(world.wait_out(foundation));
  for (auto attempt : {2u, 3u, 4u}) {
    CHECK(world.at(foundation).attempts == attempt);
    world.fail(foundation, error_class::transient);
    if (attempt < 4)
      CHECK(world.wait_out(foundation));
  }
  CHECK(world.at(foundation).status == stage_status::failed);
}

TEST_CASE("however often it is drained, a stage does not fail of it") {
  job_world world;
  world.admit();
  for (auto i = 0; i < 10; ++i) {
    CHECK(world.fail(foundation, error_class::drained));
    CHECK(world.wait_out(foundation));
  }
  CHECK(world.letters() == ">..........");
}

TEST_CASE("a wait is never longer than it was meant to be") {
  job_world world;
  world.admit();
  world.fail(foundation, error_class::transient);
  const auto& stage = world.at(foundation);
  CHECK(rules::remaining_wait(stage, noon) == 5s);
  CHECK(rules::remaining_wait(stage, noon + 2s) == 3s);
  CHECK(rules::remaining_wait(stage, noon + 1h) == 0s);
  CHECK(rules::remaining_wait(stage, noon - 24h) == 5s);
  CHECK(rules::remaining_wait(stage_state{}, noon) == 0s);
}
