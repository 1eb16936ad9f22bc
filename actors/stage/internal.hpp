/// What the sources of the stage ask of each other, by the source that has it.

#pragma once

#include "actors/stage/stage.hpp"

namespace dossier::writing {

using self_ptr = stage_actor::stateful_pointer<stage_actor_state>;

// -- stage.cpp ----------------------------------------------------------------

attempt_report report_of(const running_attempt& attempt,
                         decltype(attempt_report::result) result);

void fail_attempt(self_ptr self, error_class error, std::string message);

// -- computed.cpp -------------------------------------------------------------

/// What a computed stage has made here and now, or why it could not.
std::variant<section_draft, attempt_failure>
compute(const stage_actor_state& st);

// -- abort.cpp ----------------------------------------------------------------

/// Whether the provider owes the end of a call.
bool has_call(const stage_actor_state& st) noexcept;

/// Ends the attempt for a shutdown; the next process takes the stage up again.
void end_drained(self_ptr self);

/// Cancels the call that is under way, and ends the attempt with it.
void drain_attempt(self_ptr self);

/// For a cancel of the job. Answers with what the attempt has cost; refuses
/// when its call does not end in time: then that follows as `late_usage`.
caf::result<attempt_report> abort_attempt(self_ptr self);

/// The client has not ended a cancelled call in time.
void on_late(self_ptr self, const attempt_key& key);

/// Ends the attempt if its call was cancelled and has now ended. Returns false
/// when it was not: then the end of the call is an answer.
bool end_if_cancelled(self_ptr self);

// -- text.cpp -----------------------------------------------------------------

/// Publishes what has gathered, if anything.
void publish_text(self_ptr self);

/// The first piece is published at once; what follows within the interval
/// gathers.
void on_text(self_ptr self, const call_text& piece);

/// The text so far is void; what comes next belongs to a higher call.
void restart_text(stage_actor_state& st, unsigned call);

} // namespace dossier::writing
