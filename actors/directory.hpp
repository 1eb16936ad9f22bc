/// The long-lived actors, and what every job's actors share. Made once by
/// `system.cpp`, never changed while jobs run.

#pragma once

#include "actors/health.hpp"
#include "actors/ports.hpp"
#include "actors/rules/job/prompt_fingerprint.hpp"
#include "actors/rules/job/step.hpp"
#include "actors/rules/scheduling/throttle.hpp"
#include "io/metrics.hpp"
#include "messages/protocol.hpp"

#include <atomic>

namespace dossier {

namespace report {

class section_checks;

} // namespace report

/// A report type, and its schemas compiled.
struct report_type {
  pipeline_ptr graph;
  std::shared_ptr<const report::section_checks> checks;
  /// Per stage: `rules::remaining_paths`.
  std::vector<unsigned> remaining_paths;
  /// Null where nothing is run.
  rules::prompt_fingerprints prompt_fingerprints;
};

/// Shared by all actors of all its jobs.
using report_type_ptr = std::shared_ptr<const report_type>;

struct engine_settings {
  rules::retry_policy retry;
  rules::throttle_policy throttle;
  /// Jobs that run at once; 0: no limit.
  std::size_t max_running_jobs = 64;
  /// Calls to the model that run at once.
  std::size_t max_concurrency = 64;
  /// Submissions that wait for the disk; beyond that, 503.
  std::size_t max_waiting = 1024;
};

struct directory {
  engine_health_ptr health = std::make_shared<engine_health>();
  std::shared_ptr<io::metrics> metrics = std::make_shared<io::metrics>();
  const wall_clock* clock = nullptr;
  randomness* rng = nullptr;
  engine_settings settings;
  pipeline_catalog pipelines;
  /// The same, ready to run.
  std::map<std::string, report_type_ptr, std::less<>> report_types;
  /// Whether the model's answers are invented.
  bool is_demo = false;
  /// Names the database file.
  std::string epoch;

  queue_actor queue;
  event_bus_actor bus;
  recorder_actor recorder;
  /// At least one; any may answer.
  std::vector<reader_actor> readers;
  provider_actor provider;
  console_actor console;

  /// The next reader in turn.
  const reader_actor& reader() const {
    return readers[turn++ % readers.size()];
  }

  rules::step_context context() const {
    return {.now = clock->now(), .draw = draw(*rng), .retry = settings.retry};
  }

  mutable std::atomic<std::size_t> turn = 0;
};

using directory_ptr = std::shared_ptr<const directory>;

} // namespace dossier
