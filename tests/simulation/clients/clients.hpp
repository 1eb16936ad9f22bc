/// People who submit jobs, and ask again when they do not know what became of
/// it: under an idempotency key until they are answered.

#pragma once

#include "tests/simulation/judge/judge.hpp"
#include "tests/simulation/world/process.hpp"

namespace dossier::simulation {

/// One submission, over all the times it is sent.
struct intent {
  submit_job submit;
  bool is_waiting = false;
  bool was_sent = false;
  /// How often it was sent in all, and how often it has not been answered yet.
  unsigned times_sent = 0;
  unsigned under_way = 0;
  /// Answered for good, or given up where asking again could do it twice.
  bool is_settled = false;
  /// Its key has been forgotten, so asking again could do it twice.
  bool is_key_old = false;
  /// Of the job, once acknowledged.
  job_id id;
  /// When to send it again.
  steady_time due{0};
};

class clients {
public:
  clients(notes& log, const sim_clock& clock, rng& rng, const records& kept);

  /// A new job for one of `users` people, now and then with little money.
  void want(std::size_t users, bool has_budgets);

  /// Sends what is due.
  void send_due(process& to);

  /// A day has passed at once.
  void on_keys_forgotten();

  /// A request that may have been carried out before is on its way once more.
  bool has_repeat_under_way() const;

  /// Whoever waits will not be answered.
  void on_process_died();

  std::optional<steady_time> next_due() const;

  bool are_settled() const;

  /// Ids of all jobs that were acknowledged.
  std::vector<job_id> acknowledged() const;

  /// Nothing that was acknowledged is missing, nothing was made twice.
  void check() const;

private:
  using intent_ptr = std::shared_ptr<intent>;

  void send(const intent_ptr& which, process& to);
  void ask(const intent_ptr& which, process& to,
           void (clients::*hear)(intent&, const reply*));
  void on_reply(intent& which, const reply* answer);
  void on_double_reply(intent& which, const reply* answer);
  void on_accepted(intent& which, const reply& answer);
  void again_later(intent& which);

  notes& log_;
  const sim_clock& clock_;
  rng& rng_;
  const records& records_;
  std::vector<intent_ptr> intents_;
};

} // namespace dossier::simulation
