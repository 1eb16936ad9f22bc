/// dossier-sim: lives through seeds, and tells which break a promise.

#include "tests/simulation/program/seeds.hpp"

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <thread>

namespace {

using namespace dossier::simulation;

/// Reads `7` and `1..2000`.
seed_range parse_range(const std::string& text) {
  auto dots = text.find("..");
  auto first = std::stoull(text);
  return {first, dots == std::string::npos
                   ? first
                   : std::stoull(text.substr(dots + 2))};
}

void list_bugs() {
  for (const auto& kind : known_bugs())
    std::cout << kind.name << ": " << kind.what << '\n';
}

} // namespace

int main(int argc, char** argv) {
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
  CLI11_PARSE(app, argc, argv);
  spdlog::set_level(spdlog::level::off);
  if (bug == "list") {
    list_bugs();
    return 0;
  }
  try {
    request.seeds = parse_range(seeds);
  } catch (const std::exception&) {
    std::cerr << "dossier-sim: no seeds: " << seeds << '\n';
    return 2;
  }
  request.bug = find_bug(bug);
  if (!bug.empty() && !request.bug) {
    std::cerr << "dossier-sim: no such bug: " << bug << '\n';
    return 2;
  }
  return live_through(request) ? 0 : 1;
}
