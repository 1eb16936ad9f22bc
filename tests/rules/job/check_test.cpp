#include "actors/rules/job/check.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::rules;
using namespace dossier::test;

namespace {

/// A job with something of everything: a failure, what it blocked, a retry.
job_world eventful() {
  job_world world;
  world.admit();
  world.complete({0, 2, 3});
  world.fail(8, error_class::transient);
  world.wait_out(8);
  world.fail(6);
  return world;
}

std::vector<encoded_event> events_of(const job_world& world) {
  std::vector<encoded_event> result;
  for (const auto& record : world.commits)
    result.insert(result.end(), record->events.begin(), record->events.end());
  return result;
}

/// What the check finds when the stored job is `spoil`ed first.
template <class Spoil>
std::vector<difference> found_in(const job_world& world, Spoil spoil) {
  auto stored = world.now;
  auto state = std::make_shared<job_state>(*stored.state);
  spoil(*state, stored);
  stored.state = state;
  job_checker checker{std::move(stored)};
  for (const auto& event : events_of(world))
    checker.add(event);
  return checker.verdict();
}

std::vector<std::string> pointers(const std::vector<difference>& found) {
  std::vector<std::string> result;
  for (const auto& each : found)
    result.push_back(each.at);
  std::sort(result.begin(), result.end());
  return result;
}

constexpr auto nothing = [](job_state&, job&) {};

} // namespace

TEST_CASE("a job agrees with its events at every moment") {
  CHECK(found_in(eventful(), nothing).empty());
  job_world fresh;
  CHECK(found_in(fresh, nothing).empty());
}

TEST_CASE("a figure that no event explains is named") {
  auto found = found_in(eventful(), [](job_state& state, job&) {
    state.stages[2].total.tokens.output += 5;
  });
  REQUIRE(found.size() == 1);
  CHECK(found[0].at == "/stages/section_2/total/output");
  CHECK(found[0].stored.get<int>() == found[0].folded.get<int>() + 5);
  CHECK(pointers(found_in(eventful(),
                          [](job_state& state, job&) {
                            state.status = job_status::completed;
                            state.stages[6].last_error.reset();
                          }))
        == std::vector<std::string>{"/stages/section_6/lastError", "/status"});
}

TEST_CASE("what holds a call back is no difference, as no event tells of it") {
  CHECK(found_in(eventful(), [](job_state& state, job&) {
          state.stages[8].detail = wait_reason::throttled;
        }).empty());
}

TEST_CASE("an output that is not the one of its hash is named") {
  CHECK(pointers(found_in(eventful(),
                          [](job_state&, job& stored) {
                            stored.outputs[3]
                              = std::make_shared<const std::string>("{}");
                          }))
        == std::vector<std::string>{"/outputs/section_3"});
  CHECK(
    pointers(found_in(
      eventful(), [](job_state&, job& stored) { stored.outputs[0] = nullptr; }))
    == std::vector<std::string>{"/outputs/foundation"});
}

TEST_CASE("events that are missing or cannot be read are named") {
  auto world = eventful();
  job_checker gap{world.now};
  for (const auto& event : events_of(world))
    if (event.seq != 3)
      gap.add(event);
  auto found = gap.verdict();
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].at == "/events/4");
  job_checker broken{world.now};
  for (const auto& event : events_of(world))
    broken.add(event.seq == 3
                 ? encoded_event{3, std::make_shared<const std::string>("?")}
                 : event);
  found = broken.verdict();
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].at == "/events/3");
}

TEST_CASE("what happens after the state was read is no difference") {
  auto world = eventful();
  job_checker checker{world.now};
  const auto last = world.now.state->last_seq;
  world.complete(4);
  for (const auto& event : events_of(world))
    checker.add(event);
  CHECK(checker.is_complete());
  CHECK(checker.folded() == last);
  CHECK(checker.verdict().empty());
}

TEST_CASE("a check is shown with its differences") {
  CHECK(show_check("j", 7, {}).dump()
        == R"({"jobId":"j","events":7,"agrees":true,"differences":[]})");
  CHECK(show_check("j", 7, {{"/status", "failed", "running"}}).dump()
        == R"({"jobId":"j","events":7,"agrees":false,"differences":)"
           R"([{"at":"/status","stored":"failed","folded":"running"}]})");
}
