#include "actors/rules/job/status.hpp"
#include "tests/support/job_builder.hpp"

#include <random>

using namespace dossier;
using namespace dossier::test;

namespace {

/// A job of a few stages that lives through whatever may happen, drawn from
/// one seed.
class random_life {
public:
  explicit random_life(unsigned seed)
    : rng_(seed), world_(request(), random_graph()) {
    world_.checks_replay = seed % 16 == 0;
    world_.price = {{1, 2, 3, 4}, 10};
  }

  void live() {
    world_.admit();
    check_commit();
    for (auto turn = 0; !is_terminal(world_.state().status); ++turn) {
      REQUIRE(turn < 2000);
      refuse_something_old();
      world_.draw = double(roll(11)) / 10;
      // After a while nothing but outcomes happens, so that every job ends.
      if (turn > 60 || roll(8) > 0)
        end_some_attempt(turn);
      else if (world_.restart())
        check_commit();
    }
    check_end();
  }

private:
  unsigned roll(unsigned sides) {
    return unsigned(rng_() % sides);
  }

  job_request request() {
    auto result = some_request();
    if (roll(4) == 0)
      result.budget = 10 + roll(60);
    return result;
  }

  /// Pipeline order is not the order of the dependencies here.
  pipeline_ptr random_graph() {
    pipeline graph;
    graph.stages.resize(2 + roll(5));
    auto count = graph.stages.size();
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i)
      order[i] = i;
    std::shuffle(order.begin() + 1, order.end(), rng_);
    for (std::size_t i = 0; i < count; ++i) {
      auto& stage = graph.stages[order[i]];
      stage.id = "stage_" + std::to_string(order[i]);
      for (std::size_t j = 0; j < i; ++j)
        (roll(2) ? stage.needs : stage.prefers).set(order[j], roll(3) == 0);
    }
    return std::make_shared<const pipeline>(std::move(graph));
  }

  // -- what happens -----------------------------------------------------------

  void end_some_attempt(int turn) {
    auto active = rules::stages_at(world_.state(), stage_status::running);
    REQUIRE(active.any());
    auto stage = stage_index(roll(unsigned(world_.state().stages.size())));
    if (!active.test(stage))
      return;
    if (world_.at(stage).detail == wait_reason::retry_wait) {
      REQUIRE(world_.wait_out(stage));
    } else {
      auto report = random_report(stage, turn);
      REQUIRE(world_.apply(report));
      past_.push_back(report);
    }
    check_commit();
  }

  attempt_report random_report(stage_index stage, int turn) {
    if (turn > 60 || roll(3) > 0)
      return world_.completion(stage, document());
    return world_.failure(stage, error_class(roll(14)));
  }

  nlohmann::json document() {
    return section_document(std::to_string(roll(3)));
  }

  /// What was recorded once changes nothing when it comes again.
  void refuse_something_old() {
    if (past_.empty())
      return;
    const auto& old = past_[roll(unsigned(past_.size()))];
    REQUIRE_FALSE(world_.apply(old));
    REQUIRE_FALSE(world_.apply(attempt_due{{old.key.stage, 2, 1}}));
  }

  // -- what must hold ---------------------------------------------------------

  void check_commit() {
    const auto& job = world_.state();
    auto completed = rules::stages_at(job, stage_status::completed);
    auto open = rules::stages_at(job, stage_status::pending)
                | rules::stages_at(job, stage_status::running);
    for (std::size_t i = 0; i < job.stages.size(); ++i)
      if (world_.latest.starts.test(i)) {
        REQUIRE((job.graph->stages[i].needs & ~completed).none());
        REQUIRE((job.graph->stages[i].prefers & open).none());
      }
    REQUIRE(is_terminal(job.status) == open.none());
    REQUIRE(job.status == rules::derive_status(job));
    for (const auto& attempt : world_.last().attempts)
      recorded_ += attempt.spent;
  }

  void check_end() {
    usage total;
    for (const auto& stage : world_.state().stages)
      total += stage.total;
    REQUIRE(total == recorded_);
    REQUIRE(world_.last_names().back() == "job.finished");
    for (const auto& stage : world_.state().stages) {
      REQUIRE(stage.attempts - stage.crashes - stage.drains <= 3);
      REQUIRE(stage.crashes <= 3);
      REQUIRE_FALSE(stage.stale);
    }
  }

  std::mt19937 rng_;
  job_world world_;
  std::vector<attempt_report> past_;
  usage recorded_;
};

} // namespace

TEST_CASE("whatever happens in whatever order, a job ends well") {
  for (auto seed = 0u; seed < 10'000; ++seed) {
    CAPTURE(seed);
    random_life{seed}.live();
  }
}
