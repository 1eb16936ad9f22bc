/// Holds every commit against SEMANTICS, at the moment it is written. Reads
/// stored events and rows, the true pipeline and the model's journal; uses none
/// of the engine's rules.

#pragma once

#include "tests/simulation/clients/notes.hpp"
#include "tests/simulation/clients/orders.hpp"
#include "tests/simulation/judge/ledger.hpp"
#include "tests/simulation/world/model.hpp"

#include <set>
#include <tuple>

namespace dossier::simulation {

/// What the judge must know of the world.
struct court {
  notes& log;
  const sim_clock& clock;
  const records& kept;
  const orders& given;
  /// As it was meant to be, whatever the engine was given.
  pipeline_ptr graph;
  /// 0: none.
  std::size_t max_running_jobs = 0;
  /// The queue alone lets jobs in: nobody starts them out of turn.
  bool is_orderly = true;
};

/// A wait between two attempts, by the steady clock.
struct retry_watch {
  steady_time since{0};
  milliseconds delay{0};
  /// Another process, another time of day or a refused commit since: its
  /// length is no longer known to the millisecond.
  bool is_exact = true;
};

/// What the judge knows of a job.
struct job_file {
  ledger book;
  std::vector<section_text> outputs;
  std::vector<retry_watch> waits;
  /// When an attempt's start was committed, by the steady clock.
  std::vector<steady_time> started;
  /// Stages that the rerun of this commit has yet to reset, and those that
  /// were made anew by this commit without an attempt.
  stage_set to_reset{};
  bool has_restored = false;
  bool is_removed = false;
  /// Other users' jobs that were let in while this one was its user's next.
  std::map<user_id, unsigned> overtaken_by{};
  /// Attempts whose cost came late: stage, generation, number.
  std::set<std::tuple<stage_index, unsigned, unsigned>> late{};
};

class judge {
public:
  explicit judge(court where);

  // -- what happens -----------------------------------------------------------

  void on_written(const commit& commit);

  /// Fills in whose call it is.
  void on_call(const std::shared_ptr<call_entry>& call);

  void on_process_started();

  /// A commit was refused, or its acknowledgement lost.
  void on_fault();

  // -- what may be asked ------------------------------------------------------

  const std::map<job_id, job_file>& files() const noexcept {
    return files_;
  }

  /// Null for a job that was never made.
  const job_id* find(const std::string& company) const;

private:
  using call_ptr = std::shared_ptr<call_entry>;

  job_file& open(const commit& commit);
  void fold(job_file& file, const commit& commit);
  void on_removal(job_file& file);
  void check_rows(const job_file& file, const storage::stored_job& row);

  // -- one event --------------------------------------------------------------

  void check(job_file& file, const read_event& event);
  void check_started(job_file& file, const read_event& event);
  void check_early(const job_file& file, const read_event& event);
  void check_retrying(job_file& file, const read_event& event);
  void check_delay(const job_file& file, const read_event& event,
                   milliseconds delay);
  void check_attempted(const job_file& file, const read_event& event);
  void check_completed(const job_file& file, const read_event& event);
  void check_failed(const job_file& file, const read_event& event);
  void check_blocked(const job_file& file, const read_event& event);
  void check_own_failure(const job_file& file, const read_event& event);
  void check_open(const job_file& file, const read_event& event);
  void check_admission(const job_file& file);

  // -- commands ---------------------------------------------------------------

  void check_rerun(job_file& file, const read_event& event);
  void check_reset(job_file& file, const read_event& event);
  void check_restored(job_file& file, const read_event& event);
  void check_updated(const job_file& file, const read_event& event);
  void check_late(job_file& file, const read_event& event);
  void check_staleness(const job_file& file, stage_set renewed);
  void check_history(const job_file& file, const storage::stored_job& row);

  // -- one commit -------------------------------------------------------------

  void check_graph(const job_file& file);
  void check_status(const job_file& file, const std::string& last_event);
  void check_outputs(job_file& file, const storage::stored_job& row,
                     stage_set renewed);
  void check_author(const job_file& file, stage_index stage,
                    const std::string& text);
  void check_attempts(const job_file& file, const commit& commit,
                      const storage::stored_job& row);
  void check_journal(const job_file& file, const attempt_record& record);

  // -- one call ---------------------------------------------------------------

  void check_question(const call_entry& call, const storage::stored_job& row,
                      stage_index stage);
  void check_flight(const call_entry& call);

  std::vector<call_ptr> calls_of(const job_file& file,
                                 const attempt_key& key) const;
  void violate(const char* oracle, const job_file& file,
               const std::string& name);
  std::string name_of(const read_event& event) const;

  court where_;
  std::map<job_id, job_file> files_;
  std::map<std::string, job_id, std::less<>> by_company_;
  /// By company and stage, in order.
  std::map<std::pair<std::string, std::string>, std::vector<call_ptr>> calls_;
  unsigned life_ = 0;
  /// The life that each call was made in.
  std::map<std::size_t, unsigned> lives_;
};

/// Stages of `job` at `status`, in the judge's own words.
stage_set stages_with(const job_state& job, stage_status status);
stage_set ended_stages(const job_state& job);

/// SEMANTICS 3, line by line.
job_status reference_status(const job_state& job);

} // namespace dossier::simulation
