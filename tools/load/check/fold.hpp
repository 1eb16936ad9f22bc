/// What a client makes of a job's events: the status they add up to. Written
/// from the contract alone, so that it can bear witness against the server.

#pragma once

#include "tools/load/check/graph.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace dossier::load {

class job_fold {
public:
  /// From a snapshot's job.
  job_fold(const graph& shape, json status);

  /// Before its first event.
  static job_fold initial(const graph& shape, const std::string& id);

  /// Throws `nlohmann::json::exception` on an event that is none.
  void take(const json& event);

  const json& status() const noexcept {
    return status_;
  }

  json& stage(std::size_t which) {
    return status_["stages"][which];
  }

private:
  void take_job_event(const std::string& name, const json& event);
  void take_rerun(const json& event);
  void take_stage_event(const std::string& name, json& stage,
                        const json& event);
  void complete(json& stage, const json& event);
  void fail(json& stage, const json& event);
  void restore(json& stage, const json& event);
  void spend(json& stage, const json& usage);
  void summarize();
  json sections_at(std::string_view wanted) const;
  json current_stage() const;
  bool is_rated_section(std::size_t which) const;
  int mean_points() const;
  int most_points() const;
  json coverage() const;

  const graph* shape_;
  json status_;
};

bool is_terminal(std::string_view status) noexcept;

/// The job status that its stages and two facts add up to (SEMANTICS 3).
std::string derive_status(const graph& shape, const json& stages,
                          bool is_admitted, bool is_cancelled);

/// Where two statuses of one job differ, in what events can tell: pointers and
/// both values. Empty for equal ones.
std::vector<std::string> differences(const json& folded, const json& shown);

} // namespace dossier::load
