#include "messages/events.hpp"

#include <array>

namespace dossier {

std::string_view type_of(const job_event& event) noexcept {
  /// In the order of `event_body`.
  static constexpr std::array<std::string_view, std::variant_size_v<event_body>>
    names{
      "job.queued",     "job.started",     "job.updated",    "job.rerun",
      "job.cancelled",  "job.finished",    "stage.reset",    "stage.started",
      "stage.retrying", "stage.completed", "stage.failed",   "stage.cancelled",
      "stage.stale",    "stage.fresh",     "stage.restored", "stage.usage"};
  static_assert(!names.back().empty(), "the newest event has no name");
  return names[event.body.index()];
}

} // namespace dossier
