/// One simulated world: the production actors on a store, a model, clocks and
/// people that misbehave as one seed has it, and judges that hold every step
/// against what is promised.
///
///     chaos: messages, timers, faults, crashes, commands in any order
///     calm:  everything works again, and everything must come to its end

#pragma once

#include "tests/simulation/clients/clients.hpp"
#include "tests/simulation/clients/watchers.hpp"
#include "tests/simulation/world/bugs.hpp"
#include "tests/simulation/world/store.hpp"

namespace dossier::simulation {

/// What a seed has in store; drawn first, and the same for the whole run.
struct plan {
  pipeline graph;
  std::size_t users = 1;
  std::size_t jobs = 1;
  std::size_t max_running_jobs = 0;
  std::size_t max_concurrency = 64;
  /// Bad answers of a hundred.
  unsigned badness = 0;
  /// Turns of the world, between which actors run.
  unsigned turns = 100;
  /// Of a hundred turns each.
  unsigned crashes = 0;
  unsigned faults = 0;
  unsigned jumps = 0;
  bool has_watcher = false;
  bool has_budgets = true;
  /// Turns of a hundred in which somebody commands.
  unsigned commands = 0;
  /// Turns of a hundred in which the process is asked to end.
  unsigned drains = 0;
  /// Turns of a hundred in which an administrator meddles with the queue.
  unsigned meddling = 0;
};

plan draw_plan(rng& rng);

struct run_options {
  std::uint64_t seed = 1;
  /// Null: the engine as it is.
  const bug_kind* bug = nullptr;
  /// Hears the trace.
  std::function<void(const std::string&)> listener;
};

struct run_result {
  std::vector<violation> violations;
  std::uint64_t fingerprint = 0;
  std::uint64_t steps = 0;
  std::size_t jobs = 0;
  std::size_t commits = 0;
  std::size_t calls = 0;
  std::size_t commands = 0;
  unsigned crashes = 0;
  unsigned drains = 0;
  unsigned faults = 0;
  unsigned jumps = 0;
};

/// The same seed runs the same way, to the last message.
run_result run(const run_options& options);

class world final : private store_watcher {
public:
  world(plan plan, std::uint64_t seed, std::unique_ptr<planted_bug> bug,
        std::function<void(const std::string&)> listener);
  ~world();

  /// Chaos, then calm, then the last judgement.
  void live();

  run_result result() const;

  // -- for plain runs ---------------------------------------------------------

  sim_model& model() {
    return *model_;
  }

  clients& people() {
    return people_;
  }

  const storage::memory_database& database() const {
    return *records_.database;
  }

  void calm_down();

private:
  // -- store_watcher ----------------------------------------------------------

  std::optional<store_fault> draw_fault() override;
  commit_ptr tamper(commit_ptr commit) override;
  void on_written(const commit& commit) override;

  // -- the process ------------------------------------------------------------

  void start();
  void open_doors();
  void stop();
  void crash();
  void drain();
  void on_drained();
  fate on_message(const delivery& next);

  // -- turns ------------------------------------------------------------------

  void take_turn();
  void let_actors_run(std::size_t messages);
  void do_something();
  void let_people_act();
  void meddle();
  void pause(bool is_paused);
  void act_as_watcher();
  bool advance();
  milliseconds jump_to_2038() const;
  void jump();
  void arm_faults();
  void settle();
  std::optional<steady_time> next_due() const;

  // -- the end ----------------------------------------------------------------

  bool is_done() const;
  void check_at_rest();
  void check_calls_at_rest();
  void check_wait(const job_file& file, stage_index stage);
  void check_idle(const job_file& file, stage_index stage);
  void check_end();
  void check_fold(const storage::stored_job& row);

  plan plan_;
  notes log_;
  rng rng_;
  sim_clock clock_;
  records records_;
  pipeline_ptr graph_;
  pipeline_ptr engine_graph_;
  std::unique_ptr<planted_bug> bug_;
  std::shared_ptr<sim_model> model_;
  orders orders_;
  judge judge_;
  clients people_;
  watcher watcher_;
  std::unique_ptr<randomness> randomness_;
  std::unique_ptr<process> process_;

  /// Groups of commits that will not be written well, and how.
  unsigned faults_left_ = 0;
  store_fault fault_;
  /// Messages until the process dies; absent: it lives.
  std::optional<std::size_t> death_in_;
  /// The process dies with its next commit: before it, or after.
  std::optional<storage::fault_moment> death_at_commit_;
  bool is_dead_ = false;
  /// The process has taken up what the last one left: clients may come.
  bool is_open_ = false;
  bool is_calm_ = false;
  /// The process has been asked to end.
  bool is_draining_ = false;
  /// As far as the administrator knows.
  bool is_paused_ = false;
  std::size_t jobs_left_ = 0;
  /// Since when nothing has disturbed the process.
  steady_time undisturbed_since_{0};
  /// The generation in which this process has given each job a supervisor.
  std::map<job_id, unsigned> supervised_;
  /// Since when stages that run have asked nobody, although slots were free.
  std::map<std::pair<job_id, stage_index>, steady_time> idle_since_;
  run_result counts_;
};

} // namespace dossier::simulation
