/// What administrators see: the shapes of the API.

#pragma once

#include "actors/rules/views/job_view.hpp"
#include "messages/queries.hpp"

namespace dossier::rules {

struct queue_figures {
  bool is_paused = false;
  std::size_t waiting = 0;
  std::size_t running = 0;
  /// 0: no limit.
  std::size_t running_limit = 0;
};

struct running_job {
  job_state_ptr state;
  live_facts now;
};

/// The rate limiter before a model.
struct limiter_figures {
  std::string model;
  std::size_t limit = 0;
  std::size_t running = 0;
  std::size_t waiting = 0;
  /// Set while no call may go out, as the provider is busy.
  std::optional<timestamp> held_until;
};

struct store_figures {
  bool is_writable = true;
  std::string epoch;
  std::uint64_t groups = 0;
  std::uint64_t commits = 0;
  std::optional<std::chrono::microseconds> last_group;
};

struct refused_rerun {
  job_id id;
  /// As the client of a single rerun would get it.
  std::shared_ptr<const std::string> problem;
};

struct bulk_progress {
  std::size_t waiting = 0;
  std::size_t under_way = 0;
  std::size_t accepted = 0;
  /// The last of them.
  std::vector<refused_rerun> refused;
};

struct overview {
  std::string version;
  bool is_demo = false;
  bool is_draining = false;
  timestamp started_at{};
  timestamp now{};
  queue_figures queue;
  std::vector<running_job> running;
  std::optional<limiter_figures> limiter;
  store_figures store;
  std::size_t sockets = 0;
  std::size_t streams = 0;
  bulk_progress bulk;
};

/// `Overview`.
json show_overview(const overview& overview);

/// `QueueState`.
json show_queue(const queue_figures& figures);

/// `Limits`; nothing stands for a rate limiter that is not known.
json show_limits(std::size_t running_jobs,
                 std::optional<std::size_t> provider_concurrency);

/// `AuditPage`.
json show_audit(const audit_page& page);

} // namespace dossier::rules
