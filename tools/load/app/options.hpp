/// What a run does, as the command line says it.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace dossier::load {

using std::chrono::milliseconds;

struct options {
  /// A running server; or a program to start, with a data folder of its own.
  std::string url;
  std::string server;
  /// Empty: a new temporary folder, removed after a run without violations.
  std::string data;
  /// `key=value` for the server started here.
  std::vector<std::string> settings;
  std::string token;

  std::string report_type = "company_intelligence";
  /// 0: no bound of that kind.
  int jobs = 0;
  int seconds = 0;
  /// Submits a second; 0: as many as keep `in_flight` jobs open.
  double rate = 0;
  int in_flight = 100;

  int watchers = 10;
  int slow_readers = 0;
  /// Shares of jobs, 0 to 1.
  double reruns = 0;
  double cancels = 0;
  double repeats = 0.05;

  int kills = 0;
  int terms = 0;
  /// Between two of them, drawn evenly.
  milliseconds least_pause{500};
  milliseconds longest_pause{4000};
  milliseconds drain_timeout{5000};

  /// How long one request is repeated, and how long nothing may get on.
  std::chrono::seconds patience{60};
  std::uint64_t seed = 1;
  bool is_quiet = false;
};

} // namespace dossier::load
