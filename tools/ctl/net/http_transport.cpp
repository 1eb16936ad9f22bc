#include "tools/ctl/net/http_transport.hpp"

#include "tools/ctl/net/limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <charconv>

namespace dossier::ctl {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

http::request<http::string_body> encode(const request& wanted,
                                        const server_address& server,
                                        const std::string& token) {
  http::request<http::string_body> result;
  result.method_string(wanted.method);
  result.target(server.prefix + wanted.target);
  result.set(http::field::host, server.authority());
  result.set(http::field::user_agent, "dossierctl");
  result.set(http::field::accept, "application/json");
  result.set(http::field::connection, "close");
  if (!token.empty())
    result.set(http::field::authorization, "Bearer " + token);
  for (const auto& [name, value] : wanted.headers)
    result.set(name, value);
  result.body() = wanted.body;
  result.prepare_payload();
  return result;
}

std::optional<int> seconds(std::string_view text) {
  int value = 0;
  auto [end, ec]
    = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

/// One request on its way. Every step starts the next; the first error or the
/// answer ends the loop of `run`.
class exchange {
public:
  explicit exchange(http::request<http::string_body> wanted)
    : resolver_(loop_), stream_(loop_), request_(std::move(wanted)) {
    parser_.body_limit(limits::answer_bytes);
  }

  answer run(const server_address& server) {
    resolver_.async_resolve(
      server.host, server.port,
      [this](error_code ec, const auto& found) { on_resolve(ec, found); });
    loop_.run_for(limits::connect + limits::exchange);
    if (!finished_)
      fail(beast::error::timeout);
    if (failed_)
      throw transport_error{sent_ ? fate::lost : fate::never_sent,
                            failed_.message()};
    return take_answer();
  }

private:
  void on_resolve(error_code ec, const tcp::resolver::results_type& found) {
    if (ec)
      return fail(ec);
    stream_.expires_after(limits::connect);
    stream_.async_connect(
      found, [this](error_code next, const auto&) { on_connect(next); });
  }

  void on_connect(error_code ec) {
    if (ec)
      return fail(ec);
    sent_ = true;
    stream_.expires_after(limits::exchange);
    http::async_write(stream_, request_,
                      [this](error_code next, std::size_t) { on_write(next); });
  }

  void on_write(error_code ec) {
    // A server that refuses early closes its side before it has read all; its
    // answer may be there all the same.
    if (ec && ec != asio::error::broken_pipe
        && ec != asio::error::connection_reset)
      return fail(ec);
    http::async_read(stream_, buffer_, parser_,
                     [this](error_code next, std::size_t) { on_read(next); });
  }

  void on_read(error_code ec) {
    if (ec)
      return fail(ec);
    finished_ = true;
    error_code ignored; // The answer is complete; how we part is no matter.
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  }

  void fail(error_code ec) {
    finished_ = true;
    failed_ = ec;
  }

  answer take_answer() {
    auto& message = parser_.get();
    auto wait = message[http::field::retry_after];
    return {int(message.result_int()), std::move(message.body()),
            seconds({wait.data(), wait.size()})};
  }

  asio::io_context loop_{1};
  tcp::resolver resolver_;
  beast::tcp_stream stream_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
  bool sent_ = false;
  bool finished_ = false;
  error_code failed_;
};

} // namespace

http_transport::http_transport(server_address server, std::string token)
  : server_(std::move(server)), token_(std::move(token)) {
  // nop
}

answer http_transport::send(const request& wanted) {
  return exchange{encode(wanted, server_, token_)}.run(server_);
}

void http_transport::pause(std::chrono::milliseconds span) {
  asio::io_context loop;
  asio::steady_timer timer{loop, span};
  error_code ignored; // Nothing can cancel this timer.
  timer.wait(ignored);
}

} // namespace dossier::ctl
