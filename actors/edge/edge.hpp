/// Serves one connected client: what it follows, and how far it got.
///
///     subscribe ──▶ joining ──▶ catching up ◀──gap── live
///                                   └──nothing missed──▶
///
/// Following comes before reading, so nothing falls in between. What a client
/// missed is pulled from the store page by page, as its outbox drains; news
/// that arrives meanwhile is not kept, as the store has it too.

#pragma once

#include "actors/directory.hpp"
#include "io/gateway.hpp"

#include <deque>
#include <unordered_map>

namespace dossier {

/// How frames are written.
enum class edge_format {
  websocket,
  /// Server-sent events of one job: durable events and nothing else.
  event_stream,
};

struct subscription {
  enum class phase { joining, catching_up, live };

  phase at = phase::joining;
  /// Which asking this is; answers to an earlier one are dropped.
  std::uint64_t ticket = 0;
  bool wants_deltas = true;
  /// Number of the last event pushed.
  std::uint64_t sent = 0;
  /// Number of the newest event heard of.
  std::uint64_t newest = 0;
  /// What the client said it has; absent: it wants a snapshot.
  std::optional<std::uint64_t> since;
  /// Deltas were dropped, and the client has not been notified.
  bool has_gap = false;
  /// Deltas that came while joining; they follow the snapshot.
  std::vector<io::frame> held;
  /// The job when its client came back, which must yet hear what holds its
  /// stages; null when it knows.
  job_state_ptr resumed;
};

/// Of the jobs feed. Jobs are read while their news come already; the client
/// gets the jobs first, and of each job nothing older than it was sent.
struct feed_subscription {
  /// Which asking this is; answers to an earlier one are dropped.
  std::uint64_t ticket = 0;
  /// The jobs have not been sent.
  bool is_joining = true;
  /// News that came meanwhile.
  std::vector<std::variant<feed_frame, removal_frame>> held;
  /// Jobs read so far, by id where they are in `jobs`.
  std::vector<job_state_ptr> jobs;
  std::unordered_map<job_id, std::size_t> known;
  /// Revisions of the jobs sent at first, until there is news of them.
  std::unordered_map<job_id, std::uint64_t> sent;
};

struct edge_setup {
  directory_ptr directory;
  io::identity who;
  std::shared_ptr<io::outbox> client;
  std::string version;
  /// Of the request that opens an event stream.
  std::string trace_id;
};

struct edge_actor_state {
  static inline const char* name = "edge";

  edge_actor_state() = default;
  ~edge_actor_state();

  directory_ptr directory;
  io::identity who;
  std::shared_ptr<io::outbox> client;
  edge_format format = edge_format::websocket;
  /// Answers the request that opened an event stream; null once it has.
  std::shared_ptr<io::responder> opening;
  /// Of the request that opened an event stream; empty for a socket, whose
  /// refusals have one each.
  std::string trace_id;
  std::unordered_map<job_id, subscription> subscriptions;
  std::uint64_t last_ticket = 0;
  /// Absent for who does not follow it.
  std::optional<feed_subscription> feed;
  /// Commands of an administrator that are not answered yet.
  std::size_t commands = 0;
  /// Jobs with events to pull, one page at a time.
  std::deque<job_id> to_pull;
  bool is_pulling = false;
  /// The outbox has been written to since it was last empty.
  bool is_busy = false;
  bool wants_batches = false;
  std::vector<io::frame> gathered;
  std::size_t gathered_bytes = 0;
};

/// A WebSocket client; says hello at once.
edge_actor::behavior_type
edge(edge_actor::stateful_pointer<edge_actor_state> self, edge_setup setup);

/// A reader of one job's events after `after`. Answers `to` first.
edge_actor::behavior_type
event_stream(edge_actor::stateful_pointer<edge_actor_state> self,
             edge_setup setup, job_id id, std::uint64_t after,
             std::shared_ptr<io::responder> to);

} // namespace dossier
