#include "tests/simulation/program/seeds.hpp"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace dossier::simulation {

namespace {

/// Plain numbers, as they pass through a pipe.
struct summary {
  std::uint64_t seeds = 0;
  std::uint64_t broken = 0;
  std::uint64_t steps = 0;
  std::uint64_t jobs = 0;
  std::uint64_t commits = 0;
  std::uint64_t calls = 0;
  std::uint64_t commands = 0;
  std::uint64_t crashes = 0;
  std::uint64_t drains = 0;
  std::uint64_t faults = 0;
  std::uint64_t jumps = 0;

  void add(const summary& other) {
    seeds += other.seeds;
    broken += other.broken;
    steps += other.steps;
    jobs += other.jobs;
    commits += other.commits;
    calls += other.calls;
    commands += other.commands;
    crashes += other.crashes;
    drains += other.drains;
    faults += other.faults;
    jumps += other.jumps;
  }
};

summary summary_of(const run_result& run) {
  return {1,
          !run.violations.empty(),
          run.steps,
          run.jobs,
          run.commits,
          run.calls,
          run.commands,
          run.crashes,
          run.drains,
          run.faults,
          run.jumps};
}

/// One write a line, so that lines of several processes do not mix.
void say(const std::string& line) {
  std::cout << line + '\n' << std::flush;
}

summary live(const sim_request& request, std::uint64_t seed) {
  run_options options{seed, request.bug, {}};
  if (request.is_traced)
    options.listener = say;
  auto result = run(options);
  for (const auto& [oracle, detail, step] : result.violations)
    say("seed " + std::to_string(seed) + " step " + std::to_string(step) + " "
        + oracle + ": " + detail);
  return summary_of(result);
}

summary live_share(const sim_request& request, unsigned share) {
  summary sum;
  for (auto seed = request.seeds.first + share; seed <= request.seeds.last;
       seed += request.processes)
    sum.add(live(request, seed));
  return sum;
}

/// A child that lives through its share and leaves the sum in a pipe.
int start_child(const sim_request& request, unsigned share) {
  int ends[2];
  if (pipe(ends) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  auto child = fork();
  if (child < 0)
    throw std::system_error(errno, std::generic_category(), "fork");
  if (child > 0) {
    close(ends[1]);
    return ends[0];
  }
  auto sum = live_share(request, share);
  auto is_written = write(ends[1], &sum, sizeof sum) == sizeof sum;
  _exit(is_written ? 0 : 1);
}

/// A child that died counts as a broken seed.
summary wait_for(int pipe_end) {
  summary sum;
  if (read(pipe_end, &sum, sizeof sum) != sizeof sum) {
    say("a process has died");
    sum = {};
    sum.broken = 1;
  }
  close(pipe_end);
  return sum;
}

summary live_apart(const sim_request& request) {
  std::vector<int> pipes;
  for (auto share = 0u; share < request.processes; ++share)
    pipes.push_back(start_child(request, share));
  summary sum;
  for (auto end : pipes)
    sum.add(wait_for(end));
  while (wait(nullptr) > 0) {
    // Until no child is left.
  }
  return sum;
}

void show(const summary& sum, double seconds) {
  auto line = [](const char* name, std::uint64_t count) {
    return ' ' + std::to_string(count) + ' ' + name + ',';
  };
  auto text = std::to_string(sum.seeds) + " seeds," + line("broken", sum.broken)
              + line("jobs", sum.jobs) + line("commits", sum.commits)
              + line("calls", sum.calls) + line("messages and turns", sum.steps)
              + line("commands", sum.commands) + line("crashes", sum.crashes)
              + line("drains", sum.drains) + line("faults", sum.faults)
              + line("clock jumps", sum.jumps);
  std::printf("%s %.1f s\n", text.c_str(), seconds);
}

} // namespace

bool live_through(const sim_request& request) {
  auto begin = std::chrono::steady_clock::now();
  auto is_one = request.seeds.first == request.seeds.last;
  auto sum
    = request.processes == 1 || is_one || request.is_traced
        ? live_share({request.seeds, 1, request.is_traced, request.bug}, 0)
        : live_apart(request);
  show(sum,
       std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
         .count());
  return sum.broken == 0;
}

} // namespace dossier::simulation
