/// dossier-sim: lives through seeds and tells which break a promise.

#include "tests/simulation/world/world.hpp"

#include <spdlog/spdlog.h>

#include <iostream>

int main(int argc, char** argv) {
  using namespace dossier::simulation;
  spdlog::set_level(spdlog::level::off);
  auto from = std::stoull(argv[1]), to = std::stoull(argv[2]);
  bool trace = argc > 3;
  run_result sum;
  for (auto seed = from; seed <= to; ++seed) {
    run_options options{seed, nullptr, {}};
    if (trace)
      options.listener = [](const std::string& line) { std::cout << line << "\n"; };
    auto r = run(options);
    for (auto& v : r.violations)
      std::cout << "seed " << seed << " " << v.oracle << ": " << v.detail << std::endl;
    sum.steps += r.steps; sum.jobs += r.jobs; sum.commits += r.commits; sum.calls += r.calls; sum.crashes += r.crashes; sum.faults += r.faults; sum.jumps += r.jumps;
  }
  std::cout << sum.steps << " steps " << sum.jobs << " jobs " << sum.commits << " commits " << sum.calls << " calls " << sum.crashes << " crashes " << sum.faults << " faults\n";
}
