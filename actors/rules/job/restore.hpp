/// Makes an old output of a section its newest: what is computed from it is
/// made anew, and what was written from another one becomes stale.

#pragma once

#include "messages/job.hpp"
#include "messages/queries.hpp"

namespace dossier::report {

class section_checks;

} // namespace dossier::report

namespace dossier::rules {

class transaction;

/// `old` has its text. `work` was begun on `before`, a job that has ended.
void restore(transaction& work, const job& before, stage_index stage,
             const section_version& old, const report::section_checks& checks,
             timestamp now);

} // namespace dossier::rules
