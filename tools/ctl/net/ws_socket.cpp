#include "tools/ctl/net/ws_socket.hpp"

#include "tools/ctl/net/limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace dossier::ctl {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr const char* sub_protocol = "dossier.v1";

websocket::stream_base::timeout timeouts() {
  // Pings of our own keep a proxy from taking a quiet job for a dead one.
  return {limits::handshake, limits::silence, true};
}

} // namespace

/// A connection that was or is open; a new try gets a new one. Each call runs
/// the loop until its own operation is done, so there is never more than one
/// of a kind under way.
class ws_socket::connection {
public:
  connection() : resolver_(loop_), stream_(loop_) {
    stream_.read_message_max(limits::frame_bytes);
    stream_.set_option(timeouts());
  }

  void open(const server_address& server, const std::string& token) {
    await(
      [&](auto done) {
        resolver_.async_resolve(server.host, server.port,
                                [this, done](error_code ec, auto found) {
                                  found_ = std::move(found);
                                  done(ec);
                                });
      },
      limits::connect);
    await(
      [&](auto done) {
        beast::get_lowest_layer(stream_).async_connect(
          found_, [done](error_code ec, const auto&) { done(ec); });
      },
      limits::connect);
    upgrade(server, token);
  }

  void send(const std::string& frame) {
    stream_.text(true);
    await(
      [&](auto done) {
        stream_.async_write(asio::buffer(frame),
                            [done](error_code ec, std::size_t) { done(ec); });
      },
      limits::write);
  }

  std::optional<std::string> read(std::chrono::milliseconds patience) {
    if (!reading_)
      start_read();
    run(patience, [this] { return arrived_; });
    if (!arrived_)
      return std::nullopt;
    reading_ = arrived_ = false;
    if (read_error_)
      fail(read_error_);
    auto frame = beast::buffers_to_string(buffer_.data());
    buffer_.consume(buffer_.size());
    return frame;
  }

private:
  void upgrade(const server_address& server, const std::string& token) {
    stream_.set_option(websocket::stream_base::decorator(
      [token](websocket::request_type& request) {
        request.set(http::field::sec_websocket_protocol, sub_protocol);
        request.set(http::field::user_agent, "dossierctl");
        if (!token.empty())
          request.set(http::field::authorization, "Bearer " + token);
      }));
    auto ec = attempt(
      [&](auto done) {
        stream_.async_handshake(answer_, server.authority(),
                                server.prefix + "/ws",
                                [done](error_code result) { done(result); });
      },
      limits::handshake);
    if (ec == websocket::error::upgrade_declined)
      throw upgrade_refused{int(answer_.result_int()), answer_.body()};
    if (ec)
      fail(ec);
  }

  /// Starts one operation and runs the loop until it is done.
  template <class Start>
  error_code attempt(Start start, std::chrono::milliseconds deadline) {
    auto result = std::make_shared<std::optional<error_code>>();
    start([result](error_code ec) { *result = ec; });
    run(deadline, [&] { return result->has_value(); });
    return result->value_or(beast::error::timeout);
  }

  template <class Start>
  void await(Start start, std::chrono::milliseconds deadline) {
    if (auto ec = attempt(std::move(start), deadline))
      fail(ec);
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
    stream_.async_read(buffer_, [this](error_code ec, std::size_t) {
      arrived_ = true;
      read_error_ = ec;
    });
  }

  [[noreturn]] void fail(error_code ec) {
    auto reason = stream_.reason();
    if (ec == websocket::error::closed)
      throw socket_closed{int(reason.code), std::string{reason.reason.c_str()}};
    throw socket_closed{0, ec.message()};
  }

  asio::io_context loop_{1};
  tcp::resolver resolver_;
  tcp::resolver::results_type found_;
  websocket::stream<beast::tcp_stream> stream_;
  websocket::response_type answer_;
  beast::flat_buffer buffer_;
  bool reading_ = false;
  bool arrived_ = false;
  error_code read_error_;
};

ws_socket::ws_socket(server_address server, std::string token)
  : server_(std::move(server)), token_(std::move(token)) {
  // nop
}

ws_socket::~ws_socket() = default;

void ws_socket::connect() {
  connection_.reset();
  auto next = std::make_unique<connection>();
  next->open(server_, token_);
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
  error_code ignored; // Nothing can cancel this timer.
  timer.wait(ignored);
}

} // namespace dossier::ctl
