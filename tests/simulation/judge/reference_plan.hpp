/// SEMANTICS 7 read literally, stage by stage: which stages a rerun runs. Slow
/// and plain on purpose; shares nothing with `rules::plan_rerun`.

#pragma once

#include "messages/commands.hpp"

#include <set>

namespace dossier::simulation {

struct book_plan {
  std::set<std::string> sections;
  std::set<std::string> recomputed;

  friend bool operator==(const book_plan&, const book_plan&) = default;
};

book_plan reference_plan(const job_state& job,
                         const std::vector<std::string>& requested,
                         enum cascade cascade);

} // namespace dossier::simulation
