/// What is published but not stored: text as it is written, and why a stage
/// waits.

#pragma once

#include "messages/commit.hpp"

namespace dossier {

/// Committed events of one job, with the state they lead to.
struct job_news {
  job_state_ptr state;
  std::vector<encoded_event> events;
};

/// The job is gone, with everything it had.
struct job_removed {
  job_id id;
  user_id user;
};

/// Where in the text of one call a piece begins. A higher call, attempt or
/// generation voids what came before; `offset` counts UTF-8 bytes.
struct text_position {
  attempt_key key;
  unsigned call = 0;
  std::size_t offset = 0;

  friend bool operator==(const text_position&, const text_position&) = default;
};

struct text_delta {
  job_id id;
  pipeline_ptr graph;
  text_position at;
  std::string text;
};

/// A running stage is held back, or no longer is (`none`).
struct wait_changed {
  job_id id;
  pipeline_ptr graph;
  attempt_key key;
  wait_reason detail = wait_reason::none;
  std::string reason;
  std::optional<timestamp> until;
};

/// The tail of what a running stage has written, for those who join late.
struct live_text {
  text_position at;
  std::string text;
};

/// What is known of a job beyond its stored state. Empty for jobs that do not
/// run. Indexed by position in the vectors, not by stage.
struct live_view {
  std::vector<live_text> texts;
  std::vector<wait_changed> details;
};

} // namespace dossier
