/// Everything that outlives a connection.

#pragma once

#include "tools/llm_sim/app/journal.hpp"
#include "tools/llm_sim/app/options.hpp"
#include "tools/llm_sim/app/stats.hpp"
#include "tools/llm_sim/content/author.hpp"
#include "tools/llm_sim/faults/book.hpp"

#include <set>

namespace dossier::llm_sim {

/// One thread.
struct simulation {
  /// Throws `std::runtime_error` for what cannot be read.
  explicit simulation(struct options wanted);

  microseconds now() const;

  /// As it was at the start; the journal's numbers go on.
  void reset();

  const struct options options;
  const author writer;
  fault_book faults;
  call_counter stage_calls;
  call_counter same_calls;
  call_counter connections;
  /// Hashes of prefixes, and when they can be read.
  std::map<std::uint64_t, microseconds> cache;
  std::set<std::uint64_t> known_schemas;
  class journal journal;
  class stats stats;

private:
  std::chrono::steady_clock::time_point began_;
};

} // namespace dossier::llm_sim
