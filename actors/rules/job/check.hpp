/// Whether a job's rows say what its events add up to.

#pragma once

#include "messages/commit.hpp"
#include "messages/json.hpp"

namespace dossier::rules {

/// One pointer at which the two do not agree.
struct difference {
  /// JSON pointer into the job's state, or `/events/7`.
  std::string at;
  json stored;
  json folded;
};

/// Folds the events of one job as they are read, page by page.
class job_checker {
public:
  /// With the outputs, whose hashes are checked too.
  explicit job_checker(job stored);

  /// In the order of their numbers. Events that came after the state was read
  /// are passed over.
  void add(const encoded_event& event);

  /// Number of the last event that was added, passed over or not.
  std::uint64_t seen() const noexcept {
    return seen_;
  }

  /// Whether every event that the state counts has been added.
  bool is_complete() const noexcept {
    return seen_ >= stored_.state->last_seq;
  }

  const job_state& state() const noexcept {
    return *stored_.state;
  }

  std::uint64_t folded() const noexcept {
    return folded_;
  }

  /// At most `max_differences`. To be called last.
  std::vector<difference> verdict();

private:
  void compare_states();
  void compare_outputs();

  job stored_;
  job_state state_;
  std::uint64_t seen_ = 0;
  std::uint64_t folded_ = 0;
  std::vector<difference> found_;
};

/// More would tell nobody more.
inline constexpr std::size_t max_differences = 100;

/// `JobCheck`.
json show_check(const job_id& id, std::uint64_t events,
                const std::vector<difference>& found);

/// Everything that events say of a job, its inner figures included.
json dump(const job_state& job);

} // namespace dossier::rules
