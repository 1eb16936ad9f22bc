/// Admits jobs, bounded and fair to users, and gives each a supervisor.
///
///     submitted ──durable──▶ waiting ──slot free───▶ admitted ──▶ supervised
///                                                      ▲             │
///                                  a supervisor died ──┘   job left ─┘
///
/// A waiting job is an entry of a few dozen bytes; its state is read from the
/// store when it is admitted.
///
/// Commands on a job go to its supervisor. One that does not run is given one
/// for as long as there are commands (`queue_requests.hpp`):
///
///     waiting or ended ──command──▶ commanded ──job left──▶ waiting or ended
///
/// A job that waits has its position in the order all the while.

#pragma once

#include "actors/directory.hpp"
#include "actors/rules/scheduling/admission.hpp"

#include <deque>
#include <set>
#include <variant>

namespace dossier {

struct queue_actor_state {
  static inline const char* name = "queue";

  queue_actor_state() = default;

  /// A submission on its way to the disk.
  struct submission {
    caf::typed_response_promise<reply> sender;
    rules::transition created;
    reply answer;
    std::string scope;
    std::string trace_id;
  };

  /// A request whose key is being looked up.
  struct keyed_request {
    std::variant<submit_job, job_command> request;
    caf::typed_response_promise<reply> sender;
  };

  /// A command that has not been answered.
  struct command {
    job_command request;
    caf::typed_response_promise<reply> sender;
    /// How often its supervisor was gone when it arrived.
    unsigned bounces = 0;
    /// The supervisor it was handed to last.
    caf::actor_addr owner;
  };

  directory_ptr engine;
  rules::queue_order waiting;
  /// Every job that holds a slot, from admission to its end; null until its
  /// supervisor is spawned.
  std::map<job_id, supervisor_actor> running;
  std::map<job_id, submission> submissions;
  /// By the scope of their key.
  std::map<std::string, keyed_request> keyed;
  std::map<std::uint64_t, command> commands;
  std::uint64_t last_command = 0;
  /// Supervisors of jobs that do not run; null while the job is read.
  std::map<job_id, supervisor_actor> commanded;
  /// Commands whose job has no supervisor yet.
  std::map<job_id, std::vector<std::uint64_t>> held;
  /// Who waits for a job to be started out of turn.
  std::map<job_id, caf::typed_response_promise<reply>> starters;
  /// Stored, as it outlives the process.
  bool is_paused = false;
  /// 0: no limit.
  std::size_t running_limit = 0;
  /// Idempotency keys whose first request has not been answered.
  std::set<std::string> keys_in_flight;
  /// Admitted, but its admission was refused: tried again by timer.
  std::deque<queued_job> requeued;
  bool is_retry_armed = false;
  /// Unfinished jobs are being looked for.
  bool is_sweeping = false;
  /// Who waits for the jobs of the last process to be taken up.
  caf::typed_response_promise<recovered> starter;
  /// The process is about to end: nobody is admitted.
  std::optional<drain> draining;
  /// Who waits for the running jobs to have been suspended.
  caf::typed_response_promise<recorded> drainer;
  std::uint64_t last_id_time = 0;
  std::uint32_t last_id_count = 0;
};

queue_actor::behavior_type
queue(queue_actor::stateful_pointer<queue_actor_state> self,
      directory_ptr engine);

} // namespace dossier
