/// What one commit means for those who count. Pure.

#pragma once

#include "messages/commit.hpp"

namespace dossier::io {

/// `stage.completed`, as `encode` wrote it; nothing for other text.
std::string_view type_of(const encoded_event& event) noexcept;

/// The statuses that the job has moved to, in order. `queued` at creation and
/// with each rerun.
std::vector<job_status> statuses_reached(const commit& commit);

} // namespace dossier::io
