/// One node of a job: where it stands, what went wrong, what it cost.

#pragma once

#include "messages/time.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

// -- identity -----------------------------------------------------------------

/// A stage's position in its pipeline; its id stands on the wire.
using stage_index = std::uint8_t;

/// No pipeline may have more; one machine word holds a set of them.
inline constexpr std::size_t max_stages = 64;

using stage_set = std::bitset<max_stages>;

/// Names one attempt of one stage. Results are fenced by it.
struct attempt_key {
  stage_index stage = 0;
  unsigned generation = 0;
  unsigned attempt = 0;

  friend bool operator==(const attempt_key&, const attempt_key&) = default;
};

// -- status -------------------------------------------------------------------

enum class stage_status : std::uint8_t {
  pending,
  running,
  completed,
  failed,
  cancelled,
};

constexpr bool is_terminal(stage_status status) noexcept {
  return status >= stage_status::completed;
}

/// Why a running stage is not asking a model at this moment.
enum class wait_reason : std::uint8_t { none, retry_wait, throttled, waiting };

enum class confidence : std::uint8_t { unknown, low, medium, high };

/// The kinds of failure, each with a policy of its own (`rules/job/retry.hpp`).
enum class error_class : std::uint8_t {
  transient,
  throttled,
  truncated,
  malformed,
  schema_violation,
  refusal,
  auth,
  billing,
  not_found,
  invalid_request,
  internal,
  budget,
  crash,
  drained,
  blocked,
};

/// How an attempt ended.
enum class attempt_outcome : std::uint8_t {
  completed,
  failed,
  crashed,
  drained,
  cancelled,
};

// -- cost ---------------------------------------------------------------------

/// Billionths of a US dollar.
using nano_usd = std::int64_t;

struct token_counts {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;

  token_counts& operator+=(const token_counts& other) noexcept;
  friend bool operator==(const token_counts&, const token_counts&) = default;
};

struct usage {
  token_counts tokens;
  nano_usd cost = 0;

  usage& operator+=(const usage& other) noexcept;
  friend bool operator==(const usage&, const usage&) = default;
};

// -- state --------------------------------------------------------------------

/// What a completed stage was made from: the hash of each dependency's output,
/// empty when the dependency had none.
struct input_hash {
  stage_index stage = 0;
  std::string hash;

  friend bool operator==(const input_hash&, const input_hash&) = default;
};

/// Everything the events of a job say about one stage. The output itself is
/// kept apart, as it is large.
struct stage_state {
  stage_status status = stage_status::pending;
  /// Events tell of `retry_wait` alone; for the others see `hold_note`.
  wait_reason detail = wait_reason::none;
  /// Executions started in this generation; of these, `crashes` and `drains`
  /// do not count against the stage's maximum.
  unsigned attempts = 0;
  unsigned crashes = 0;
  unsigned drains = 0;
  std::optional<timestamp> next_attempt_at;
  std::optional<std::string> last_error;
  std::optional<error_class> error;
  std::optional<stage_index> blocked_by;
  std::optional<stage_index> root_cause;
  /// Start of the first attempt; and since when the stage is in its present
  /// phase: the start of the attempt that runs, or of the wait before the next.
  std::optional<timestamp> started_at;
  std::optional<timestamp> phase_since;
  std::optional<timestamp> completed_at;
  std::optional<milliseconds> duration;
  bool stale = false;
  confidence level = confidence::unknown;
  std::vector<std::string> sources_used;
  /// Number of the newest output, 0 before the first. `output_hash` is empty
  /// while the stage has no output, as after a reset.
  unsigned version = 0;
  std::string output_hash;
  std::vector<input_hash> inputs;
  /// Names the prompt and the model that made the output; empty for one that
  /// was computed.
  std::string prompt_fingerprint;
  /// Over all attempts of all generations; never falls.
  usage total;

  friend bool operator==(const stage_state&, const stage_state&) = default;
};

// -- names on the wire --------------------------------------------------------

std::string_view to_string(stage_status status) noexcept;
/// Empty for `none`, which is null on the wire.
std::string_view to_string(wait_reason detail) noexcept;
/// Upper case, as reports write it.
std::string_view to_string(confidence level) noexcept;
std::string_view to_string(error_class error) noexcept;
std::string_view to_string(attempt_outcome outcome) noexcept;

/// Nothing for text that is no such name.
std::optional<stage_status> parse_stage_status(std::string_view text) noexcept;
std::optional<wait_reason> parse_wait_reason(std::string_view text) noexcept;
std::optional<confidence> parse_confidence(std::string_view text) noexcept;
std::optional<error_class> parse_error_class(std::string_view text) noexcept;
std::optional<attempt_outcome>
parse_attempt_outcome(std::string_view text) noexcept;

} // namespace dossier
