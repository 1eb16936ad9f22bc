#include "tools/llm_sim/net/server.hpp"

#include "io/net/authority.hpp"
#include "tools/llm_sim/net/session.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>

namespace dossier::llm_sim {

namespace {

/// Long enough for others to give back what the process ran out of.
constexpr std::chrono::milliseconds accept_pause{100};

std::unique_ptr<transport_factory> make_transports(const options& from) {
  return from.certificate.empty() ? plain_transports()
                                  : tls_transports(from.certificate, from.key);
}

tcp::endpoint endpoint_of(const options& from) {
  error_code ec;
  auto address = asio::ip::make_address(from.address, ec);
  if (ec)
    throw std::runtime_error{from.address + " is no address"};
  return {address, from.port};
}

} // namespace

struct server::state {
  explicit state(options wanted)
    : world{std::move(wanted)}, transports{make_transports(world.options)} {
    listen(endpoint_of(world.options));
    accept();
  }

  void listen(const tcp::endpoint& where) {
    error_code ec;
    acceptor.open(where.protocol(), ec);
    if (!ec)
      acceptor.set_option(asio::socket_base::reuse_address{true}, ec);
    if (!ec)
      acceptor.bind(where, ec);
    if (!ec)
      acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
      throw std::runtime_error{
        "cannot listen on "
        + io::net::authority_of(where.address().to_string(), where.port())
        + " (" + ec.message() + "): choose another --port, or 0"};
  }

  void accept() {
    acceptor.async_accept([this](error_code ec, tcp::socket peer) {
      if (ec)
        return rest();
      welcome(std::move(peer));
      accept();
    });
  }

  void welcome(tcp::socket peer) {
    auto draws = io::llm::demo::draw_key{world.options.seed}
                   .with("connection")
                   .with(world.connections.next("all"));
    if (world.faults.refuses_connection(draws))
      return reset_socket(peer);
    error_code ignored; // It is slower without, not wrong.
    peer.set_option(tcp::no_delay{true}, ignored);
    std::make_shared<session>(loop, transports->make(std::move(peer)), world)
      ->start();
  }

  void rest() {
    pause.expires_after(accept_pause);
    pause.async_wait([this](error_code ec) {
      if (!ec)
        accept();
    });
  }

  /// First, as sessions that end with the loop still count themselves.
  simulation world;
  std::unique_ptr<transport_factory> transports;
  asio::io_context loop{1};
  tcp::acceptor acceptor{loop};
  asio::steady_timer pause{loop};
  asio::signal_set signals{loop};
};

server::server(options wanted)
  : state_{std::make_unique<state>(std::move(wanted))} {
  // nop
}

server::~server() = default;

bool server::is_secure() const {
  return !state_->world.options.certificate.empty();
}

const std::string& server::address() const {
  return state_->world.options.address;
}

std::uint16_t server::port() const {
  return state_->acceptor.local_endpoint().port();
}

void server::stop_on_signals() {
  for (auto number : {SIGINT, SIGTERM})
    state_->signals.add(number);
  state_->signals.async_wait([this](error_code ec, int) {
    if (!ec)
      stop();
  });
}

void server::run() {
  state_->loop.run();
}

void server::stop() {
  state_->loop.stop();
}

} // namespace dossier::llm_sim
