/// Admits jobs, bounded and fair to users, and gives each a supervisor.
///
/// A job that waits is an entry of at most 256 bytes; its state is read from
/// the store when it is admitted. Each arrow is a message or an answer:
///
///     job_submitted ──▶ waiting ── slot_free ──▶ starting
///     starting ── job_admitted ──▶ running ── job_left ──▶ (ended, or waiting)
///     starting ── admission_refused ──▶ retrying ── admission_retried ──▶
///     starting running ── supervisor_died ──▶ starting starting, retrying ──
///     job_left ──▶ (cancelled, or the process ends)
///
/// Commands go to the job's supervisor. A job that does not run is given one
/// for as long as there are commands; it keeps its position in the queue:
///
///     waiting, ended ── command_given ──▶ reading ──▶ commanded
///     commanded ── command_done ──▶ waiting, ended
///     commanded ── supervisor_reassigned ──▶ starting
///
/// A supervisor whose command made its job due runs it: the job is not read
/// again.

#pragma once

#include "actors/directory.hpp"
#include "actors/rules/scheduling/admission.hpp"

#include <set>
#include <variant>

namespace dossier {

struct queue_actor_state {
  static inline const char* name = "queue";

  queue_actor_state() = default;

  /// What is being done with a job. One that waits or has ended has no entry.
  enum class phase : std::uint8_t {
    /// It is read, for a command.
    reading,
    /// Its supervisor is there for commands alone.
    commanded,
    /// It is read, and its admission recorded.
    starting,
    /// Its admission was refused; a timer tries again.
    retrying,
    /// Its supervisor runs it.
    running,
  };

  struct entry {
    enum phase phase = phase::reading;
    /// Null until it is spawned.
    supervisor_actor supervisor;
    /// What waits for the supervisor to come, or to leave.
    std::vector<std::uint64_t> held;
    /// Who waits for the job to be started out of turn.
    caf::typed_response_promise<request_outcome> start_response;
  };

  /// Who waits for what comes of a request.
  using requester = std::variant<caf::typed_response_promise<request_outcome>,
                                 caf::typed_response_promise<recorded>>;

  /// A submission on its way to the disk.
  struct submission {
    requester sender;
    rules::transition created;
    request_outcome answer;
    std::string scope;
  };

  /// The cost of a call that ended when nobody waited for it any more.
  struct late_cost {
    job_id id;
    late_usage cost;
    std::optional<idempotency_record> key;
  };

  /// What a supervisor is asked for.
  using supervisor_request = std::variant<job_command, late_cost>;

  /// One that has not been answered.
  struct pending_request {
    supervisor_request request;
    requester sender;
    /// How often its supervisor was gone when it arrived.
    unsigned failed_deliveries = 0;
    /// The supervisor it was handed to last.
    caf::actor_addr owner;
  };

  /// A request whose key is being looked up.
  struct keyed_request {
    std::variant<submit_job, job_command, late_cost> request;
    requester sender;
  };

  directory_ptr directory;
  rules::queue_order waiting;
  std::map<job_id, entry> jobs;
  /// Entries that hold a slot: those starting, retrying and running.
  std::size_t slots_taken = 0;
  std::map<job_id, submission> submissions;
  /// By the scope of their key.
  std::map<std::string, keyed_request> keyed;
  std::map<std::uint64_t, pending_request> requests;
  std::uint64_t last_request = 0;
  /// Stored, as it outlives the process.
  bool is_paused = false;
  /// 0: no limit.
  std::size_t running_limit = 0;
  /// Idempotency keys whose first request has not been answered.
  std::set<std::string> keys_in_flight;
  bool is_retry_armed = false;
  /// Unfinished jobs are being looked for.
  bool is_sweeping = false;
  /// Who waits for the jobs of the last process to be taken up.
  caf::typed_response_promise<recovered> recovery_response;
  /// The process is about to end: nobody is admitted.
  std::optional<drain> draining;
  /// Who waits for the running jobs to have been suspended.
  caf::typed_response_promise<recorded> drain_response;
  std::uint64_t last_id_time = 0;
  std::uint32_t last_id_count = 0;
};

queue_actor::behavior_type
queue(queue_actor::stateful_pointer<queue_actor_state> self,
      directory_ptr directory);

} // namespace dossier
