/// People who follow jobs over a socket that comes and goes, and resume where
/// they were.

#pragma once

#include "tests/simulation/judge/records.hpp"
#include "tests/simulation/world/process.hpp"

#include <set>

namespace dossier::simulation {

class watcher {
public:
  watcher(notes& log, rng& rng, const records& kept);

  // -- its connection ---------------------------------------------------------

  bool is_connected() const noexcept {
    return events_ != nullptr;
  }

  /// Opens a socket and resumes every subscription.
  void connect(process& to);

  void disconnect();

  /// Follows one more job, from the beginning.
  void follow(const job_id& id);

  /// Reads what has gathered; whether there was anything.
  bool read();

  // -- what it knows ----------------------------------------------------------

  /// Every followed job has been told to the end.
  void check_caught_up() const;

private:
  struct outbox;

  void say(const nlohmann::json& frame);
  void subscribe(const job_id& id);
  void hear(const std::string& text);
  void hear(const nlohmann::json& frame, const std::string& text);
  void on_event(const nlohmann::json& frame, const std::string& text);
  void on_snapshot(const nlohmann::json& frame);
  void on_gone(const job_id& id, const std::string& text);
  void on_delta(const nlohmann::json& frame);

  notes& log_;
  rng& rng_;
  const records& records_;
  std::shared_ptr<outbox> client_;
  std::unique_ptr<io::client_events> events_;
  /// Number of the last event heard, by job.
  std::map<job_id, std::uint64_t> heard_;
  /// Jobs that it knows to be gone.
  std::set<job_id> gone_;
};

} // namespace dossier::simulation
