/// How actors say that something did not work: one enum, with a sentence.

#pragma once

#include "messages/reply.hpp"

#include <caf/error.hpp>

namespace dossier {

enum class failure : std::uint8_t {
  /// The job stood elsewhere than the sender believed.
  conflict = 1,
  storage_full,
  storage_busy,
  /// The store failed; whether the write happened is unknown.
  storage_failed,
  /// The receiver cannot answer now, such as while it reads its job anew.
  unavailable,
  /// A page was asked for with a cursor of another query.
  bad_cursor,
};

caf::error make_error(failure code, std::string text = {});

/// Whether `reason` is `failure::unavailable`.
bool is_unavailable(const caf::error& reason);

/// The same to a client. `what` names what could not be done.
problem to_problem(const caf::error& reason, std::string_view name);

/// For logs: the code and its sentence.
std::string describe(const caf::error& reason);

} // namespace dossier
