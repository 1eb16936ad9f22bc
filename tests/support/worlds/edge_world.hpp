/// The engine with clients at its sockets, and what each of them is sent.

#pragma once

#include "actors/gateway/bridge.hpp"
#include "tests/support/worlds/engine_world.hpp"

#include <nlohmann/json.hpp>

namespace dossier::test {

/// Takes every frame, or drops deltas while `is_full`; drains when told to.
struct fake_client final : io::outbox {
  io::push_result push(io::frame next, io::frame_kind kind) override {
    if (is_gone)
      return io::push_result::closed;
    if (is_full && kind == io::frame_kind::delta)
      return io::push_result::dropped;
    frames.push_back(nlohmann::json::parse(*next));
    return io::push_result::taken;
  }

  void close(int code, std::string) override {
    closed_with = code;
  }

  std::vector<nlohmann::json> of(const std::string& type) const {
    std::vector<nlohmann::json> result;
    for (const auto& frame : frames)
      if (frame.at("type") == type)
        result.push_back(frame);
    return result;
  }

  std::vector<std::uint64_t> seqs() const {
    std::vector<std::uint64_t> result;
    for (const auto& frame : of("event"))
      result.push_back(frame.at("seq").get<std::uint64_t>());
    return result;
  }

  std::vector<nlohmann::json> frames;
  bool is_full = false;
  bool is_gone = false;
  std::optional<int> closed_with;
};

struct edge_world : engine_world {
  edge_world() : gateway(make_gateway(system(), engine(), "test")) {
    // nop
  }

  ~edge_world() {
    hang_up();
  }

  /// All clients are gone, and another process runs on the same store.
  void restart() {
    hang_up();
    crash_and_restart();
    gateway = make_gateway(system(), engine(), "test");
  }

  std::shared_ptr<fake_client> connect(io::identity who
                                       = {"ann", io::role::analyst}) {
    auto client = std::make_shared<fake_client>();
    clients.push_back(gateway->connect(std::move(who), client));
    settle();
    return client;
  }

  void say(const nlohmann::json& frame, std::size_t which = 0) {
    clients.at(which)->receive(frame.dump());
    drain(which);
  }

  /// Lets the client read until nothing more comes.
  void drain(std::size_t which = 0) {
    for (int i = 0; i < 10; ++i) {
      settle();
      clients.at(which)->writable();
    }
    settle();
  }

  /// As the recorder publishes it.
  void tell_removal(const job_id& id) {
    caf::anon_send(engine().directory->bus, job_removed{id, "ann"});
    settle();
  }

  void follow_feed(std::size_t which = 0) {
    say({{"type", "subscribe"}, {"feed", "jobs"}}, which);
  }

  void subscribe(const job_id& id) {
    say({{"type", "subscribe"}, {"jobId", id}});
  }

  std::unique_ptr<io::gateway> gateway;
  std::vector<std::unique_ptr<io::client_events>> clients;

private:
  void hang_up() {
    for (auto& client : clients)
      client->closed();
    settle();
    clients.clear();
    gateway.reset();
  }
};

} // namespace dossier::test
