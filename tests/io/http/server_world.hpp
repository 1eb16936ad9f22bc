/// A server on a free port before a fake engine.

#pragma once

#include "io/http/server.hpp"
#include "tests/support/processes/raw_client.hpp"
#include "tests/support/worlds/fake_gateway.hpp"

#include <functional>
#include <string>

namespace dossier::test {

struct server_world {
  explicit server_world(
    const std::function<void(io::http::server_options&)>& adjust = {}) {
    io::http::server_options options;
    options.port = 0;
    if (adjust)
      adjust(options);
    server = std::make_unique<io::http::server>(options, engine, loop);
    port = server->start();
  }

  ~server_world() {
    server->stop(0ms);
  }

  raw_client client() const {
    return raw_client{port};
  }

  /// One request on a connection of its own.
  http_answer exchange(const std::string& bytes) const {
    return client().exchange(bytes);
  }

  http_answer get(const std::string& target,
                  const std::string& fields = {}) const {
    return exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                    + fields + "\r\n");
  }

  static std::string post(const std::string& body,
                          const std::string& fields = {}) {
    return "POST /api/research/generate HTTP/1.1\r\nHost: localhost\r\n"
           "Content-Type: application/json\r\nContent-Length: "
           + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
  }

  static std::string code_of(const http_answer& answer) {
    return nlohmann::json::parse(answer.body).at("code");
  }

  fake_gateway engine;
  io::event_loop loop;
  std::unique_ptr<io::http::server> server;
  std::uint16_t port = 0;
};

} // namespace dossier::test
