/// A research job: what was asked for, where it stands, what it has so far.

#pragma once

#include "messages/pipeline.hpp"

namespace dossier {

using job_id = std::string;
using user_id = std::string;

enum class job_status : std::uint8_t {
  queued,
  running,
  completed,
  completed_with_errors,
  failed,
  cancelled,
};

constexpr bool is_terminal(job_status status) noexcept {
  return status >= job_status::completed;
}

std::string_view to_string(job_status status) noexcept;
std::optional<job_status> parse_job_status(std::string_view text) noexcept;

/// How far back research looks; ends on the day the job was created.
enum class time_horizon : std::uint8_t { months_6, year_1, years_2, years_3 };

std::string_view to_string(time_horizon horizon) noexcept;
std::optional<time_horizon> parse_time_horizon(std::string_view text) noexcept;

/// What the analyst asked for. Tags, priority and budget may change later.
struct job_request {
  std::string report_type = "company_intelligence";
  std::string company_name;
  std::string geography = "Global";
  std::vector<std::string> focus_areas;
  std::vector<std::string> user_files;
  std::string user_context;
  time_horizon horizon = time_horizon::year_1;
  std::vector<std::string> tags;
  /// -10 to 10, higher first.
  int priority = 0;
  /// Cap on the cost of one generation; absent: none.
  std::optional<nano_usd> budget;
  /// Whether a demonstration provider writes the sections.
  bool demo = false;
  /// Who owns the job.
  user_id user;

  friend bool operator==(const job_request&, const job_request&) = default;
};

/// What the events of a job add up to; `rules::fold` makes it, and nothing
/// else does. Indexed like `pipeline::stages`.
struct job_state {
  job_id id;
  pipeline_ptr graph;
  job_request request;
  job_status status = job_status::queued;
  bool admitted = false;
  bool cancelled = false;
  unsigned generation = 1;
  /// Number of transactions so far, and of the last event.
  std::uint64_t revision = 0;
  std::uint64_t last_seq = 0;
  timestamp created_at{};
  timestamp queued_at{};
  timestamp updated_at{};
  std::optional<timestamp> started_at;
  std::optional<timestamp> completed_at;
  /// Cost of the current generation, which the budget caps.
  nano_usd generation_cost = 0;
  std::vector<stage_state> stages;

  friend bool operator==(const job_state&, const job_state&) = default;
};

using job_state_ptr = std::shared_ptr<const job_state>;

/// A section as stored: canonical JSON text, shared by all who read it.
using section_text = std::shared_ptr<const std::string>;

/// One source of a report. Ids read `S1`, `S2`, … and never change.
struct source {
  std::string id;
  std::string citation;
  std::string url;
  std::string type;
  std::string date;
  /// Who brought it.
  stage_index stage = 0;

  friend bool operator==(const source&, const source&) = default;
};

/// In the order of their ids; only ever grows.
using source_catalog = std::vector<source>;
using source_catalog_ptr = std::shared_ptr<const source_catalog>;

/// Everything a supervisor holds of a job that is under way.
struct job {
  job_state_ptr state;
  source_catalog_ptr sources;
  /// Null where a stage has no output.
  std::vector<section_text> outputs;
  /// Fencing number of the owner; always 1 with SQLite.
  std::uint64_t lease = 1;
};

} // namespace dossier
