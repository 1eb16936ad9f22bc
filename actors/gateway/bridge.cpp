#include "actors/gateway/bridge.hpp"

#include "actors/edge/edge.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>

namespace dossier {

namespace {

class edge_client final : public io::client_events {
public:
  explicit edge_client(edge_actor edge) : edge_(std::move(edge)) {
    // nop
  }

  void receive(std::string text) override {
    caf::anon_send(edge_, client_frame{std::move(text)});
  }

  void writable() override {
    caf::anon_send(edge_, writable_atom_v);
  }

  void closed() override {
    caf::anon_send(edge_, closed_atom_v);
  }

private:
  edge_actor edge_;
};

class bridge final : public io::gateway {
public:
  bridge(caf::actor_system& system, const engine& engine, std::string version)
    : system_(system), engine_(engine), version_(std::move(version)) {
    // nop
  }

  void handle(io::request request, std::shared_ptr<io::responder> to) override {
    const auto& next = engine_.gateways[turn_++ % engine_.gateways.size()];
    caf::anon_send(
      next, client_call{std::make_shared<const io::request>(std::move(request)),
                        std::move(to)});
  }

  std::unique_ptr<io::client_events>
  connect(io::identity who, std::shared_ptr<io::outbox> client) override {
    return std::make_unique<edge_client>(
      system_.spawn(edge, setup(std::move(who), std::move(client), {})));
  }

  std::unique_ptr<io::client_events>
  follow(io::request request, std::uint64_t after,
         std::shared_ptr<io::responder> to,
         std::shared_ptr<io::outbox> client) override {
    auto id = request.parameters.find("id");
    return std::make_unique<edge_client>(system_.spawn(
      event_stream, setup(request.who, std::move(client), request.trace_id),
      id == request.parameters.end() ? job_id{} : id->second, after,
      std::move(to)));
  }

private:
  edge_setup setup(io::identity who, std::shared_ptr<io::outbox> client,
                   std::string trace_id) {
    return {.directory = engine_.directory,
            .who = std::move(who),
            .client = std::move(client),
            .version = version_,
            .trace_id = std::move(trace_id)};
  }

  caf::actor_system& system_;
  engine engine_;
  std::string version_;
  std::atomic<std::size_t> turn_ = 0;
};

} // namespace

std::unique_ptr<io::gateway> make_gateway(caf::actor_system& system,
                                          const engine& engine,
                                          std::string version) {
  return std::make_unique<bridge>(system, engine, std::move(version));
}

} // namespace dossier
