/// Failures, reruns and races over real sockets, judged by readings of the
/// graph that share nothing with the engine's: that of dossier-load for reruns.

#include "tests/support/processes/rehearsal.hpp"
#include "tests/support/rounds.hpp"
#include "tools/load/check/rerun_plan.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <set>
#include <thread>

using namespace dossier::test;
using json = nlohmann::json;

namespace {

using ids = std::set<std::string>;

ids to_ids(const json& list) {
  return list.get<ids>();
}

ids needs_of(const json& stage) {
  return to_ids(stage.at("needs"));
}

bool any_in(const ids& some, const ids& all) {
  return std::any_of(some.begin(), some.end(),
                     [&](const auto& id) { return all.contains(id); });
}

// -- failures -----------------------------------------------------------------

/// Stages that fail when those in `refused` do, in pipeline order.
ids doomed(const json& job, const ids& refused) {
  ids result;
  for (auto grown = true; grown;) {
    grown = false;
    for (const auto& stage : job.at("stages"))
      if ((refused.contains(stage.at("stage"))
           || any_in(needs_of(stage), result))
          && result.insert(stage.at("stage")).second)
        grown = true;
  }
  return result;
}

void check_failed(const json& stage, const ids& refused, const ids& failed) {
  auto blockers = needs_of(stage);
  std::erase_if(blockers, [&](const auto& id) { return !failed.contains(id); });
  if (blockers.empty()) {
    CHECK(stage.at("errorClass") == "refusal");
    CHECK(stage.at("attempts") == 1);
    return;
  }
  CHECK(stage.at("errorClass") == "blocked");
  auto blocker = stage.at("blockedBy").get<std::string>();
  CHECK(blockers.contains(blocker));
  CHECK(stage.at("lastError") == "Blocked by failed dependency: " + blocker);
  CHECK(refused.contains(stage.at("rootCause").get<std::string>()));
  CHECK(stage.at("attempts") == 0);
  CHECK(stage.at("startedAt").is_null());
}

void check_subset(const json& job, const ids& refused) {
  auto failed = doomed(job, refused);
  for (const auto& stage : job.at("stages")) {
    INFO(stage);
    auto is_failed = failed.contains(stage.at("stage"));
    CHECK(stage.at("status") == (is_failed ? "failed" : "completed"));
    if (is_failed)
      check_failed(stage, refused, failed);
  }
  CHECK(job.at("status")
        == (refused.contains("foundation") ? "failed"
            : failed.empty()               ? "completed"
                                           : "completed_with_errors"));
}

// -- reruns -------------------------------------------------------------------

class rerun_world : public rehearsal {
public:
  explicit rerun_world(unsigned seed) : random_(seed) {
    // nop
  }

  json job(const std::string& id) const {
    return http().get("/api/research/jobs/" + id).json();
  }

  /// Outputs by stage, as text.
  std::map<std::string, std::string> outputs(const std::string& id) const {
    std::map<std::string, std::string> result;
    auto report = http().get("/api/research/" + id);
    if (report.status != 200)
      return result;
    const auto shown = report.json();
    for (const auto& section : shown.at("sections"))
      result[section.at("stage")] = section.at("output").dump();
    return result;
  }

  http_response rerun(const std::string& id, const json& body) const {
    return http().post("/api/research/" + id + "/rerun", body);
  }

  dossier::load::graph graph() const {
    return dossier::load::read_graph(
      http().get("/api/pipelines/company_intelligence").json());
  }

  int draw(int below) {
    return std::uniform_int_distribution{0, below - 1}(random_);
  }

  ids draw_stages(const json& job, int percent) {
    ids result;
    for (const auto& stage : job.at("stages"))
      if (draw(100) < percent)
        result.insert(stage.at("stage"));
    return result;
  }

private:
  std::mt19937 random_;
};

std::set<std::size_t> indices_of(const dossier::load::graph& graph,
                                 const ids& stages) {
  std::set<std::size_t> result;
  for (const auto& stage : stages)
    result.insert(graph.find(stage).value());
  return result;
}

ids ids_of(const dossier::load::graph& graph,
           const std::set<std::size_t>& stages) {
  ids result;
  for (auto stage : stages)
    result.insert(graph.stages[stage].id);
  return result;
}

void check_untouched(const json& before, const json& after, const ids& run) {
  for (std::size_t i = 0; i < before.at("stages").size(); ++i) {
    const auto& was = before["stages"][i];
    const auto& is = after["stages"][i];
    CHECK(is.at("costUsd") >= was.at("costUsd"));
    CHECK(is.at("tokens").at("output") >= was.at("tokens").at("output"));
    if (run.contains(was.at("stage")))
      continue;
    for (auto field : {"status", "version", "attempts", "lastError",
                       "startedAt", "completedAt", "tokens"})
      CHECK(is.at(field) == was.at(field));
  }
  CHECK(after.at("costUsd") >= before.at("costUsd"));
}

} // namespace

TEST_CASE("60 subsets of failures end as the graph says", "[system]") {
  rerun_world world{60};
  auto graph = world.run("Model company");
  auto rules = json::array();
  std::vector<std::pair<std::string, ids>> subsets;
  for (auto i = 0; i < 60; ++i) {
    auto company = "Subset " + std::to_string(i);
    auto refused = world.draw_stages(graph, 5 + i % 40);
    refused.erase("section_10");
    if (i % 20 != 0)
      refused.erase("foundation");
    for (const auto& stage : refused)
      rules.push_back(
        {{"company", company}, {"stage", stage}, {"fault", "refusal"}});
    subsets.emplace_back(company, refused);
  }
  world.sim.plan({{"rules", rules}});
  std::vector<std::string> jobs;
  for (const auto& [company, refused] : subsets)
    jobs.push_back(world.submit(company));
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    INFO(subsets[i].first << " " << json(subsets[i].second));
    check_subset(world.await_end(jobs[i]), subsets[i].second);
  }
}

TEST_CASE("reruns run their set and leave the rest as it was", "[system]") {
  constexpr auto jobs = 10;
  const auto rounds = rounds_of("TEST_RERUN_ROUNDS", 5);
  rerun_world world{200};
  const auto graph = world.graph();
  std::vector<std::string> at;
  for (auto i = 0; i < jobs; ++i)
    at.push_back(world.submit("Rerun " + std::to_string(i)));
  for (auto round = 0; round < rounds; ++round) {
    // Each round fails other stages than the last.
    auto rules = json::array();
    for (auto i = 0; i < jobs; ++i)
      rules.push_back(
        {{"company", "Rerun " + std::to_string(i)},
         {"stage", "section_" + std::to_string(1 + world.draw(9))},
         {"fault", "refusal"}});
    std::vector<json> before;
    std::vector<std::map<std::string, std::string>> texts;
    std::vector<ids> run;
    for (const auto& id : at) {
      before.push_back(world.await_end(id));
      texts.push_back(world.outputs(id));
    }
    world.sim.plan({{"rules", rules}});
    for (auto i = 0; i < jobs; ++i) {
      auto asked = world.draw_stages(before[i], 15);
      if (asked.empty())
        asked.insert("section_2");
      std::string cascade
        = std::array{"none", "blocked", "stale"}[std::size_t(world.draw(3))];
      auto expected = dossier::load::plan_rerun(
        graph, before[i].at("stages"), indices_of(graph, asked), cascade);
      auto sections = ids_of(graph, expected.sections);
      auto recomputed = ids_of(graph, expected.recomputed);
      INFO(before[i] << " asked " << json(asked) << " cascade " << cascade);
      auto answer
        = world.rerun(at[i], {{"sections", asked}, {"cascade", cascade}});
      REQUIRE(answer.status == 202);
      CHECK(to_ids(answer.json().at("sections")) == sections);
      CHECK(to_ids(answer.json().at("recomputed")) == recomputed);
      run.push_back(sections);
      run.back().merge(recomputed);
    }
    for (auto i = 0; i < jobs; ++i) {
      auto after = world.await_end(at[i]);
      INFO(after);
      CHECK(after.at("generation")
            == before[i].at("generation").get<int>() + 1);
      check_untouched(before[i], after, run[i]);
      for (const auto& [stage, text] : world.outputs(at[i]))
        if (!run[i].contains(stage) && texts[i].contains(stage))
          CHECK(text == texts[i][stage]);
    }
  }
  CHECK(world.http().get("/api/admin/check").json().at("items").empty());
}

TEST_CASE("of two reruns at once one wins", "[system]") {
  const auto rounds = rounds_of("TEST_RACES", 25);
  rerun_world world{100};
  auto id = world.submit("Race");
  for (auto round = 0; round < rounds; ++round) {
    auto before = world.await_end(id);
    auto plan = std::to_string(before.at("revision").get<int>());
    std::array<http_response, 2> answers;
    std::array<std::thread, 2> racers;
    for (auto i : {0, 1})
      racers[i] = std::thread{[&, i] {
        answers[i]
          = world.rerun(id, {{"sections", {"section_" + std::to_string(2 + i)}},
                             {"planVersion", plan}});
      }};
    for (auto& racer : racers)
      racer.join();
    auto won = (answers[0].status == 202) + (answers[1].status == 202);
    REQUIRE(won == 1);
    const auto& lost = answers[0].status == 202 ? answers[1] : answers[0];
    CHECK(lost.status == 409);
    CHECK((lost.json().at("code") == "job_active"
           || lost.json().at("code") == "plan_changed"));
    auto after = world.await_end(id);
    CHECK(after.at("generation") == before.at("generation").get<int>() + 1);
  }
}
