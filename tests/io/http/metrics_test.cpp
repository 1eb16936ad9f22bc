#include "io/metrics/commit_facts.hpp"
#include "io/metrics/prometheus_metrics.hpp"
#include "messages/json.hpp"
#include "tests/io/http/server_world.hpp"
#include "tests/support/job_samples.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using test::server_world;

namespace {

commit commit_of(std::vector<event_body> bodies, job_status status) {
  auto state = test::sample_job("job-7");
  state.status = status;
  commit result;
  for (auto& body : bodies)
    result.events.push_back(
      encode({++state.last_seq, test::at(5), 1, {}, {}, std::move(body)},
             state.id, *state.graph));
  result.after = std::make_shared<const job_state>(std::move(state));
  return result;
}

attempt_record attempt(stage_index stage, attempt_outcome outcome,
                       milliseconds took) {
  attempt_record result;
  result.key = {stage, 1, 1};
  result.outcome = outcome;
  result.model = "model-1";
  result.started_at = test::at(1000);
  result.completed_at = test::at(1000) + took;
  result.spent = {{100, 20, 3, 0}, 500'000'000};
  return result;
}

model_catalog knowing(const std::vector<std::string>& ids) {
  model_catalog result;
  for (const auto& id : ids)
    result.models.emplace_back().id = id;
  return result;
}

/// Lines of the page that begin so.
std::size_t series(const std::string& page, const std::string& begin) {
  std::size_t result = 0;
  for (auto at = page.find('\n' + begin); at != page.npos;
       at = page.find('\n' + begin, at + 1))
    ++result;
  return result;
}

bool has(const std::string& page, const std::string& line) {
  return page.find('\n' + line + '\n') != std::string::npos;
}

} // namespace

TEST_CASE("a commit tells where the job has come to") {
  using statuses = std::vector<job_status>;
  CHECK(io::statuses_reached(commit_of({job_started{}}, job_status::running))
        == statuses{job_status::running});
  CHECK(io::statuses_reached(
          commit_of({job_cancelled{}, job_finished{job_status::cancelled}},
                    job_status::cancelled))
        == statuses{job_status::cancelled});
  CHECK(io::statuses_reached(commit_of({job_updated{}}, job_status::queued))
          .empty());
  job_queued created;
  created.request.company_name = R"("event":"job.finished")";
  CHECK(io::statuses_reached(commit_of({created}, job_status::queued))
        == statuses{job_status::queued});
  CHECK(io::type_of({1, std::make_shared<const std::string>("?")}).empty());
}

TEST_CASE("what is committed is counted, without names of jobs and users") {
  auto counts = io::make_prometheus_metrics("1.2", knowing({"model-1"}));
  auto commit = commit_of({job_started{}}, job_status::running);
  commit.attempts = {attempt(1, attempt_outcome::completed, milliseconds{3000}),
                     attempt(1, attempt_outcome::failed, milliseconds{70})};
  counts->committed(commit);
  counts->committed(commit);
  counts->group_written(std::chrono::milliseconds{3});
  counts->clients_connected(4, 2);
  const auto page = counts->render();
  INFO(page);
  CHECK(has(page, R"(dossier_jobs_total{status="running"} 2)"));
  CHECK(has(page, "dossier_store_transactions_total 2"));
  CHECK(has(page, R"(dossier_stage_duration_seconds_bucket{)"
                  R"(outcome="completed",stage="section_1",le="2"} 0)"));
  CHECK(has(page, R"(dossier_stage_duration_seconds_bucket{)"
                  R"(outcome="completed",stage="section_1",le="5"} 2)"));
  CHECK(has(page, R"(dossier_stage_duration_seconds_count{)"
                  R"(outcome="failed",stage="section_1"} 2)"));
  CHECK(has(page, R"(dossier_llm_tokens_total{)"
                  R"(direction="input",model="model-1"} 400)"));
  CHECK(has(page, R"(dossier_llm_tokens_total{)"
                  R"(direction="cache_write",model="model-1"} 0)"));
  CHECK(has(page, R"(dossier_llm_cost_usd_total{model="model-1"} 2)"));
  CHECK(has(page, R"(dossier_store_commit_seconds_bucket{le="0.002"} 0)"));
  CHECK(has(page, R"(dossier_store_commit_seconds_bucket{le="0.005"} 1)"));
  CHECK(has(page, "dossier_ws_connections 4"));
  CHECK(has(page, "dossier_event_streams 2"));
  CHECK(page.find("job-7") == std::string::npos);
}

TEST_CASE("models that are not known count together, however many they are") {
  auto counts = io::make_prometheus_metrics("1.2", knowing({"m-1", "m-2"}));
  auto count = [&](const std::string& model) {
    auto commit = commit_of({job_started{}}, job_status::running);
    commit.attempts
      = {attempt(1, attempt_outcome::completed, milliseconds{3000})};
    commit.attempts[0].model = model;
    counts->committed(commit);
  };
  for (auto i = 0; i < 1000; ++i)
    count("m-1@replica-" + std::to_string(i));
  for (const auto* model :
       {"m-1", "m-1-20261009", "m-2", "", "other", "unknown", "M-1", "m-1 ",
        "m-1\n", "m-1-2026100", "m-1\"}", "m", "m-11"})
    count(model);
  const auto page = counts->render();
  INFO(page);
  CHECK(has(page, R"(dossier_llm_cost_usd_total{model="m-1"} 1)"));
  CHECK(has(page, R"(dossier_llm_cost_usd_total{model="m-2"} 0.5)"));
  CHECK(has(page, R"(dossier_llm_cost_usd_total{model="other"} 505)"));
  CHECK(series(page, "dossier_llm_cost_usd_total{") == 3);
  CHECK(series(page, "dossier_llm_tokens_total{") == 12);
}

TEST_CASE("the server shows what it counts") {
  auto counts = io::make_prometheus_metrics("1.2", {});
  counts->clients_connected(1, 0);
  const server_world world{[&](auto& options) { options.metrics = counts; }};
  const auto answer = world.get("/metrics");
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("content-type").starts_with("text/plain"));
  CHECK(has(answer.body, R"(dossier_build_info{version="1.2"} 1)"));
  CHECK(has(answer.body, "dossier_ws_connections 1"));
}

TEST_CASE("a server that counts nothing says so") {
  const server_world world;
  CHECK(world.get("/metrics").status == 404);
}
