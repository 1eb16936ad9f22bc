/// SEMANTICS 7 read literally, stage by stage: which stages a rerun runs. Slow
/// and plain on purpose; shares nothing with `rules::plan_rerun`.

#pragma once

#include "messages/commands.hpp"

#include <set>

namespace dossier::simulation {

struct reference_plan {
  std::set<std::string> sections;
  std::set<std::string> recomputed;

  friend bool operator==(const reference_plan&, const reference_plan&)
    = default;
};

reference_plan plan_by_reference(const job_state& job,
                                 const std::vector<std::string>& requested,
                                 enum cascade cascade);

} // namespace dossier::simulation
