/// What the states of its stages say about a job, for clients and for the
/// columns of the database alike.

#pragma once

#include "messages/job.hpp"

namespace dossier {

/// Share of stages that will not change any more, from 0 to 1. Failed stages
/// count, so that every job arrives at 1.
double progress(const job_state& job) noexcept;

/// The running stage that started last, the first in pipeline order among
/// equals; nothing while none runs.
std::optional<stage_index> current_stage(const job_state& job) noexcept;

/// The foundation's error of a failed job; nothing otherwise.
std::optional<std::string> job_error(const job_state& job);

} // namespace dossier
