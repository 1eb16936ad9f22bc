/// People who command: rerun, cancel, change, restore and delete jobs, pause
/// the queue and start jobs out of turn; at any time, twice, in a race, on jobs
/// that are not theirs.

#pragma once

#include "tests/simulation/judge/records.hpp"
#include "tests/simulation/world/process.hpp"

#include <set>

namespace dossier::simulation {

/// One command, over all the times it is sent.
struct order {
  job_command command;
  bool is_waiting = false;
  /// Sent at least once without an answer, or twice at once.
  bool is_in_doubt = false;
  bool is_settled = false;
  /// How often it was sent in all, and how often it has not been answered yet.
  unsigned times_sent = 0;
  unsigned under_way = 0;
  steady_time due{0};
  /// Of the answer that settled it.
  std::optional<int> status;
  /// How often it was committed; counted by the judge.
  unsigned applied = 0;
};

using order_ptr = std::shared_ptr<order>;

class orders {
public:
  orders(notes& log, const sim_clock& clock, rng& rng, const records& kept,
         pipeline_ptr graph);

  /// Draws a command, or a race of two, on one of `jobs`.
  void want(const std::vector<job_id>& jobs);

  void send_due(process& to);
  void on_process_died();
  /// Keys have been forgotten: what is in doubt is not sent again.
  void on_keys_forgotten();

  /// A command that may have been applied before is on its way once more.
  bool has_repeat_under_way() const;

  std::optional<steady_time> next_due() const;
  bool are_settled() const;

  /// A command that names itself by its reason; null: nobody gave it.
  order* find(const std::string& reason) const;

  bool was_deletion_tried(const job_id& id) const {
    return deletions_.contains(id);
  }

  /// What was answered and what was done agree.
  void check() const;

private:
  void add(job_command command, bool has_key);
  command_body draw_body(const job_id& id);
  rerun_command draw_rerun(const job_id& id);
  update_command draw_update();
  restore_command draw_restore();
  void send(const order_ptr& which, process& to);
  void ask(const order_ptr& which, process& to,
           void (orders::*hear)(order&, const reply*));
  void on_reply(order& which, const reply* answer);
  void on_double_reply(order& which, const reply* answer);
  void check_reply(order& which, const reply& answer);

  notes& log_;
  const sim_clock& clock_;
  rng& rng_;
  const records& records_;
  pipeline_ptr graph_;
  std::vector<order_ptr> orders_;
  std::map<std::string, order_ptr> reruns_;
  std::set<job_id> deletions_;
};

} // namespace dossier::simulation
