/// Every set of failing stages of the company's pipeline, end to end.

#include "tests/simulation/world/graphs.hpp"
#include "tests/simulation/world/world.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

using namespace dossier;
using namespace dossier::simulation;

namespace {

/// The computed stage asks the model like all the others, so that it may fail.
pipeline fallible_company() {
  auto graph = company();
  for (auto& stage : graph.stages) {
    stage.kind = stage_kind::model;
    stage.compute.clear();
  }
  return graph;
}

/// SEMANTICS 4 as letters: `x` failed by itself, `b` blocked, `+` completed.
std::string expected(const pipeline& graph, unsigned fails) {
  std::string end(graph.stages.size(), '?');
  auto is_known = [&](std::size_t stage) { return end[stage] != '?'; };
  for (std::size_t left = end.size(); left > 0;)
    for (std::size_t i = 0; i < end.size(); ++i) {
      auto is_ready = !is_known(i);
      auto is_blocked = false;
      for (std::size_t need = 0; need < end.size(); ++need)
        if (graph.stages[i].needs.test(need)) {
          is_ready = is_ready && is_known(need);
          is_blocked = is_blocked || end[need] != '+';
        }
      if (!is_ready)
        continue;
      end[i] = is_blocked ? 'b' : (fails >> i) & 1 ? 'x' : '+';
      --left;
    }
  return end;
}

std::string seen(const job_state& job) {
  std::string end;
  for (const auto& stage : job.stages)
    end += stage.status == stage_status::completed ? '+'
           : stage.error == error_class::blocked   ? 'b'
                                                   : 'x';
  return end;
}

std::string live(const plan& plan, unsigned fails) {
  world made(plan, fails, nullptr, {});
  made.model().mood_of = [&](const call_entry& call) {
    auto stage = plan.graph.find(call.stage).value();
    return std::optional{(fails >> stage) & 1 ? mood::refusing : mood::good};
  };
  made.live();
  for (const auto& [oracle, detail, step] : made.result().violations)
    FAIL_CHECK(oracle << ": " << detail);
  const auto& job = *made.database().jobs.begin()->second.current.state;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    UNSCOPED_INFO(plan.graph.stages[i].id
                  << ' ' << to_string(job.stages[i].status) << ' '
                  << job.stages[i].last_error.value_or(""));
  return seen(job);
}

} // namespace

TEST_CASE("all 2,048 sets of failing stages end as their edges say") {
  spdlog::set_level(spdlog::level::off);
  plan plan;
  plan.graph = fallible_company();
  plan.turns = 0;
  plan.has_budgets = false;
  for (auto fails = 0u; fails < 1u << plan.graph.stages.size(); ++fails) {
    INFO("failing: " << fails);
    REQUIRE(live(plan, fails) == expected(plan.graph, fails));
  }
  spdlog::set_level(spdlog::level::info);
}
