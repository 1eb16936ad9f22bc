/// What the measuring programs share: what a process uses, percentiles, and
/// the line each of them prints.

#pragma once

#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace dossier::bench {

using json = nlohmann::json;
using steady = std::chrono::steady_clock;

double seconds_since(steady::time_point start);
double ms_since(steady::time_point start);

/// Processor seconds by thread name.
std::map<std::string, double> cpu_by_thread(pid_t pid);
double cpu_seconds(pid_t pid);

double memory_mb(pid_t pid);

/// The nearest rank: a value that was really measured. Sorts.
double percentile(std::vector<double>& values, double share);

/// One line on stdout: the measure's name, its figures, the command that made
/// it and the machine's load average, without which they say little.
void print(int argc, char** argv, const std::string& measure, json figures);

/// The numbers on the command line in their order, each over what stands in for
/// it. What is none, or one too many, ends the program with exit code 2.
void read_numbers(int argc, char** argv, std::span<int> into, int first = 1);

template <class... Numbers>
auto numbers(int argc, char** argv, Numbers... otherwise) {
  std::array<int, sizeof...(otherwise)> result{otherwise...};
  read_numbers(argc, argv, result);
  return result;
}

/// The pipeline of 11 stages with 2 KB outputs and the instant model; any
/// number of jobs and calls at once unless `more` says otherwise.
std::vector<std::string> settings(std::vector<std::string> more = {});

/// The n-th request for a report.
std::string request_body(int number, const std::string& report_type = "bench");

/// Submits over a few connections; 503 means try again, for a minute at most.
/// Returns the ids, in no particular order.
std::vector<std::string> submit(std::uint16_t port, int jobs,
                                const std::string& report_type = "bench");

/// Until no job is queued or running.
void await_idle(std::uint16_t port);

} // namespace dossier::bench
