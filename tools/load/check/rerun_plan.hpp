/// Which stages a rerun must reset, told from the contract (SEMANTICS 7).

#pragma once

#include "tools/load/check/graph.hpp"

#include <set>

namespace dossier::load {

struct rerun_plan {
  std::set<std::size_t> sections;
  std::set<std::size_t> recomputed;
};

/// `stages` as they stand before the rerun; `cascade` is none, blocked or
/// stale.
rerun_plan plan_rerun(const graph& shape, const json& stages,
                      const std::set<std::size_t>& requested,
                      std::string_view cascade);

/// What an accepted rerun says that cannot be: `data` is that of its event,
/// `status` the job before it. The request is not known here, so that this
/// holds the set to the rules that do not depend on it.
std::vector<std::string> rerun_faults(const graph& shape, const json& status,
                                      const json& data);

} // namespace dossier::load
