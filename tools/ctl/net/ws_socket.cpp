#include "tools/ctl/net/ws_socket.hpp"

#include "tools/net/limits.hpp"
#include "tools/net/ws_connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

namespace dossier::ctl {

namespace asio = boost::asio;
namespace limits = net::limits;

/// A connection that was or is open; a new try gets a new one. Each call runs
/// the loop until its own operation is done; only a read outlives its call.
class ws_socket::connection {
public:
  connection(const server_address& server, const std::string& token)
    : wire_(loop_, server, {"dossierctl", token}) {
    // nop
  }

  void open() {
    await(wire_.open(), 2 * limits::connect + limits::handshake);
  }

  void send(const std::string& frame) {
    await(wire_.send(frame), limits::write);
  }

  std::optional<std::string> read(std::chrono::milliseconds patience) {
    if (!reading_)
      start_read();
    run(patience, [this] { return arrived_; });
    if (!arrived_)
      return std::nullopt;
    reading_ = arrived_ = false;
    if (failed_)
      std::rethrow_exception(failed_);
    return std::move(frame_);
  }

private:
  void await(asio::awaitable<void> work, std::chrono::milliseconds deadline) {
    auto outcome = std::make_shared<std::optional<std::exception_ptr>>();
    asio::co_spawn(loop_, std::move(work),
                   [outcome](std::exception_ptr failed) { *outcome = failed; });
    run(deadline, [&] { return outcome->has_value(); });
    if (!*outcome)
      throw socket_closed{0, "no answer in time"};
    if (**outcome)
      std::rethrow_exception(**outcome);
  }

  template <class Done>
  void run(std::chrono::milliseconds patience, Done done) {
    auto end = std::chrono::steady_clock::now() + patience;
    loop_.restart();
    while (!done() && loop_.run_one_until(end) > 0)
      continue;
  }

  void start_read() {
    reading_ = true;
    asio::co_spawn(loop_, wire_.read(),
                   [this](std::exception_ptr failed, std::string frame) {
                     arrived_ = true;
                     failed_ = failed;
                     frame_ = std::move(frame);
                   });
  }

  asio::io_context loop_{1};
  net::ws_connection wire_;
  bool reading_ = false;
  bool arrived_ = false;
  std::exception_ptr failed_;
  std::string frame_;
};

ws_socket::ws_socket(server_address server, std::string token)
  : server_(std::move(server)), token_(std::move(token)) {
  // nop
}

ws_socket::~ws_socket() = default;

void ws_socket::connect() {
  connection_.reset();
  auto next = std::make_unique<connection>(server_, token_);
  next->open();
  connection_ = std::move(next);
}

void ws_socket::send(const std::string& frame) {
  connection_->send(frame);
}

std::optional<std::string> ws_socket::read(std::chrono::milliseconds patience) {
  return connection_->read(patience);
}

void ws_socket::pause(std::chrono::milliseconds span) {
  asio::io_context loop;
  asio::steady_timer timer{loop, span};
  boost::system::error_code ignored; // Nothing can cancel this timer.
  timer.wait(ignored);
}

} // namespace dossier::ctl
