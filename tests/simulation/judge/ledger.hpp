/// What the events of one job add up to, read off their stored text alone and
/// by nothing of the engine's: a second opinion on its fold.

#pragma once

#include "messages/job.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace dossier::simulation {

/// An event as a client reads it.
struct read_event {
  std::uint64_t seq = 0;
  timestamp at{};
  unsigned generation = 0;
  std::string type;
  std::optional<stage_index> stage;
  std::optional<unsigned> attempt;
  nlohmann::json data;
};

/// Throws on what no client could read.
read_event parse(const std::string& text, const pipeline& graph);

/// Tokens and cost of an event.
usage spent_in(const nlohmann::json& data);

/// Facts of a stage that its row does not show.
struct stage_book {
  /// An attempt has begun and not ended.
  bool is_open = false;
  /// Generations in which it was completed by an attempt.
  std::set<unsigned> completions;
  /// Hash of each output it ever had.
  std::map<unsigned, std::string> versions;
  /// Usage that events report.
  usage reported;
};

class ledger {
public:
  ledger(const job_id& id, pipeline_ptr graph);

  void fold(const read_event& event);

  /// A transaction ends.
  void close();

  const job_state& state() const noexcept {
    return state_;
  }

  job_state& state() noexcept {
    return state_;
  }

  const stage_book& book(stage_index stage) const {
    return books_[stage];
  }

private:
  void fold_job(const read_event& event);
  void fold_stage(const read_event& event);

  void on_started(const read_event& event);
  void on_retrying(const read_event& event);
  void on_completed(const read_event& event);
  void on_failed(const read_event& event);
  void on_cancelled(const read_event& event);
  void on_reset(const read_event& event);
  void on_restored(const read_event& event);
  void on_rerun(const read_event& event);
  void start_over(const read_event& event);
  void note_inputs(const read_event& event);
  void note_version(const read_event& event);
  void end(const read_event& event, stage_status status);
  void spend(const read_event& event);

  stage_state& stage_of(const read_event& event) {
    return state_.stages.at(event.stage.value());
  }

  job_state state_;
  std::vector<stage_book> books_;
};

} // namespace dossier::simulation
