#include "tests/support/processes/http_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <algorithm>
#include <cctype>

namespace dossier::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;

namespace {

constexpr auto http_timeout = std::chrono::seconds{30};

/// Runs one asynchronous operation to its end, so that deadlines hold.
template <class Start>
beast::error_code run(asio::io_context& context, Start start) {
  auto result = beast::error_code{asio::error::would_block};
  start([&](beast::error_code error, auto&&...) { result = error; });
  context.restart();
  context.run();
  return result;
}

void check(beast::error_code error, const char* name) {
  if (error)
    throw std::runtime_error{std::string{name} + ": " + error.message()};
}

tcp::endpoint server_at(std::uint16_t port) {
  return {asio::ip::address_v4::loopback(), port};
}

std::string host_of(std::uint16_t port) {
  return "127.0.0.1:" + std::to_string(port);
}

http_response convert(const http::response<http::string_body>& answer) {
  http_response result;
  result.status = int(answer.result_int());
  for (const auto& field : answer) {
    std::string name{field.name_string()};
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    result.headers[name] = std::string{field.value()};
  }
  result.body = answer.body();
  return result;
}

} // namespace

http_response http_client::get(const std::string& path,
                               http_headers headers) const {
  return send("GET", path, {}, std::move(headers));
}

http_response http_client::post(const std::string& path,
                                const std::string& body,
                                http_headers headers) const {
  headers.emplace("Content-Type", "application/json");
  return send("POST", path, body, std::move(headers));
}

http_response
http_client::send(const std::string& method, const std::string& path,
                  const std::string& body, http_headers headers) const {
  asio::io_context context;
  beast::tcp_stream stream{context};
  stream.expires_after(http_timeout);
  check(run(context,
            [&](auto done) { stream.async_connect(server_at(port_), done); }),
        "connect");
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(path);
  request.version(11);
  request.set(http::field::host, host_of(port_));
  request.set(http::field::connection, "close");
  for (const auto& [name, value] : headers)
    request.set(name, value);
  request.body() = body;
  if (!body.empty())
    request.prepare_payload();
  // A server may refuse before it has read everything: then the write fails,
  // and the answer is there all the same.
  run(context, [&](auto done) { http::async_write(stream, request, done); });
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(64 * 1024 * 1024);
  check(run(context,
            [&](auto done) { http::async_read(stream, buffer, parser, done); }),
        "read");
  return convert(parser.get());
}

std::string http_client::raw(const std::string& bytes) const {
  asio::io_context context;
  beast::tcp_stream stream{context};
  stream.expires_after(http_timeout);
  check(run(context,
            [&](auto done) { stream.async_connect(server_at(port_), done); }),
        "connect");
  run(context,
      [&](auto done) { asio::async_write(stream, asio::buffer(bytes), done); });
  std::string result;
  auto error = run(context, [&](auto done) {
    asio::async_read(stream, asio::dynamic_buffer(result), done);
  });
  if (error == beast::error::timeout)
    throw std::runtime_error{"the server kept the connection: " + result};
  return result;
}

struct http_session::connection {
  explicit connection(std::uint16_t to) : port(to) {
    stream.expires_after(http_timeout);
    check(run(context,
              [&](auto done) { stream.async_connect(server_at(to), done); }),
          "connect");
  }

  http_response send(http::verb verb, const std::string& path,
                     const std::string& body) {
    http::request<http::string_body> request{verb, path, 11};
    request.set(http::field::host, host_of(port));
    request.set(http::field::content_type, "application/json");
    request.body() = body;
    request.prepare_payload();
    stream.expires_after(http_timeout);
    check(run(context,
              [&](auto done) { http::async_write(stream, request, done); }),
          "write");
    http::response<http::string_body> answer;
    check(
      run(context,
          [&](auto done) { http::async_read(stream, buffer, answer, done); }),
      "read");
    return convert(answer);
  }

  std::uint16_t port;
  asio::io_context context;
  beast::tcp_stream stream{context};
  beast::flat_buffer buffer;
};

http_session::http_session(std::uint16_t port)
  : connection_(std::make_unique<connection>(port)) {
  // nop
}

http_session::~http_session() = default;

http_response http_session::get(const std::string& path) {
  return connection_->send(http::verb::get, path, {});
}

http_response http_session::post(const std::string& path,
                                 const std::string& body) {
  return connection_->send(http::verb::post, path, body);
}

struct ws_client::connection {
  asio::io_context context;
  websocket::stream<beast::tcp_stream> stream{context};
  beast::flat_buffer buffer;
};

ws_client::ws_client(std::uint16_t port)
  : connection_(std::make_unique<connection>()) {
  auto& [context, stream, buffer] = *connection_;
  beast::get_lowest_layer(stream).expires_after(http_timeout);
  check(run(context,
            [&](auto done) {
              beast::get_lowest_layer(stream).async_connect(server_at(port),
                                                            done);
            }),
        "connect");
  stream.read_message_max(64 * 1024 * 1024);
  check(
    run(context,
        [&](auto done) { stream.async_handshake(host_of(port), "/ws", done); }),
    "handshake");
}

ws_client::~ws_client() = default;

void ws_client::send(const nlohmann::json& frame) {
  send_text(frame.dump());
}

void ws_client::send_text(const std::string& text) {
  auto& [context, stream, buffer] = *connection_;
  check(run(context,
            [&](auto done) { stream.async_write(asio::buffer(text), done); }),
        "write");
}

nlohmann::json ws_client::next(std::chrono::milliseconds timeout) {
  auto& [context, stream, buffer] = *connection_;
  beast::get_lowest_layer(stream).expires_after(timeout);
  check(run(context, [&](auto done) { stream.async_read(buffer, done); }),
        "read");
  auto text = beast::buffers_to_string(buffer.data());
  buffer.clear();
  return nlohmann::json::parse(text);
}

nlohmann::json ws_client::next_of(const std::string& type) {
  for (;;)
    if (auto frame = next(); frame.at("type") == type)
      return frame;
}

int ws_client::await_close() {
  auto& [context, stream, buffer] = *connection_;
  for (;;) {
    beast::get_lowest_layer(stream).expires_after(http_timeout);
    buffer.clear();
    auto error
      = run(context, [&](auto done) { stream.async_read(buffer, done); });
    if (error == websocket::error::closed)
      return stream.reason().code;
    check(error, "read");
  }
}

nlohmann::json await_end(std::uint16_t port, const std::string& job) {
  ws_client socket{port};
  socket.send({{"type", "subscribe"}, {"jobId", job}, {"deltas", false}});
  auto status = socket.next_of("snapshot").at("job").at("status");
  for (auto ended = status != "queued" && status != "running"; !ended;)
    ended = socket.next_of("event").at("event") == "job.finished";
  return http_client{port}.get("/api/research/jobs/" + job).json();
}

} // namespace dossier::test
