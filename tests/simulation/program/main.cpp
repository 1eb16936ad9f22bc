/// dossier-sim: lives through seeds, and tells which break a promise.

#include "tests/simulation/program/seeds.hpp"
#include "tools/arguments/arguments.hpp"
#include "tools/arguments/standard_files.hpp"

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <thread>

namespace {

using namespace dossier::simulation;

constexpr int exit_usage = 2;

std::optional<std::uint64_t> parse_seed(std::string_view text) {
  std::uint64_t seed = 0;
  const auto* last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, seed);
  if (error != std::errc{} || end != last)
    return {};
  return seed;
}

/// Reads `7` and `1..2000`.
std::optional<seed_range> parse_range(std::string_view text) {
  auto dots = text.find("..");
  auto first = parse_seed(text.substr(0, dots));
  auto last = dots == text.npos ? first : parse_seed(text.substr(dots + 2));
  if (!first || !last || *first > *last)
    return {};
  return seed_range{*first, *last};
}

void list_bugs() {
  for (const auto& kind : known_bugs())
    std::cout << kind.name << ": " << kind.description << '\n';
}

} // namespace

int main(int argc, char** argv) {
  dossier::arguments::reserve_standard_files();
  CLI::App app{"Simulates the engine: production actors under seeded chaos."};
  std::string seeds = "1..1000";
  sim_request request;
  std::string bug;
  request.processes = std::max(1u, std::thread::hardware_concurrency());
  app.add_option("--seed,--seeds", seeds, "A seed, or a range such as 1..2000");
  app.add_option("--jobs", request.processes, "Processes that share the seeds")
    ->check(CLI::Range(1, 256));
  app.add_flag("--trace", request.is_traced, "Print every step");
  app.add_option("--bug", bug, "Plant this mistake; `list` shows them");
  try {
    dossier::arguments::parse(app, argc, argv);
  } catch (const CLI::ParseError& reason) {
    return app.exit(reason) == 0 ? 0 : exit_usage;
  }
  spdlog::set_level(spdlog::level::off);
  if (bug == "list") {
    list_bugs();
    return 0;
  }
  auto range = parse_range(seeds);
  if (!range) {
    std::cerr << "dossier-sim: no seeds: " << seeds << '\n';
    return exit_usage;
  }
  request.seeds = *range;
  request.bug = find_bug(bug);
  if (!bug.empty() && !request.bug) {
    std::cerr << "dossier-sim: no such bug: " << bug << '\n';
    return exit_usage;
  }
  return live_through(request) ? 0 : 1;
}
