/// Commands that are malformed, come at the wrong moment or come twice: each is
/// refused with the problem of the API, and nothing is touched.

#include "tests/support/worlds/commands_world.hpp"

#include <array>
#include <thread>

using namespace dossier::test;
using json = nlohmann::json;

TEST_CASE("a rerun that cannot be is refused by name and touches nothing",
          "[system]") {
  commands_world world;
  const auto before = seen(world);
  const std::array bad{
    bad_body{R"({"sections":["section_33","section_2","nothing"]})",
             "unknown_stage", "section_33"},
    bad_body{R"({"sections":["section_33","section_2","nothing"]})",
             "unknown_stage", "/sections/2"},
    bad_body{R"({"sections":["section_3","section_3"]})", "invalid_field",
             "names a section twice: section_3"},
    bad_body{R"({"sections":[]})", "invalid_field", "/sections"},
    bad_body{"{}", "invalid_field", "/sections"},
    bad_body{R"({"sections":"section_3"})", "invalid_field", "/sections"},
    bad_body{R"({"sections":[3]})", "invalid_field", "/sections/0"},
    bad_body{R"({"sections":["section_3"],"colour":"red"})", "invalid_field",
             "/colour"},
  };
  for (const auto* name : {"/rerun", "/regenerate"})
    for (const auto& [body, code, names] : bad) {
      INFO(name << ' ' << body);
      check_refused(world.http().post(world.path(world.done, name), body), 422,
                    code, names);
    }
  for (const auto* rest :
       {R"("cascade":"all")", R"("cascade":1)", R"("budgetUsd":-1)",
        R"("budgetUsd":0)", R"("budgetUsd":1e300)", R"("budgetUsd":"5")",
        R"("planVersion":7)"}) {
    INFO(rest);
    check_refused(world.http().post(world.path(world.done, "/rerun"),
                                    R"({"sections":["section_3"],)"
                                      + std::string{rest} + "}"),
                  422, "invalid_field");
  }
  CHECK(seen(world) == before);
}

TEST_CASE("half a request for a dry run is no rerun", "[system]") {
  commands_world world;
  const auto before = seen(world);
  const json body{{"sections", {"section_3"}}};
  for (const auto* query : {"dryRun", "dryRun=", "dryRun=1", "dryRun=maybe"}) {
    INFO(query);
    check_refused(
      world.http().post(world.path(world.done, "/rerun?" + std::string{query}),
                        body),
      400, "bad_request", "dryRun");
  }
  check_refused(
    world.http().post(world.path(world.done, "/rerun?colour=red"), body), 400,
    "bad_request", "colour");
  CHECK(
    world.http().post(world.path(world.done, "/rerun?dryRun=true"), body).status
    == 200);
  CHECK(seen(world) == before);
}

TEST_CASE("what the state of a job forbids is refused and touches nothing",
          "[system]") {
  commands_world world;
  const auto before = seen(world);
  const std::string rerun = R"({"sections":["section_3"]})";
  const std::string restore = "/sections/foundation/versions/1/restore";
  for (const auto& id : {world.held, world.waiting}) {
    INFO(id);
    for (const auto* name : {"/rerun", "/regenerate", "/rerun?dryRun=true"})
      check_refused(world.send("POST", world.path(id, name), rerun), 409,
                    "job_active");
    check_refused(world.send("POST", world.path(id, restore), {}), 409,
                  "job_active");
    check_refused(world.send("DELETE", world.path(id), {}), 409, "job_active");
  }
  for (const auto& id : {world.held, world.done}) {
    INFO(id);
    check_refused(world.send("PATCH", world.path(id), R"({"priority":5})"), 409,
                  "not_queued");
    check_refused(world.send("POST", "/api/admin/queue/start/nobody", {}), 404,
                  "not_found");
  }
  check_refused(world.send("POST", world.path(world.done, "/cancel"), {}), 409,
                "not_cancellable");
  check_refused(world.send("POST", world.path(world.done, "/rerun"),
                           R"({"sections":["section_3"],"planVersion":"1"})"),
                409, "plan_changed");
  CHECK(seen(world) == before);
}

TEST_CASE("nobody's job is not there, whatever is asked of it", "[system]") {
  commands_world world;
  const auto before = seen(world);
  const std::string rerun = R"({"sections":["section_3"]})";
  const std::string restore = "/sections/foundation/versions/1/restore";
  check_refused(world.send("POST", world.path("nobody", "/rerun"), rerun), 404,
                "not_found");
  check_refused(world.send("POST", world.path("nobody", "/cancel"), {}), 404,
                "not_found");
  check_refused(world.send("POST", world.path("nobody", restore), {}), 404,
                "not_found");
  check_refused(world.send("DELETE", world.path("nobody"), {}), 404,
                "not_found");
  check_refused(world.send("PATCH", world.path("nobody"), R"({"tags":[]})"),
                404, "not_found");
  for (const auto* version : {"2", "0", "01", "1x", "-1", "99999999999"}) {
    INFO(version);
    const auto one = world.path(world.done, "/sections/foundation/versions/"
                                              + std::string{version});
    check_refused(world.http().get(one), 404, "not_found");
    check_refused(world.send("POST", one + "/restore", {}), 404, "not_found");
  }
  CHECK(seen(world) == before);
}

TEST_CASE("a change out of its limits is refused and touches nothing",
          "[system]") {
  commands_world world;
  const auto before = seen(world);
  const std::string long_tag(41, 'x');
  for (const auto& [body, code, names] :
       {bad_body{R"({"priority":11})", "invalid_field", "/priority"},
        bad_body{R"({"priority":-11})", "invalid_field", "/priority"},
        bad_body{R"({"priority":2.5})", "invalid_field", "/priority"},
        bad_body{R"({"priority":1e300})", "invalid_field", "/priority"},
        bad_body{R"({"priority":18446744073709551616})", "invalid_field",
                 "/priority"},
        bad_body{R"({"budgetUsd":-0.5})", "invalid_field", "/budgetUsd"},
        bad_body{R"({"budgetUsd":0})", "invalid_field", "/budgetUsd"},
        bad_body{R"({"tags":"x"})", "invalid_field", "/tags"},
        bad_body{R"({"tags":[")" + long_tag + R"("]})", "invalid_field",
                 "/tags/0"},
        bad_body{R"({"status":"completed"})", "invalid_field", "/status"},
        bad_body{"[]", "invalid_field", "object"}}) {
    INFO(body);
    check_refused(world.send("PATCH", world.path(world.waiting), body), 422,
                  code, names);
  }
  check_refused(world.send("PATCH", world.path(world.waiting),
                           R"({"priority":1,"priority":2})"),
                400, "malformed_json", "priority");
  CHECK(seen(world) == before);
}

TEST_CASE("of two reruns at once one is carried out", "[system]") {
  commands_world world;
  REQUIRE(world.http().post("/api/admin/queue/resume", json::object()).status
          == 200);
  world.await_end(world.waiting);
  // The one that wins does not end before the other is answered.
  world.sim.plan({{"rules", {{{"fault", "stall"}}}}});
  const auto before = world.job(world.done);
  std::array<http_response, 2> answers;
  std::array<std::thread, 2> racers;
  for (auto i : {0, 1})
    racers[i] = std::thread{[&, i] {
      answers[i] = world.http().post(
        world.path(world.done, "/rerun"),
        json{{"sections", {"section_" + std::to_string(2 + i)}}});
    }};
  for (auto& racer : racers)
    racer.join();
  const auto winner = answers[0].status == 202 ? 0 : 1;
  CHECK(answers[winner].status == 202);
  check_refused(answers[1 - winner], 409, "job_active");
  const auto after = world.job(world.done);
  CHECK(after.at("generation") == before.at("generation").get<int>() + 1);
  const auto loser
    = rehearsal::stage_of(after, "section_" + std::to_string(2 + (1 - winner)));
  CHECK(loser.at("status") == "completed");
}

TEST_CASE("a key that comes again with another body is refused", "[system]") {
  commands_world world;
  const http_headers key{{"Idempotency-Key", "once"}};
  const auto to = world.path(world.done, "/rerun");
  const auto first
    = world.http().post(to, json{{"sections", {"section_3"}}}, key);
  REQUIRE(first.status == 202);
  world.await_waiting(2);
  const auto before = seen(world);
  const auto again
    = world.http().post(to, json{{"sections", {"section_3"}}}, key);
  CHECK(again.status == 202);
  CHECK(again.body == first.body);
  CHECK(again.headers.at("idempotency-replayed") == "true");
  check_refused(world.http().post(to, json{{"sections", {"section_4"}}}, key),
                422, "idempotency_mismatch");
  CHECK(seen(world) == before);
  const auto bad = std::string(256, 'k');
  check_refused(world.http().post(to, json{{"sections", {"section_4"}}},
                                  {{"Idempotency-Key", bad}}),
                400, "bad_request", "Idempotency-Key");
  CHECK(seen(world) == before);
}

TEST_CASE("a dry run uses up no key, and a key sees numbers by their value",
          "[system]") {
  commands_world world;
  const http_headers key{{"Idempotency-Key", "once"}};
  const auto to = world.path(world.done, "/rerun");
  const auto before = seen(world);
  for (const auto* section : {"section_3", "section_4"}) {
    const auto plan = world.http().post(to + "?dryRun=true",
                                        json{{"sections", {section}}}, key);
    CHECK(plan.status == 200);
    CHECK_FALSE(plan.headers.contains("idempotency-replayed"));
  }
  CHECK(seen(world) == before);
  const auto first = world.http().post(
    to, std::string{R"({"sections":["section_3"],"budgetUsd":100})"}, key);
  REQUIRE(first.status == 202);
  const auto again = world.http().post(
    to, std::string{R"({"budgetUsd":1e2,"sections":["section_3"]})"}, key);
  CHECK(again.body == first.body);
  CHECK(again.headers.at("idempotency-replayed") == "true");
}
