/// The threads on which sockets are served. Everything in io/ runs on them;
/// the engine never does.

#pragma once

#include <memory>

namespace boost::asio {
class io_context;
}

namespace dossier::io {

/// Runs from construction to `stop`. What it serves must be closed before.
class event_loop {
public:
  explicit event_loop(unsigned threads = 1);

  event_loop(const event_loop&) = delete;
  event_loop& operator=(const event_loop&) = delete;

  /// Stops.
  ~event_loop();

  /// Ends the threads and waits for them; a second time does nothing. Not from
  /// one of the threads.
  void stop();

  boost::asio::io_context& context() noexcept;

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace dossier::io
