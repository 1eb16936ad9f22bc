/// Decides what goes wrong with a call. What it decides depends on the call and
/// on earlier calls of the same stage, company and test, never on those of
/// others; so it does not matter how many run at once.

#pragma once

#include "io/llm/demo/random.hpp"
#include "tools/llm_sim/faults/plan.hpp"

namespace dossier::llm_sim {

/// Numbers the calls of each name from 1. Grows with the names until `reset`.
class call_counter {
public:
  std::uint64_t next(const std::string& name);
  void reset();

private:
  std::map<std::string, std::uint64_t> counts_;
};

/// One thread.
class fault_book {
public:
  explicit fault_book(fault_plan plan = {});

  const fault_plan& plan() const noexcept;
  void replace(fault_plan plan);

  /// Forgets what hit whom.
  void reset();

  /// What hits this call: the faults it asks for itself, else those of the
  /// first rule that hits, else the background.
  std::vector<fault> choose(const call_marks& call,
                            const std::vector<fault>& own,
                            io::llm::demo::draw_key draws);

  /// Whether a connection is refused, which no call is known of: by the rules
  /// that name `refuse_conn`, whatever else they ask for.
  bool refuses_connection(io::llm::demo::draw_key draws);

private:
  bool hits(const fault& one, const std::string& owner,
            io::llm::demo::draw_key draws);
  std::vector<fault> hits(const std::vector<fault>& among,
                          const std::string& owner,
                          io::llm::demo::draw_key draws);

  fault_plan plan_;
  std::map<std::string, std::uint64_t> hits_;
};

} // namespace dossier::llm_sim
