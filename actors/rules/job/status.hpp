/// What the states of its stages say about a job. Writers and readers use the
/// same functions, so a status is never stored that could not be derived.

#pragma once

#include "messages/job.hpp"

namespace dossier::rules {

/// Only a failed foundation fails a job; any other failure leaves a report
/// worth reading.
job_status derive_status(const job_state& job) noexcept;

/// Share of stages that will not change any more, from 0 to 1. Failed stages
/// count, so that every job arrives at 1.
double progress(const job_state& job) noexcept;

/// Stages that stand at `status`.
stage_set stages_at(const job_state& job, stage_status status) noexcept;

/// The running stage that started last, the first in pipeline order among
/// equals; nothing while none runs.
std::optional<stage_index> current_stage(const job_state& job) noexcept;

/// The foundation's error of a failed job; nothing otherwise.
std::optional<std::string> job_error(const job_state& job);

} // namespace dossier::rules
