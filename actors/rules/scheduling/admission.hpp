/// Which of the queued jobs comes next: the highest priority first, within a
/// priority one job of each user in turn, and of each user the oldest first.

#pragma once

#include "messages/queries.hpp"

#include <set>
#include <unordered_map>

namespace dossier::rules {

/// What the queue keeps of a queued job; nothing for one that is not.
std::optional<queued_job> waiting_entry(const job_state& job);

/// Holds jobs that wait, and nothing of those that were admitted. For one
/// thread.
class queue_order {
public:
  queue_order() = default;
  queue_order(const queue_order&) = delete;
  queue_order& operator=(const queue_order&) = delete;

  /// A job that waits already stays where it is.
  void insert(const queued_job& job);

  /// The same, but one that was given another priority or time moves.
  void update(const queued_job& job);

  /// Takes out a job that will not be admitted, or gets another priority.
  /// Returns false when it does not wait.
  bool erase(const job_id& id);

  /// Takes out a job that is admitted, in or out of turn: other users of its
  /// priority come before its user's next one. False when it does not wait.
  bool admit(const job_id& id);

  /// The job that is to be admitted first; nothing when none waits.
  std::optional<job_id> next() const;

  /// 1 + the number of jobs that would be admitted before this one; nothing for
  /// a job that does not wait. Linear in the users of its priority.
  std::optional<std::size_t> position(const job_id& id) const;

  /// The same for a job that does not wait, or not with this priority or time:
  /// where it would stand if it did.
  std::size_t position_for(const queued_job& job);

  std::size_t size() const noexcept {
    return waiting_.size();
  }

private:
  /// Ids are kept in `waiting_` alone.
  struct entry {
    timestamp queued_at;
    const job_id* id;

    friend bool operator<(const entry& left, const entry& right) noexcept {
      return left.queued_at != right.queued_at
               ? left.queued_at < right.queued_at
               : *left.id < *right.id;
    }
  };

  /// One user's jobs of one priority, and when one was admitted last: 0 for
  /// never. It outlives its last job, lest users with one job at a time
  /// overtake all others.
  struct user_lane {
    std::uint64_t served = 0;
    std::set<entry> jobs;
  };

  /// Longest unserved first, then by the oldest job.
  struct turn_order {
    bool operator()(const user_lane* left,
                    const user_lane* right) const noexcept {
      return left->served != right->served
               ? left->served < right->served
               : *left->jobs.begin() < *right->jobs.begin();
    }
  };

  struct priority_level {
    std::size_t jobs = 0;
    std::unordered_map<user_id, user_lane> lanes;
    /// Lanes that have jobs.
    std::set<user_lane*, turn_order> turns;
  };

  struct queue_slot {
    timestamp queued_at;
    int priority;
    user_lane* in;
  };

  using slots = std::unordered_map<job_id, queue_slot>;

  void take_out(slots::iterator at);

  std::map<int, priority_level, std::greater<>> levels_;
  slots waiting_;
  std::uint64_t served_ = 0;
};

} // namespace dossier::rules
