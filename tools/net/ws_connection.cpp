#include "tools/net/ws_connection.hpp"

#include "tools/net/limits.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace dossier::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr const char* sub_protocol = "dossier.v1";
constexpr auto with_error = asio::as_tuple(asio::use_awaitable);

websocket::stream_base::timeout timeouts() {
  // Pings of our own keep a proxy from taking a quiet job for a dead one.
  return {.handshake_timeout = limits::handshake,
          .idle_timeout = limits::silence,
          .keep_alive_pings = true};
}

} // namespace

class ws_connection::link {
public:
  link(asio::io_context& loop, server_address server, identity who)
    : loop_(loop), server_(std::move(server)), who_(std::move(who)),
      stream_(loop) {
    stream_.read_message_max(limits::frame_bytes);
    stream_.set_option(timeouts());
  }

  asio::awaitable<void> open() {
    tcp::resolver resolver{loop_};
    auto [unknown, found]
      = co_await resolver.async_resolve(server_.host, server_.port, with_error);
    if (unknown)
      fail(unknown);
    auto& wire = beast::get_lowest_layer(stream_);
    wire.expires_after(limits::connect);
    auto [refused, end] = co_await wire.async_connect(found, with_error);
    if (refused)
      fail(refused);
    // From here on the WebSocket keeps time itself.
    wire.expires_never();
    co_await upgrade();
  }

  asio::awaitable<void> send(std::string frame) {
    stream_.text(true);
    auto [ec, size]
      = co_await stream_.async_write(asio::buffer(frame), with_error);
    if (ec)
      fail(ec);
  }

  asio::awaitable<std::string> read() {
    auto [ec, size] = co_await stream_.async_read(buffer_, with_error);
    if (ec)
      fail(ec);
    auto frame = beast::buffers_to_string(buffer_.data());
    buffer_.consume(buffer_.size());
    co_return frame;
  }

private:
  asio::awaitable<void> upgrade() {
    stream_.set_option(websocket::stream_base::decorator(
      [who = who_](websocket::request_type& request) {
        request.set(http::field::sec_websocket_protocol, sub_protocol);
        request.set(http::field::user_agent, who.agent);
        if (!who.token.empty())
          request.set(http::field::authorization, "Bearer " + who.token);
      }));
    auto target = server_.prefix + "/ws";
    auto authority = server_.authority();
    websocket::response_type reply;
    auto [ec]
      = co_await stream_.async_handshake(reply, authority, target, with_error);
    if (ec == websocket::error::upgrade_declined)
      throw upgrade_refused{int(reply.result_int()), reply.body()};
    if (ec)
      fail(ec);
  }

  [[noreturn]] void fail(error_code ec) {
    auto reason = stream_.reason();
    if (ec == websocket::error::closed)
      throw socket_closed{int(reason.code), std::string{reason.reason.c_str()}};
    throw socket_closed{0, ec.message()};
  }

  asio::io_context& loop_;
  server_address server_;
  identity who_;
  websocket::stream<beast::tcp_stream, /*deflateSupported=*/false> stream_;
  beast::flat_buffer buffer_;
};

ws_connection::ws_connection(asio::io_context& loop, server_address server,
                             identity who)
  : link_(std::make_unique<link>(loop, std::move(server), std::move(who))) {
  // nop
}

ws_connection::~ws_connection() = default;

asio::awaitable<void> ws_connection::open() {
  return link_->open();
}

asio::awaitable<void> ws_connection::send(std::string frame) {
  return link_->send(std::move(frame));
}

asio::awaitable<std::string> ws_connection::read() {
  return link_->read();
}

} // namespace dossier::net
