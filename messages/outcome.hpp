/// What an attempt came to, and what its supervisor made of it.

#pragma once

#include "messages/job.hpp"

#include <memory>
#include <variant>

namespace dossier {

/// A section that passed its schema and checks, as the model numbered it:
/// sources are merged when it is applied.
struct section_draft {
  std::shared_ptr<const nlohmann::json> document;
  /// How many sources of the catalogue its question showed.
  std::size_t sources_shown = 0;
};

struct attempt_failure {
  error_class error{};
  std::string message;
  /// What the provider asked for, which wins over a shorter delay of ours.
  std::optional<milliseconds> retry_after;
  /// The provider asks not to be tried again, whatever the class.
  bool is_final = false;
};

/// Everything one finished attempt has to say. A stage offers it until it is
/// recorded, so it may arrive more than once.
struct attempt_report {
  attempt_key key;
  std::variant<section_draft, attempt_failure> result;
  std::string model;
  std::string stop_reason;
  /// All that were sent, repair turns and repetitions included.
  unsigned calls = 0;
  usage spent;
  /// Names the prompt and the model; empty for what is computed.
  std::string prompt_fingerprint;
};

/// The wait after `failed` is over: the stage's next attempt may start. A timer
/// that outlived its wait names an older attempt, and is outdated.
struct attempt_due {
  attempt_key failed;
};

/// What is committed of a stage after it reported.
struct verdict {
  stage_status status = stage_status::pending;
  /// Set while `status` is running: when to ask for the next attempt.
  std::optional<timestamp> next_attempt_at;
  /// How long that wait is, whatever the clock on the wall says meanwhile.
  milliseconds wait{0};
  /// The attempt that may make calls now; absent when none may.
  std::optional<attempt_key> started;
  /// The job as of this commit: peers take their inputs from here.
  section_text output;
  source_catalog_ptr sources;
  /// Other stages whose `stage.started` was part of this commit.
  stage_set starts;
};

} // namespace dossier
