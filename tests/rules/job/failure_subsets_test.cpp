#include "tests/support/job_builder.hpp"

#include <array>

using namespace dossier;
using namespace dossier::test;

namespace {

constexpr std::array always_fails{error_class::refusal, error_class::auth,
                                  error_class::truncated};

/// What SEMANTICS 4 makes of the stages that fail whenever they run: `x` for
/// those, `b` for what they block, `+` for the rest.
std::string expected_end(const pipeline& graph, stage_set fails) {
  std::string result(graph.stages.size(), '+');
  for (auto changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < result.size(); ++i) {
      auto blocked = false;
      for (std::size_t need = 0; need < result.size(); ++need)
        blocked |= graph.stages[i].needs.test(need) && result[need] != '+';
      auto letter = blocked ? 'b' : fails.test(i) ? 'x' : '+';
      changed |= std::exchange(result[i], letter) != letter;
    }
  }
  return result;
}

std::string end_of(const job_state& job) {
  auto result = letters_of(job);
  for (std::size_t i = 0; i < result.size(); ++i)
    if (job.stages[i].error == error_class::blocked)
      result[i] = 'b';
  return result;
}

job_status expected_status(std::string_view end) {
  if (end[foundation] != '+')
    return job_status::failed;
  return end.find_first_not_of('+') == end.npos
           ? job_status::completed
           : job_status::completed_with_errors;
}

/// Reads all events anew, and holds each block against those before it: the
/// first needed stage that had failed is named, and failed in this commit.
void check_blocks(const job_world& world) {
  const auto& graph = *world.state().graph;
  stage_set failed;
  for (const auto& record : world.commits) {
    stage_set failed_now;
    for (const auto& text : record->events) {
      auto event = decode_event(*text.text, graph).value();
      const auto* end = std::get_if<stage_failed>(&event.body);
      if (!end)
        continue;
      if (end->blocked_by) {
        auto suspects = graph.stages[*event.stage].needs & failed;
        REQUIRE(suspects.test(*end->blocked_by));
        REQUIRE((suspects << (max_stages - *end->blocked_by)).none());
        REQUIRE(failed_now.test(*end->blocked_by));
        REQUIRE(end->message
                == "Blocked by failed dependency: "
                     + graph.stages[*end->blocked_by].id);
        const auto& root = world.at(end->root_cause.value());
        REQUIRE(root.status == stage_status::failed);
        REQUIRE(root.error != error_class::blocked);
      }
      failed.set(*event.stage);
      failed_now.set(*event.stage);
    }
  }
}

/// Runs a job whose stages in `fails` fail for good whenever they run; the
/// running stage that ends next is the first or the last in pipeline order.
enum class order { first, last };

void run(job_world& world, stage_set fails, order next) {
  world.admit();
  while (!is_terminal(world.state().status)) {
    auto letters = world.letters();
    auto at = next == order::first ? letters.find('>') : letters.rfind('>');
    REQUIRE(at != letters.npos);
    auto stage = stage_index(at);
    REQUIRE((fails.test(at) ? world.fail(stage, always_fails[at % 3])
                            : world.complete(stage)));
  }
}

} // namespace

TEST_CASE("every set of failing stages ends as the dependencies say") {
  const auto graph = company_graph();
  for (auto bits = 0ul; bits < 1ul << company_stages; ++bits) {
    auto fails = stage_set{bits};
    CAPTURE(fails);
    job_world world;
    run(world, fails, bits % 2 ? order::first : order::last);
    auto end = expected_end(*graph, fails);
    REQUIRE(end_of(world.state()) == end);
    REQUIRE(world.state().status == expected_status(end));
    check_blocks(world);
  }
}
