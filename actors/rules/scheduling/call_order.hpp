/// Which of the waiting calls is next: the one with the longest way to go,
/// among such jobs in turn, and within a job the oldest.

#pragma once

#include "messages/job.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <optional>

namespace dossier::rules {

class call_order {
public:
  using ticket = std::uint64_t;

  /// `remaining_path`: stages on the longest way to the end of the job.
  void add(unsigned remaining_path, const job_id& job, ticket which);

  /// Before all with as long a way to go: it has had its turn already.
  void add_first(unsigned remaining_path, const job_id& job, ticket which);

  /// Takes one out; a job that has more goes to the end of its row.
  std::optional<ticket> next();

  void remove(unsigned remaining_path, const job_id& job, ticket which);

private:
  struct turn {
    job_id job;
    std::deque<ticket> calls;
  };

  using row = std::list<turn>;

  /// Jobs in turn, and where each stands.
  struct level {
    row turns;
    std::map<job_id, row::iterator> positions;
  };

  using levels = std::map<unsigned, level, std::greater<>>;

  void leave(levels::iterator where, row::iterator which);

  levels levels_;
};

} // namespace dossier::rules
