/// dossier-llm-sim as a process of its own: the model API that tests of whole
/// jobs ask, and that tells what it was asked.

#pragma once

#include "tests/support/processes/child_process.hpp"
#include "tests/support/processes/http_client.hpp"

namespace dossier::test {

class sim_process {
public:
  /// Checks requests as the real service does, and keeps little of their
  /// bodies; with these arguments besides.
  explicit sim_process(std::vector<std::string> arguments = no_waiting());

  static std::vector<std::string> no_waiting() {
    return {"--profile", "instant", "--time-scale", "0"};
  }

  std::uint16_t port() const noexcept {
    return port_;
  }

  pid_t pid() const noexcept {
    return child_.pid();
  }

  /// The setting that has dossierd ask it.
  std::string address() const;

  /// Rules of what goes wrong, as `/sim/faults` takes them.
  void plan(const nlohmann::json& rules);

  /// Calls to the model so far, in order.
  std::vector<nlohmann::json> calls() const;

  /// Those for one stage of one company, its pieces included.
  static std::vector<nlohmann::json> of(const std::vector<nlohmann::json>& all,
                                        const std::string& company,
                                        const std::string& stage);

  std::vector<nlohmann::json> calls(const std::string& company,
                                    const std::string& stage) const {
    return of(calls(), company, stage);
  }

private:
  child_process child_;
  std::uint16_t port_ = 0;
};

} // namespace dossier::test
