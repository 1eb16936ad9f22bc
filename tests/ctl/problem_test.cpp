#include "tests/ctl/support/canned_transport.hpp"
#include "tools/ctl/api/client.hpp"
#include "tools/ctl/api/problem.hpp"

#include <catch2/catch.hpp>

using namespace dossier::ctl;

namespace {

answer make_problem(int status, const std::string& code) {
  json body{{"title", "No"},
            {"status", status},
            {"detail", "it may not be"},
            {"code", code},
            {"traceId", "t1"}};
  return {status, body.dump(), {}};
}

template <class Act>
failure failure_of(Act act) {
  try {
    act();
  } catch (const failure& reason) {
    return reason;
  }
  return {exit_code::ok, "no failure"};
}

struct client_world {
  canned_transport wire;
  client server{wire, "http://here"};

  failure post() {
    return failure_of([this] { server.post("/x", json::object()); });
  }

  std::string key(std::size_t sending) {
    for (const auto& [name, value] : wire.asked.at(sending).headers)
      if (name == "Idempotency-Key")
        return value;
    return {};
  }
};

} // namespace

TEST_CASE("each refusal has the exit code of its kind") {
  CHECK(exit_code_of(400) == exit_code::usage);
  CHECK(exit_code_of(401) == exit_code::not_allowed);
  CHECK(exit_code_of(403) == exit_code::not_allowed);
  CHECK(exit_code_of(404) == exit_code::not_found);
  CHECK(exit_code_of(409) == exit_code::conflict);
  CHECK(exit_code_of(422) == exit_code::usage);
  CHECK(exit_code_of(429) == exit_code::failure);
  CHECK(exit_code_of(500) == exit_code::failure);
  CHECK(exit_code_of(503) == exit_code::unreachable);
}

TEST_CASE("a problem says what happened, why, and what to try") {
  CHECK(to_text(refused(make_problem(404, "not_found")))
        == "dossierctl: it may not be (404 not_found): dossierctl list shows "
           "the jobs\n");
}

TEST_CASE("every refused field has a line of its own") {
  auto problem = json::parse(make_problem(422, "invalid_field").body);
  problem["errors"] = {{{"pointer", "/budgetUsd"}, {"detail", "too small"}}};
  auto text = to_text(refused(answer{422, problem.dump(), {}}));
  CHECK(text.ends_with("\n  /budgetUsd: too small\n"));
}

TEST_CASE("the wait that a busy server asks for is passed on") {
  auto busy = make_problem(503, "queue_full");
  busy.retry_after = 30;
  CHECK(refused(busy).hint == "try again in 30 s");
}

TEST_CASE("an answer of another server is told by its status") {
  auto reason = refused(answer{404, "<html>", {}});
  CHECK(reason.what_happened == "the server answered 404");
  CHECK(reason.code == exit_code::not_found);
}

TEST_CASE("a server's words cannot steer the terminal in an error") {
  auto reason = failure{exit_code::failure, "\x1b[2Jgone"};
  CHECK(to_text(reason) == "dossierctl: [2Jgone\n");
}

TEST_CASE_METHOD(client_world, "a server that is not there is named") {
  auto reason = failure_of([this] { server.get("/x"); });
  CHECK(to_text(reason)
        == "dossierctl: cannot reach http://here (connection refused): start "
           "the server with tools/run or give --url\n");
  CHECK(reason.code == exit_code::unreachable);
}

TEST_CASE_METHOD(client_world, "a lost command is sent again with its key") {
  wire.replies = {fate::lost, answer{202, "{}", {}}};
  CHECK(post().code == exit_code::ok);
  REQUIRE(wire.asked.size() == 2);
  CHECK(key(0) == key(1));
  CHECK_FALSE(key(0).empty());
}

TEST_CASE_METHOD(client_world, "a command never sent is not sent again") {
  wire.replies = {fate::never_sent};
  CHECK(post().code == exit_code::unreachable);
  CHECK(wire.asked.size() == 1);
}

TEST_CASE_METHOD(client_world, "a command lost for good is not called undone") {
  wire.replies = {fate::lost, fate::never_sent, fate::lost};
  auto reason = post();
  CHECK(reason.code == exit_code::unreachable);
  CHECK(reason.what_happened == "the answer got lost");
  CHECK(reason.hint.find(key(0)) != std::string::npos);
}

TEST_CASE_METHOD(client_world, "a first sending still under way is awaited") {
  wire.replies = {fate::lost, make_problem(409, "idempotency_in_flight"),
                  answer{202, "{}", {}}};
  CHECK(post().code == exit_code::ok);
}

TEST_CASE_METHOD(client_world, "a refusal after a lost sending is final") {
  wire.replies = {fate::lost, make_problem(409, "job_active")};
  CHECK(post().code == exit_code::conflict);
  CHECK(wire.asked.size() == 2);
}

TEST_CASE("a query leaves out what was not given") {
  CHECK(with_query("/x", {{"q", "a b"}, {"tag", ""}, {"limit", "5"}})
        == "/x?q=a%20b&limit=5");
  CHECK(with_query("/x", {{"tag", ""}}) == "/x");
}
