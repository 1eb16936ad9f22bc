/// What one attempt does with an answer: take it, ask again, or give up. One
/// attempt makes one call, plus what stands here.

#pragma once

#include "messages/outcome.hpp"

namespace dossier::rules {

/// Turns in which the model is shown what was wrong with its answer.
inline constexpr unsigned max_repairs = 2;

enum class next_call : std::uint8_t {
  /// None: the attempt has failed.
  none,
  /// The same question with the larger limit.
  larger,
};

/// What a model that ran into its limit gives as its reason to stop. A context
/// that is too long is truncated too, but a larger limit does not help it.
inline constexpr std::string_view limit_reached = "max_tokens";

/// What follows a call without an answer. `limit` is the one it was made with.
next_call after_failure(const stage_definition& stage, int limit,
                        error_class error,
                        std::string_view stop_reason) noexcept;

/// Whether a bad answer gets another repair turn after `repairs` of them.
bool may_repair(unsigned repairs) noexcept;

/// Stages on the longest way from each stage to the end of the job, itself
/// included: those with a longer way to go are called first.
std::vector<unsigned> remaining_paths(const pipeline& graph);

} // namespace dossier::rules
