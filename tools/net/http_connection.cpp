#include "tools/net/http_connection.hpp"

#include "tools/net/limits.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <charconv>

namespace dossier::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

/// Errors come back as values: which step failed decides what they mean.
constexpr auto with_error = asio::as_tuple(asio::use_awaitable);

std::optional<int> seconds(std::string_view text) {
  int value = 0;
  auto [end, ec]
    = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

answer answer_of(http::response<http::string_body> message) {
  auto wait = message[http::field::retry_after];
  return {int(message.result_int()), std::move(message.body()),
          seconds({wait.data(), wait.size()}),
          message["Idempotency-Replayed"] == "true"};
}

} // namespace

class http_connection::link {
public:
  link(asio::io_context& loop, server_address server, identity who,
       after_answer then)
    : loop_(loop), server_(std::move(server)), who_(std::move(who)),
      then_(then) {
    // nop
  }

  asio::awaitable<answer> send(const request& wanted) {
    sent_ = false;
    if (!stream_)
      co_await connect();
    auto message = encode(wanted);
    sent_ = true;
    stream_->expires_after(limits::exchange);
    auto [unsent, written]
      = co_await http::async_write(*stream_, message, with_error);
    // A server that refuses early closes its side before it has read all; its
    // answer may be there all the same.
    if (unsent && unsent != asio::error::broken_pipe
        && unsent != asio::error::connection_reset)
      fail(unsent);
    http::response_parser<http::string_body> parser;
    parser.body_limit(limits::answer_bytes);
    auto [unread, size]
      = co_await http::async_read(*stream_, buffer_, parser, with_error);
    if (unread)
      fail(unread);
    if (!parser.keep_alive() || then_ == after_answer::close)
      close();
    co_return answer_of(parser.release());
  }

  bool has_sent() const noexcept {
    return sent_;
  }

private:
  asio::awaitable<void> connect() {
    tcp::resolver resolver{loop_};
    auto [unknown, found]
      = co_await resolver.async_resolve(server_.host, server_.port, with_error);
    if (unknown)
      fail(unknown);
    buffer_.clear();
    stream_.emplace(loop_);
    stream_->expires_after(limits::connect);
    auto [refused, end] = co_await stream_->async_connect(found, with_error);
    if (refused)
      fail(refused);
    error_code ignored; // Slower without it, no worse.
    stream_->socket().set_option(tcp::no_delay{true}, ignored);
  }

  http::request<http::string_body> encode(const request& wanted) const {
    http::request<http::string_body> result;
    result.method_string(wanted.method);
    result.target(server_.prefix + wanted.target);
    result.set(http::field::host, server_.authority());
    result.set(http::field::user_agent, who_.agent);
    result.set(http::field::accept, "application/json");
    if (then_ == after_answer::close)
      result.set(http::field::connection, "close");
    if (!who_.token.empty())
      result.set(http::field::authorization, "Bearer " + who_.token);
    for (const auto& [name, value] : wanted.headers)
      result.set(name, value);
    result.body() = wanted.body;
    result.prepare_payload();
    return result;
  }

  [[noreturn]] void fail(error_code ec) {
    stream_.reset();
    throw transport_error{sent_ ? fate::lost : fate::never_sent, ec.message()};
  }

  void close() {
    error_code ignored; // The answer is complete; how we part is no matter.
    stream_->socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.reset();
  }

  asio::io_context& loop_;
  server_address server_;
  identity who_;
  after_answer then_;
  std::optional<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  bool sent_ = false;
};

http_connection::http_connection(asio::io_context& loop, server_address server,
                                 identity who, after_answer then)
  : link_(
    std::make_unique<link>(loop, std::move(server), std::move(who), then)) {
  // nop
}

http_connection::~http_connection() = default;

asio::awaitable<answer> http_connection::send(const request& wanted) {
  return link_->send(wanted);
}

bool http_connection::has_sent() const noexcept {
  return link_->has_sent();
}

} // namespace dossier::net
