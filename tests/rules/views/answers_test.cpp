#include "actors/rules/views/answers.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;

TEST_CASE("an accepted job says where it stands and where it will be") {
  auto answer = rules::render({job_accepted{"job-1", company_graph(), 3}});
  CHECK(answer.status == 202);
  CHECK(answer.extra == headers{{"Location", "/api/research/jobs/job-1"}});
  CHECK(*answer.body
        == R"({"jobId":"job-1","status":"queued","queuePosition":3,)"
           R"("message":"Research job created. Generating all 10 sections."})");
}

TEST_CASE("problems of commands have their status") {
  CHECK(to_reply(rules::key_in_flight()).status == 409);
  CHECK(to_reply(rules::queue_full()).status == 503);
  CHECK(rules::queue_full().retry_after == std::chrono::seconds{1});
}

TEST_CASE("every outcome has its status") {
  auto graph = company_graph();
  CHECK(rules::render({job_admitted{"job-1"}}).status == 200);
  CHECK(rules::render({cancel_accepted{"job-1"}}).status == 202);
  CHECK(rules::render({job_changed{"job-1"}}).status == 200);
  CHECK(rules::render({job_deleted{}}).status == 204);
  CHECK_FALSE(rules::render({job_deleted{}}).body);
  CHECK(rules::render(request_outcome{rules::not_startable()}).status == 409);
  CHECK(rules::render({first_answer{json_reply(201, "{}")}}).status == 201);
}
