#include "io/http/listener.hpp"

#include "io/http/session.hpp"
#include "io/net/authority.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <future>
#include <stdexcept>

namespace dossier::io::http {

namespace asio = boost::asio;

namespace {

/// Long enough for others to give back what the process ran out of.
constexpr milliseconds accept_pause{100};

std::string remedy(const net::error_code& ec) {
  if (ec == asio::error::address_in_use)
    return "another program listens there: stop it, or choose another "
           "http.port (0 picks a free one)";
  if (ec == asio::error::access_denied)
    return "ports below 1024 need rights: choose a higher http.port";
  return "check http.address and http.port";
}

} // namespace

listener::listener(asio::io_context& context, const net::tcp::endpoint& where,
                   std::shared_ptr<service> home)
  : context_(context), strand_(asio::make_strand(context)), acceptor_(strand_),
    pause_(strand_), home_(std::move(home)) {
  net::error_code ec;
  acceptor_.open(where.protocol(), ec);
  if (!ec)
    acceptor_.set_option(asio::socket_base::reuse_address{true}, ec);
  if (!ec)
    acceptor_.bind(where, ec);
  if (!ec)
    acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  if (ec)
    throw std::runtime_error{
      "cannot listen on "
      + net::authority_of(where.address().to_string(), where.port()) + " ("
      + ec.message() + "): " + remedy(ec)};
}

void listener::start() {
  asio::dispatch(strand_, [me = shared_from_this()] { me->accept(); });
}

void listener::stop() {
  const auto close = [this] {
    net::error_code ignored; // It is closed either way.
    acceptor_.close(ignored);
    pause_.cancel();
  };
  std::packaged_task<void()> task{close};
  auto closed = task.get_future();
  asio::post(strand_, std::move(task));
  closed.wait();
}

std::uint16_t listener::port() const {
  return acceptor_.local_endpoint().port();
}

void listener::accept() {
  acceptor_.async_accept(
    asio::make_strand(context_),
    [me = shared_from_this()](net::error_code ec, net::socket peer) {
      me->on_accept(ec, std::move(peer));
    });
}

void listener::on_accept(net::error_code ec, net::socket peer) {
  if (!acceptor_.is_open())
    return;
  if (!ec) {
    welcome(std::move(peer));
    accept();
    return;
  }
  spdlog::warn("connection not accepted: reason={}", ec.message());
  rest();
}

void listener::welcome(net::socket peer) {
  net::error_code gone;
  const auto from = peer.remote_endpoint(gone);
  if (gone)
    return;
  auto slot = home_->connections->admit(from.address().to_string());
  if (!slot) {
    spdlog::debug("connection refused: reason=full");
    return;
  }
  net::error_code ignored; // It is slower or larger without, not wrong.
  peer.set_option(net::tcp::no_delay{true}, ignored);
  peer.set_option(
    asio::socket_base::send_buffer_size{
      home_->options.limits.send_buffer_bytes},
    ignored);
  const auto on = peer.get_executor();
  auto client
    = std::make_shared<session>(std::move(peer), home_, std::move(slot));
  asio::dispatch(on, [client] { client->start(); });
}

/// As without file descriptors, when the next attempt would fail at once.
void listener::rest() {
  pause_.expires_after(accept_pause);
  pause_.async_wait([me = shared_from_this()](net::error_code) {
    if (me->acceptor_.is_open())
      me->accept();
  });
}

} // namespace dossier::io::http
