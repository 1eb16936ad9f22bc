/// What is kept of the text that running stages write.

#pragma once

#include "actors/rules/views/job_view.hpp"
#include "messages/live.hpp"

namespace dossier::rules {

/// The tail that late joiners get of each running stage.
inline constexpr std::size_t max_tail_bytes = 32 * 1024;

/// Adds a piece. One of a newer call, attempt or generation voids what was
/// there, and so does one that does not begin where that ends; one of an older
/// is ignored.
void append(live_view& live, const text_delta& piece);

/// Keeps the newest detail of a stage; `none` forgets it.
void note(live_view& live, const wait_changed& change);

/// Whether this attempt is the one that runs, and waits for no other.
bool is_under_way(const job_state& job, const attempt_key& key) noexcept;

/// Forgets what belongs to stages that no longer run, or to an older attempt.
void forget_ended(live_view& live, const job_state& job);

/// Why stages that run are held back, for clients that look at the job.
live_facts facts_of(const job_state& job, const live_view& live);

/// At most `max_tail_bytes` of what was kept, with where they begin.
live_text tail_of(const live_text& text);

} // namespace dossier::rules
