/// The status of a job, as its stages have it. Writers and readers use the same
/// function, so a status is never stored that could not be derived.

#pragma once

#include "messages/job.hpp"

namespace dossier::rules {

/// Only a failed foundation fails a job; any other failure leaves a report
/// worth reading.
job_status derive_status(const job_state& job) noexcept;

/// Stages that stand at `status`.
stage_set stages_at(const job_state& job, stage_status status) noexcept;

} // namespace dossier::rules
