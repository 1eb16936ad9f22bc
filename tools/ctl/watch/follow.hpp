/// Follows one job over the live socket until it has ended.

#pragma once

#include "tools/ctl/net/live_socket.hpp"
#include "tools/ctl/watch/output.hpp"

#include <string>

namespace dossier::ctl {

struct followed_job {
  std::string id;

  /// Says in errors which server is meant.
  std::string url;

  /// Whether the text that stages write is worth its bytes.
  bool wants_deltas = false;
};

/// Returns the job as it ended. A lost connection is made again and goes on
/// where it stopped. Throws `failure` when the job cannot be followed: never
/// connected, too many tries, unknown job, not allowed, deleted meanwhile.
job_view follow(live_socket& socket, const followed_job& wanted,
                watch_output& output);

} // namespace dossier::ctl
