#include "tests/simulation/world/graphs.hpp"

#include "tests/support/company_graph.hpp"

#include <algorithm>
#include <numeric>

namespace dossier::simulation {

namespace {

/// One line for each edge, so that a call shows what it was made from.
std::string prompt_of(const pipeline& graph, const stage_definition& stage) {
  std::string text = "Write it.";
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if ((stage.needs | stage.prefers).test(i)) {
      const auto& id = graph.stages[i].id;
      text += "\n" + id + "={{output:" + id + "}}";
    }
  return text;
}

void make_runnable(pipeline& graph) {
  for (auto& stage : graph.stages) {
    stage.ask.file = "prompts/" + stage.id + ".md";
    stage.ask.prompt = prompt_of(graph, stage);
    stage.ask.schema = {{"type", "object"}};
    if (stage.kind == stage_kind::model)
      stage.ask.schema["required"] = {"text"};
    stage.ask.schema_text = stage.ask.schema.dump();
    stage.ask.schema_file = "schemas/" + stage.id + ".json";
    stage.max_tokens = 1000;
  }
}

void name(stage_definition& stage, std::size_t number) {
  stage.id = "stage_" + std::to_string(number);
  stage.name = "Stage " + std::to_string(number);
  stage.field = stage.report_key = stage.id;
}

/// The foundation comes first; the others in an order of their own.
std::vector<std::size_t> draw_order(std::size_t count, rng& rng) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (auto i = count - 1; i > 1; --i)
    std::swap(order[i], order[1 + rng.below(i)]);
  return order;
}

void draw_edges(pipeline& graph, const std::vector<std::size_t>& order,
                rng& rng) {
  for (std::size_t i = 1; i < order.size(); ++i) {
    auto& stage = graph.stages[order[i]];
    for (std::size_t j = 0; j < i; ++j)
      switch (rng.below(5)) {
        case 0: stage.needs.set(order[j]); break;
        case 1: stage.prefers.set(order[j]); break;
        default: break;
      }
    if ((stage.needs | stage.prefers).none())
      stage.needs.set(graph.foundation);
  }
}

void make_computed(stage_definition& stage, rng& rng) {
  stage.kind = stage_kind::computed;
  stage.compute = "appendix";
  if (rng.one_in(3))
    stage.prefers |= std::exchange(stage.needs, {});
}

} // namespace

pipeline company() {
  auto graph = test::make_company_graph();
  make_runnable(graph);
  return graph;
}

pipeline any_pipeline(rng& rng) {
  pipeline graph;
  graph.report_type = report_type;
  graph.name = "Any report";
  graph.stages.resize(2 + rng.below(6));
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    name(graph.stages[i], i);
    graph.stages[i].max_attempts = 1 + unsigned(rng.below(3));
    graph.stages[i].max_tokens_large = rng.one_in(2) ? 2000 : 0;
  }
  auto order = draw_order(graph.stages.size(), rng);
  draw_edges(graph, order, rng);
  // Mostly the last, as an appendix is; now and then one that others build on.
  for (std::size_t i = 1; i < order.size(); ++i)
    if (rng.one_in(i + 1 == order.size() ? 2 : 8))
      make_computed(graph.stages[order[i]], rng);
  make_runnable(graph);
  return graph;
}

} // namespace dossier::simulation
