/// A job as it stands after the frames seen so far.

#pragma once

#include "tools/ctl/api/json.hpp"
#include "tools/ctl/api/status.hpp"
#include "tools/ctl/text/format.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::ctl {

struct stage_view {
  std::string id;
  std::string name;
  stage_status status = stage_status::pending;

  /// Why a running stage does not write: "retry_wait", "throttled",
  /// "waiting"; empty otherwise.
  std::string detail;

  int attempt = 0;
  int max_attempts = 0;

  /// Attempts that a crash or a shutdown ended: they have a number, but were
  /// no try of the stage.
  int lost = 0;
  std::string last_error;
  std::string confidence;
  std::optional<time_point> started_at;
  std::optional<time_point> next_attempt_at;
  std::optional<std::chrono::milliseconds> duration;

  /// Bytes of the call that writes now. A new call starts over.
  std::size_t written = 0;
};

struct job_view {
  std::string id;
  std::string company;
  std::string geography;
  bool demo = false;
  job_status status = job_status::unknown;
  std::string error;
  std::optional<int> queue_position;
  std::vector<stage_view> stages;
  std::uint64_t last_seq = 0;

  std::size_t ended_stages() const;
  const stage_view* find(const std::string& stage) const;
};

/// Whether the server ended an attempt of this class, not the model.
bool is_lost(std::string_view error_class);

/// Reads a JobStatus; `seq` is the last event it includes.
job_view to_view(const json& job, std::uint64_t seq);

enum class folding {
  /// The event is part of the view now.
  applied,
  /// The view had it already.
  repeated,
  /// Events before it are missing: subscribe again from `last_seq`.
  gap,
};

/// Applies an `event` frame.
folding fold_event(job_view& view, const json& event);

/// Applies a `delta` frame: how much a stage has written.
void fold_delta(job_view& view, const json& delta);

/// Applies a `detail` frame: why a stage does not write.
void fold_detail(job_view& view, const json& detail);

} // namespace dossier::ctl
