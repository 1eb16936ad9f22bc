/// What all parts of a run share. One thread: the loop's.

#pragma once

#include "tools/load/app/options.hpp"
#include "tools/load/check/figures.hpp"
#include "tools/load/drive/caller.hpp"
#include "tools/load/drive/job_record.hpp"

#include <deque>
#include <unordered_map>

namespace dossier::load {

struct world {
  world(options chosen, std::ostream& said)
    : wanted(std::move(chosen)), chance(wanted.seed), faults(said),
      calls(loop, wanted.token, wanted.seed, wanted.patience), moved(loop),
      changed(loop), audits_wanted(loop) {
    // nop
  }

  /// Even chances; `share` of 0 is never.
  bool draws(double share) {
    return std::uniform_real_distribution<double>{0, 1}(chance) < share;
  }

  /// From `least` to `most`, both included.
  int draw(int least, int most) {
    return std::uniform_int_distribution<int>{least, most}(chance);
  }

  job_record* find(const std::string& id) {
    auto found = by_id.find(id);
    return found == by_id.end() ? nullptr : found->second;
  }

  void want_audit(job_record& job) {
    job.is_audit_wanted = true;
    if (!job.is_open || std::exchange(job.is_being_audited, true))
      return;
    to_audit.push_back(&job);
    audits_wanted.notify();
  }

  /// First, so that it goes last: all else has sockets or timers in it.
  asio::io_context loop{1};
  options wanted;
  std::mt19937_64 chance;
  verdict faults;
  figures numbers;
  caller calls;
  net::server_address server;
  bool is_server_up = false;
  /// The server listens elsewhere, or is gone.
  signal moved;

  graph shape;
  /// Tag of every job of this run, and what its keys begin with.
  std::string run;

  std::deque<job_record> jobs;
  std::unordered_map<std::string, job_record*> by_id;
  int open_jobs = 0;
  int unanswered_submits = 0;
  /// A job was acknowledged or has ended.
  signal changed;
  std::chrono::steady_clock::time_point last_change
    = std::chrono::steady_clock::now();

  std::deque<job_record*> to_audit;
  signal audits_wanted;

  bool is_submitting = true;
  bool is_over = false;
};

timestamp wall_now();

/// Of the machine when the figures are read: others may use it.
double load_average();

} // namespace dossier::load
