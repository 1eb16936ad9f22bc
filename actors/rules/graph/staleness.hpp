/// Which completed sections were made from something that has changed since.

#pragma once

#include "messages/job.hpp"

namespace dossier::rules {

class transaction;

/// Whether a dependency of `stage` now has another output than the one it was
/// made from. A dependency without output makes nothing stale.
bool is_stale(const job_state& job, stage_index stage) noexcept;

/// Marks or unmarks a completed stage that was restored.
void update_staleness(transaction& work, stage_index stage);

/// Marks and unmarks the completed dependents of a stage whose output is new,
/// except those that are made anew in the same transaction.
void update_staleness_of_dependents(transaction& work, stage_index changed,
                                    stage_set except = {});

} // namespace dossier::rules
