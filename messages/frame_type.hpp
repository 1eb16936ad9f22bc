/// The types of the frames on `/ws`, as `asyncapi.json` has them; a test
/// compares.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dossier {

/// What the server says.
enum class frame_type : std::uint8_t {
  hello,
  subscribed,
  snapshot,
  event,
  delta,
  detail,
  gap,
  jobs,
  job,
  job_removed,
  unsubscribed,
  pong,
  admin,
  error,
  bye,
  /// Several of them as one.
  batch,
};

inline constexpr std::size_t frame_types = 16;

/// What a client says.
enum class client_frame_type : std::uint8_t {
  subscribe,
  unsubscribe,
  ping,
  admin,
};

inline constexpr std::size_t client_frame_types = 4;

std::string_view to_string(frame_type type) noexcept;
std::string_view to_string(client_frame_type type) noexcept;
std::optional<client_frame_type>
parse_client_frame_type(std::string_view text) noexcept;

} // namespace dossier
