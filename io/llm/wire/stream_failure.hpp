/// Why a streamed request has no answer, or not all of it.

#pragma once

#include "messages/time.hpp"

namespace dossier::io::llm::wire {

enum class stream_error {
  /// The address cannot be reached, or does not speak TLS.
  unreachable,
  untrusted,
  timed_out,
  broken,
  cancelled,
  /// A fault of ours.
  internal,
};

struct stream_failure {
  stream_error error = stream_error::broken;
  /// A sentence for people.
  std::string reason;
};

/// `No answer began within 120 s.`
stream_failure timed_out(const char* name, milliseconds limit);

} // namespace dossier::io::llm::wire
