#include "io/http/server.hpp"

#include "io/http/listener.hpp"
#include "io/http/local_access.hpp"
#include "messages/text.hpp"

#include <boost/asio/ip/address.hpp>

#include <stdexcept>

namespace dossier::io::http {

namespace asio = boost::asio;

namespace {

/// How long connections that were cut off are given to notice.
constexpr std::chrono::milliseconds abort_timeout{500};

net::tcp::endpoint endpoint_of(const server_options& options) {
  const bool by_name = same_text(options.address, "localhost");
  boost::system::error_code ec;
  const auto address
    = asio::ip::make_address(by_name ? "127.0.0.1" : options.address, ec);
  if (ec)
    throw std::runtime_error{"http.address " + options.address
                             + " is not an IP address: use 127.0.0.1 or ::1"};
  if (!address.is_loopback())
    throw std::runtime_error{
      "http.address " + options.address
      + " can be reached from other machines, but auth.mode local lets "
        "everybody in: use 127.0.0.1 or ::1"};
  return {address, options.port};
}

} // namespace

struct server::state {
  state(server_options options, gateway& behind, event_loop& on)
    : loop(on), home(std::make_shared<service>(std::move(options), behind)) {
    // nop
  }

  event_loop& loop;
  std::shared_ptr<service> home;
  std::shared_ptr<listener> door;
};

server::server(server_options options, gateway& behind, event_loop& loop)
  : state_(std::make_unique<state>(std::move(options), behind, loop)) {
  // nop
}

server::~server() {
  stop(std::chrono::milliseconds{0});
}

std::uint16_t server::open() {
  const auto where = endpoint_of(state_->home->options);
  state_->door
    = std::make_shared<listener>(state_->loop.context(), where, state_->home);
  return state_->door->port();
}

std::uint16_t server::start() {
  if (!state_->door)
    open();
  state_->door->start();
  return state_->door->port();
}

void server::begin_drain(std::chrono::seconds retry_after) {
  state_->home->drain_seconds = retry_after.count();
  state_->home->connections->drain_all();
}

void server::stop(std::chrono::milliseconds timeout) {
  if (!state_->door)
    return;
  state_->door->stop();
  state_->door.reset();
  if (!state_->home->retry_after())
    begin_drain(std::chrono::seconds{1});
  auto& connections = *state_->home->connections;
  if (connections.wait_until_empty(timeout))
    return;
  connections.abort_all();
  connections.wait_until_empty(abort_timeout);
}

std::size_t server::connections() const {
  return state_->home->connections->size();
}

} // namespace dossier::io::http
