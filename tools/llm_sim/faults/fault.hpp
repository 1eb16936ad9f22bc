/// What can go wrong with one call, and how people write it:
/// `kind[:key=value,…][;kind…]`, as in `529:times=2;schema:op=missing`.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::llm_sim {

enum class fault_kind {
  // -- an answer other than 200 -----------------------------------------------
  status,
  html_status,
  context,
  // -- the connection ---------------------------------------------------------
  refuse_conn,
  reset_before_headers,
  close_idle,
  // -- the end of a stream ----------------------------------------------------
  reset,
  fin,
  clean_end,
  stall,
  // -- its pace ---------------------------------------------------------------
  slow,
  // -- its events -------------------------------------------------------------
  sse_error,
  bad_event,
  order,
  dup_start,
  whole,
  unknown_event,
  unknown_delta,
  huge_event,
  // -- its bytes --------------------------------------------------------------
  no_event_name,
  crlf,
  split1,
  comments,
  bom,
  // -- what it says -----------------------------------------------------------
  fence,
  prose,
  two_objects,
  trailing,
  nan,
  dup_key,
  bad_json,
  schema,
  blank,
  max_tokens,
  stop,
  refusal,
  empty,
  usage_odd,
};

struct fault {
  fault_kind kind = fault_kind::status;
  /// Of `status` and `html_status`.
  int status = 0;
  std::map<std::string, std::string, std::less<>> values;
  /// Healthy after so many hits; absent: never.
  std::optional<std::uint64_t> times;
  double chance = 1;
  /// As it was written.
  std::string text;

  std::optional<std::uint64_t> number(std::string_view name) const;
  std::string word(std::string_view name, std::string fallback) const;
};

/// Says which part of the text is wrong, and what would be right.
class fault_error : public std::runtime_error {
public:
  using runtime_error::runtime_error;
};

/// Throws `fault_error`.
std::vector<fault> parse_faults(std::string_view text);

/// A modifier joins whatever else happens; of all others the first that hits
/// decides the call.
bool is_modifier(fault_kind kind) noexcept;

/// The first of a kind; null when there is none.
const fault* find(const std::vector<fault>& among, fault_kind kind) noexcept;

} // namespace dossier::llm_sim
