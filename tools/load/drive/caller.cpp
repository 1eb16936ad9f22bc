#include "tools/load/drive/caller.hpp"

namespace dossier::load {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

namespace {

/// More would only wait in the server instead of here.
constexpr int most_connections = 64;

constexpr int shortest_pause_ms = 20;
constexpr int longest_pause_ms = 200;

/// The server asks for patience, or the first sending is still under way.
bool is_passing(const net::answer& reply) {
  if (reply.status == 429 || reply.status == 503 || reply.status == 507)
    return true;
  return reply.status == 409
         && reply.body.find("idempotency_in_flight") != std::string::npos;
}

} // namespace

caller::caller(asio::io_context& loop, std::string token, std::uint64_t seed,
               std::chrono::seconds patience)
  : loop_(loop), who_{"dossier-load", std::move(token)}, chance_(seed),
    patience_(patience), freed_(loop) {
  // nop
}

void caller::move_to(net::server_address server) {
  server_ = std::move(server);
  ++moves_;
  idle_.clear();
}

asio::awaitable<outcome> caller::call(net::request wanted) {
  const auto until = steady::now() + patience_;
  for (int sendings = 1;; ++sendings) {
    const auto start = steady::now();
    auto reply = co_await try_once(wanted);
    if (reply && !is_passing(*reply))
      co_return outcome{.answer = std::move(*reply),
                        .sendings = sendings,
                        .took = steady::now() - start};
    if (steady::now() > until)
      throw unanswered{wanted.method + " " + wanted.target + ": "
                       + (reply ? reply->body : "no answer")};
    std::uniform_int_distribution<int> span{shortest_pause_ms,
                                            longest_pause_ms};
    co_await pause(std::chrono::milliseconds{span(chance_)});
  }
}

asio::awaitable<outcome> caller::get(std::string target) {
  return call({.method = "GET", .target = std::move(target)});
}

asio::awaitable<outcome> caller::post(std::string target, std::string body,
                                      std::string key) {
  return call({.method = "POST",
               .target = std::move(target),
               .body = std::move(body),
               .headers = {{"Content-Type", "application/json"},
                           {"Idempotency-Key", std::move(key)}}});
}

asio::awaitable<std::optional<net::answer>>
caller::try_once(const net::request& wanted) {
  while (busy_ >= most_connections)
    co_await freed_.wait();
  ++busy_;
  auto connection = take_connection();
  const auto from = moves_;
  std::optional<net::answer> reply;
  try {
    reply = co_await connection->send(wanted);
  } catch (const net::transport_error&) {
    // Its fate is unknown: the caller sends it again.
  }
  --busy_;
  if (from == moves_)
    idle_.push_back(std::move(connection));
  freed_.notify();
  co_return reply;
}

std::unique_ptr<net::http_connection> caller::take_connection() {
  if (idle_.empty())
    return std::make_unique<net::http_connection>(loop_, server_, who_,
                                                  net::after_answer::keep);
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

} // namespace dossier::load
