/// A plain HTTP and WebSocket client for tests against a server process.

#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace dossier::test {

struct http_response {
  int status = 0;
  /// Names in lower case.
  std::map<std::string, std::string> headers;
  std::string body;

  nlohmann::json json() const {
    return nlohmann::json::parse(body);
  }
};

using http_headers = std::map<std::string, std::string>;

/// One connection a call. Throws when there is no answer within ten seconds.
class http_client {
public:
  explicit http_client(std::uint16_t port) : port_(port) {
    // nop
  }

  http_response get(const std::string& path, http_headers headers = {}) const;

  http_response post(const std::string& path, const std::string& body,
                     http_headers headers = {}) const;

  http_response post(const std::string& path, const nlohmann::json& body,
                     http_headers headers = {}) const {
    return post(path, body.dump(), std::move(headers));
  }

  http_response send(const std::string& method, const std::string& path,
                     const std::string& body, http_headers headers) const;

  /// Sends these bytes as they are; returns everything until the server closes.
  std::string raw(const std::string& bytes) const;

private:
  std::uint16_t port_;
};

/// Many calls on one connection. Throws when an answer takes too long.
class http_session {
public:
  explicit http_session(std::uint16_t port);
  ~http_session();

  http_response get(const std::string& path);
  http_response post(const std::string& path, const std::string& body);

private:
  struct connection;
  std::unique_ptr<connection> connection_;
};

/// A WebSocket client that reads when asked to.
class ws_client {
public:
  explicit ws_client(std::uint16_t port);
  ~ws_client();

  void send(const nlohmann::json& frame);

  /// Sends these words as they are, JSON or not.
  void send_text(const std::string& text);

  /// The next frame. Throws when none comes in time or the socket is closed.
  nlohmann::json next(std::chrono::milliseconds timeout
                      = std::chrono::seconds{60});

  /// Reads until a frame of this type comes; the others are dropped.
  nlohmann::json next_of(const std::string& type);

  /// Reads until the server closes; returns its code. Throws when it does not.
  int await_close();

private:
  struct connection;
  std::unique_ptr<connection> connection_;
};

/// Follows a job to its end; returns its final state.
nlohmann::json await_end(std::uint16_t port, const std::string& job);

} // namespace dossier::test
