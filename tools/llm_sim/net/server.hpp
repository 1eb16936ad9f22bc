/// Waits for clients and gives each its session.

#pragma once

#include "tools/llm_sim/app/simulation.hpp"

namespace dossier::llm_sim {

/// One thread runs everything; only `stop` may be called from another.
class server {
public:
  /// Throws `std::runtime_error` that says what to do.
  explicit server(options wanted);

  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server();

  /// Whether clients have to speak TLS.
  bool is_secure() const;
  const std::string& address() const;
  std::uint16_t port() const;

  /// SIGINT and SIGTERM end `run`.
  void stop_on_signals();

  /// Until `stop`.
  void run();
  void stop();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace dossier::llm_sim
