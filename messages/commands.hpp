/// What a client may have done with a job that exists. Checked for shape by
/// whoever made it; whether the job allows it is for `rules::apply_command` to
/// say.

#pragma once

#include "messages/commit.hpp"

#include <variant>

namespace dossier {

/// Runs stages again. Ids are the client's, and may be unknown.
struct rerun_command {
  std::vector<std::string> sections;
  std::string reason;
  enum cascade cascade = cascade::none;
  /// The plan that the client has seen; absent: any.
  std::optional<std::string> plan_version;
  std::optional<nano_usd> budget;
  /// Asked for by its older name, which answers one field more.
  bool is_regenerate = false;
};

/// Ends what has not ended.
struct cancel_command {};

/// Changes what may be changed; absent fields stay as they are.
struct update_command {
  std::optional<std::vector<std::string>> tags;
  std::optional<int> priority;
  std::optional<budget_change> budget;
};

/// Makes an old output of a stage its newest version.
struct restore_command {
  std::string stage;
  unsigned version = 0;
};

/// Removes a job that has ended, with everything it has.
struct delete_command {};

using command_body = std::variant<rerun_command, cancel_command, update_command,
                                  restore_command, delete_command>;

struct job_command {
  job_id id;
  /// The caller. Somebody else's job is not there, except for administrators.
  user_id by;
  bool is_admin = false;
  command_body body;
  /// Scope and body hash of an idempotency key; absent without one.
  std::optional<idempotency_record> key;
};

} // namespace dossier
