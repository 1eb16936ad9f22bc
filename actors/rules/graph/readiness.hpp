/// When a stage may start, and what its failure does to those that build on it.

#pragma once

#include "messages/job.hpp"

namespace dossier::rules {

/// Pending stages whose needs are completed and whose prefers have ended.
stage_set ready_stages(const job_state& job) noexcept;

/// The error of a stage whose dependency failed. Clients match on this
/// wording, so it is part of the API.
std::string blocked_by(std::string_view dependency);

struct blocked_stage {
  stage_index stage = 0;
  stage_index blocked_by = 0;
  stage_index root_cause = 0;
};

/// The next pending stage, in pipeline order, that needs a failed one; nothing
/// when none is left. Failing it may block further ones.
std::optional<blocked_stage> next_blocked(const job_state& job) noexcept;

/// Whether the generation has spent what its budget allows.
bool is_budget_spent(const job_state& job) noexcept;

} // namespace dossier::rules
