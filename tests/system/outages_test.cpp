/// Faults that decide more than one stage: what is busy, silent or away for
/// all.

#include "tests/support/processes/rehearsal.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

const std::vector<std::string> real_time{"--profile", "instant"};

/// A rule for the first stage, on which all others build.
json on_foundation(const std::string& fault) {
  return {{"rules", {{{"stage", "foundation"}, {"fault", fault}}}}};
}

struct outcome {
  std::string error_class;
  std::string error;
  std::size_t attempts = 0;
  /// As recorded, and as the simulator counts them.
  std::size_t calls = 0;
  std::size_t journal = 0;
};

/// Runs a job whose first stage fails.
outcome fail(const rehearsal& world, const std::string& company = "Acme") {
  auto id = world.submit(company);
  auto job = world.await_end(id);
  CHECK(job.at("status") == "failed");
  auto stage = rehearsal::stage_of(job, "foundation");
  outcome result{stage.at("errorClass"), stage.at("lastError"), 0, 0,
                 world.sim.calls(company, "foundation").size()};
  CHECK(job.at("error") == result.error);
  for (const auto& each : world.attempts(id)) {
    ++result.attempts;
    result.calls += each.at("calls").get<std::size_t>();
  }
  return result;
}

void check_given_up(const outcome& found, const std::string& within) {
  CHECK(found.error_class == "transient");
  CHECK(found.attempts == 3);
  CHECK(found.calls == 3);
  CHECK(found.journal == 3);
  CHECK_THAT(found.error, Contains(within));
}

} // namespace

TEST_CASE("a stalled stream is given up after the limit between two bytes",
          "[system]") {
  rehearsal world{{"provider.idle_timeout_ms=300"}};
  world.sim.plan(on_foundation("stall:after=20"));
  check_given_up(fail(world), "within 300 ms");
}

TEST_CASE("signs of life alone are given up after the limit without a word",
          "[system]") {
  rehearsal world{
    {"provider.progress_timeout_ms=300"}, server_process::quiet, real_time};
  world.sim.plan(on_foundation("stall:after=20,pings=1,every_ms=20"));
  check_given_up(fail(world), "within 300 ms");
}

TEST_CASE("an answer that does not begin is given up", "[system]") {
  rehearsal world{
    {"provider.first_byte_timeout_ms=300"}, server_process::quiet, real_time};
  world.sim.plan(on_foundation("slow:ttft=600000"));
  check_given_up(fail(world), "within 300 ms");
}

TEST_CASE("a stream that never ends is given up", "[system]") {
  rehearsal world{
    {"provider.total_timeout_ms=1000"}, server_process::quiet, real_time};
  world.sim.plan(on_foundation("slow:tps=20"));
  check_given_up(fail(world), "within 1 s");
}

TEST_CASE("an answer beyond the limit fails at once", "[system]") {
  rehearsal world{{"provider.max_answer_bytes=1024"}};
  auto found = fail(world);
  CHECK(found.error_class == "invalid_request");
  CHECK(found.attempts == 1);
  CHECK(found.journal == 1);
}

TEST_CASE("connections that are reset before an answer use up the attempts",
          "[system]") {
  rehearsal world;
  world.sim.plan(on_foundation("reset_before_headers"));
  auto found = fail(world);
  CHECK(found.error_class == "transient");
  CHECK(found.attempts == 3);
  CHECK(found.calls == 3);
  CHECK(found.journal == 3);
}

TEST_CASE("refused connections use up the attempts", "[system]") {
  rehearsal world;
  // Tests connect to the simulator as well, so not all can be refused.
  world.sim.plan({{"rules", {{{"fault", "refuse_conn:times=3"}}}}});
  auto found = fail(world);
  CHECK(found.error_class == "transient");
  CHECK(found.attempts == 3);
  CHECK(found.calls == 3);
  CHECK(found.journal == 0);
}

TEST_CASE("nobody at the address is reported as such", "[system]") {
  rehearsal world{{"provider.base_url=http://127.0.0.1:1"}};
  auto found = fail(world);
  CHECK(found.error_class == "transient");
  CHECK(found.attempts == 3);
  CHECK(found.journal == 0);
}

TEST_CASE("connections that close when idle cost no attempt", "[system]") {
  rehearsal world;
  world.sim.plan({{"background", "close_idle"}});
  auto id = world.submit("Acme");
  CHECK(world.await_end(id).at("status") == "completed");
  for (const auto& each : world.attempts(id))
    CHECK(each.at("attempt") == 1);
  CHECK(world.sim.calls().size() == 10);
}

TEST_CASE("a provider that stays busy fails the stage when it has waited "
          "enough",
          "[system]") {
  rehearsal world{{"provider.throttle_budget_ms=800"}};
  world.sim.plan(on_foundation("529"));
  auto found = fail(world);
  CHECK(found.error_class == "throttled");
  CHECK(found.attempts == 1);
  // Half a second is within the budget, another second is not.
  CHECK(found.calls == 2);
  CHECK(found.journal == 2);
  CHECK_THAT(found.error, Contains("overloaded (HTTP 529")
                            && Contains("would have to wait for another"));
}

TEST_CASE("a Retry-After beyond what may be waited fails the stage at once",
          "[system]") {
  rehearsal world;
  world.sim.plan(on_foundation("429:retry_after=3600"));
  auto found = fail(world);
  CHECK(found.error_class == "throttled");
  CHECK(found.attempts == 1);
  CHECK(found.calls == 1);
  CHECK(found.journal == 1);
  CHECK_THAT(found.error, Contains("rate limit is reached (HTTP 429")
                            && Contains("for another 60 min"));
}

TEST_CASE("while the provider is busy one call at a time asks it", "[system]") {
  rehearsal world;
  world.sim.plan(on_foundation("529:times=2"));
  std::vector<std::string> jobs;
  for (int i = 0; i < 3; ++i)
    jobs.push_back(world.submit("Company " + std::to_string(i)));
  for (const auto& id : jobs)
    CHECK(world.await_end(id).at("status") == "completed");
  auto calls = world.sim.calls();
  std::size_t turned_away = 0;
  for (const auto& each : calls)
    turned_away += each.at("status") == 529;
  CHECK(turned_away == 2 * jobs.size());
  CHECK(calls.size() == 10 * jobs.size() + turned_away);
  // Calls may cross the first refusal; those after it come one by one.
  double last_end = 0;
  std::size_t at_once = 0;
  for (const auto& each : calls) {
    if (each.at("status") != 529)
      continue;
    at_once += each.at("beganMs").get<double>() < last_end;
    last_end = each.at("endedMs").get<double>();
  }
  CHECK(at_once < jobs.size());
}

TEST_CASE("a throttled stage says so, and goes on", "[system]") {
  rehearsal world;
  world.sim.plan(on_foundation("429:retry_after=3,times=1"));
  auto id = world.submit("Acme");
  ws_client socket{world.server.port()};
  socket.send({{"type", "subscribe"}, {"jobId", id}});
  auto status = socket.next_of("snapshot").at("job");
  auto detail = rehearsal::stage_of(status, "foundation").at("detail");
  if (detail != "throttled") {
    auto told = socket.next_of("detail");
    CHECK(told.at("detail") == "throttled");
    CHECK_THAT(told.at("reason").get<std::string>(),
               Contains("rate limit is reached"));
    CHECK(told.at("until").is_string());
  }
  CHECK(socket.next_of("detail").at("detail").is_null());
  auto text = socket.next_of("delta");
  CHECK(text.at("call") == 2);
  CHECK(text.at("attempt") == 1);
  CHECK(world.await_end(id).at("status") == "completed");
}

TEST_CASE("a truncated section with a split is asked for in pieces, and a "
          "truncated piece once more",
          "[system]") {
  struct example {
    const char* company;
    /// Of the whole, and of its first piece.
    const char* fault;
    const char* piece_fault;
    /// Calls besides one a piece.
    std::size_t more;
  };
  const std::vector<example> examples{
    {"Whole", "max_tokens", "comments", 1},
    {"Piece", "max_tokens", "max_tokens:times=1", 2},
    {"Refused context", "context", "comments", 1},
    {"Full context", "context:op=stop", "comments", 1}};
  rehearsal world;
  auto rules = json::array();
  auto add = [&](const char* company, const char* stage, const char* fault) {
    rules.push_back({{"company", company}, {"stage", stage}, {"fault", fault}});
  };
  for (const auto& [company, fault, piece_fault, more] : examples) {
    add(company, "section_4 / overview", piece_fault);
    // The first rule that hits decides: nothing is wrong with the others.
    add(company, "section_4 / *", "comments");
    add(company, "section_4", fault);
  }
  world.sim.plan({{"rules", rules}});
  for (const auto& [company, fault, piece_fault, more] : examples) {
    INFO(company);
    auto id = world.submit(company);
    auto job = world.await_end(id);
    CHECK(rehearsal::stage_of(job, "section_4").at("status") == "completed");
    auto own = rehearsal::attempts_of(world.attempts(id), "section_4");
    REQUIRE(own.size() == 1);
    auto calls = world.sim.calls(company, "section_4");
    CHECK(own[0].at("calls") == calls.size());
    std::set<std::string> pieces;
    for (const auto& each : calls)
      pieces.insert(each.at("stage").get<std::string>());
    CHECK(pieces.count("section_4 / overview") == 1);
    // The whole is no piece, and was asked for first.
    CHECK(calls.size() == pieces.size() - 1 + more);
  }
}
