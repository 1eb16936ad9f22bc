/// What must hold between the events of one job, whatever happened to the
/// server meanwhile: GUARANTEES G3, G5, G6 and G7 as far as events tell.

#pragma once

#include "tools/load/check/fold.hpp"

#include <map>
#include <set>
#include <utility>

namespace dossier::load {

/// Takes the events of a job from the first on; says what is wrong with each.
class history {
public:
  history(const graph& shape, const std::string& id);

  /// The rules this event breaks, in words; none as a rule.
  std::vector<std::string> take(const json& event);

  /// The last event there was; 0 before the first.
  std::uint64_t last_seq() const noexcept {
    return last_seq_;
  }

  const json& status() const noexcept {
    return fold_.status();
  }

  bool has_finished() const noexcept {
    return finished_;
  }

  /// By stage and version.
  using outputs = std::map<std::pair<std::size_t, int>, std::string>;

  const outputs& output_hashes() const noexcept {
    return hashes_;
  }

private:
  void fault(const std::string& text);
  void check_job_event(const std::string& name, const json& event);
  void check_rerun(const json& event);
  void check_stage_event(const std::string& name, std::size_t which,
                         const json& event);
  void check_started(std::size_t which, const json& event);
  void check_completed(std::size_t which, const json& event);
  void check_failed(std::size_t which, const json& event);
  void check_finished(const json& event);
  void expect_running(std::size_t which, const json& event);
  const std::string& status_of(std::size_t which) const;
  bool all_terminal() const;

  const graph* shape_;
  job_fold fold_;
  std::uint64_t last_seq_ = 0;
  unsigned generation_ = 1;
  bool admitted_ = false;
  bool cancelled_ = false;
  bool finished_ = false;
  /// Stages that the rerun named and that no reset has reached yet.
  std::set<std::string> to_reset_;
  std::set<std::pair<std::size_t, unsigned>> completed_;
  outputs hashes_;
  std::vector<std::string> faults_;
};

} // namespace dossier::load
