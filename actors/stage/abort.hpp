/// How a stage puts its attempt down, for a shutdown or a cancel: it closes the
/// connection of the call that is under way, and waits for what that has cost.

#pragma once

#include "actors/stage/stage.hpp"

namespace dossier::writing {

// -- of stage.cpp -------------------------------------------------------------

attempt_report report_of(const running_attempt& attempt,
                         decltype(attempt_report::result) result);

void fail_attempt(self_ptr self, error_class error, std::string message);

// -- of stage_abort.cpp -------------------------------------------------------

/// Puts the attempt down; the next process takes the stage up again.
void drain_attempt(self_ptr self);

/// For a cancel. Answers with what the attempt has cost; refuses when its call
/// does not end in time: then that follows as `late_usage`.
caf::result<attempt_report> abort_attempt(self_ptr self);

/// The client has not ended a cancelled call in time.
void on_late(self_ptr self, const attempt_key& key);

/// Ends the attempt if the end of its call was awaited only to abort it;
/// whether it did.
bool end_if_aborted(self_ptr self);

} // namespace dossier::writing
