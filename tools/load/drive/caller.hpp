/// Requests that are repeated until they are answered.

#pragma once

#include "tools/load/drive/signal.hpp"
#include "tools/net/http_connection.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <random>
#include <vector>

namespace dossier::load {

/// No answer for longer than anybody should wait.
struct unanswered : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct outcome {
  net::answer answer;
  /// 1 when the first sending was answered.
  int sendings = 0;
  /// Of the sending that was answered.
  std::chrono::nanoseconds took{};

  nlohmann::json body() const {
    return nlohmann::json::parse(answer.body);
  }
};

/// Keeps a few connections, made anew when the server has moved. A request is
/// sent again as long as its fate is unknown or the server asks for patience,
/// so every request must be safe to repeat: a GET, or one with a key.
class caller {
public:
  caller(asio::io_context& loop, std::string token, std::uint64_t seed,
         std::chrono::seconds patience);

  /// Where the server listens from now on; connections to elsewhere are
  /// dropped as they come back.
  void move_to(net::server_address server);

  asio::awaitable<outcome> call(net::request wanted);
  asio::awaitable<outcome> get(std::string target);
  asio::awaitable<outcome> post(std::string target, std::string body,
                                std::string key);

private:
  asio::awaitable<std::optional<net::answer>>
  try_once(const net::request& wanted);
  std::unique_ptr<net::http_connection> take_connection();

  asio::io_context& loop_;
  net::identity who_;
  std::mt19937_64 chance_;
  std::chrono::seconds patience_;
  net::server_address server_;
  std::uint64_t moves_ = 0;
  int busy_ = 0;
  signal freed_;
  std::vector<std::unique_ptr<net::http_connection>> idle_;
};

} // namespace dossier::load
