/// Questions to a store, and the shapes of its answers.

#pragma once

#include "messages/commit.hpp"

namespace dossier {

enum class job_order : std::uint8_t {
  created_at,
  updated_at,
  company_name,
  cost,
};

struct job_query {
  /// Empty: every status.
  std::vector<job_status> statuses;
  /// Searches company, geography and section text; empty: everything. Every
  /// word must occur, as a prefix, without regard to case.
  std::string text;
  std::string tag;
  std::optional<timestamp> created_after;
  job_order order = job_order::created_at;
  bool descending = true;
  /// 1 to 200.
  std::size_t limit = 50;
  /// From `job_page::next_cursor`; empty: from the start.
  std::string cursor;
  /// Whose jobs; empty: everybody's.
  user_id user;
};

struct job_page {
  std::vector<job_state_ptr> items;
  /// Empty on the last page.
  std::string next_cursor;
};

struct event_query {
  job_id id;
  std::uint64_t after = 0;
  /// 1 to 1000.
  std::size_t limit = 200;
};

struct event_page {
  /// The job these events belong to.
  user_id user;
  std::vector<encoded_event> items;
  /// Number of the job's newest event.
  std::uint64_t last_seq = 0;
};

struct attempt_list {
  job_state_ptr state;
  std::vector<attempt_record> items;
};

/// What the queue keeps of a job that waits.
struct queued_job {
  job_id id;
  user_id user;
  int priority = 0;
  timestamp queued_at{};
  /// Let in before, as by a process that is gone.
  bool admitted = false;
};

} // namespace dossier
