#include "actors/system.hpp"

#include "actors/console/console.hpp"
#include "actors/edge/edge.hpp"
#include "actors/event_bus.hpp"
#include "actors/gateway/gateway.hpp"
#include "actors/provider/provider.hpp"
#include "actors/queue/queue.hpp"
#include "actors/reader.hpp"
#include "actors/recorder.hpp"
#include "actors/report/review.hpp"
#include "actors/rules/job/attempt.hpp"
#include "io/llm/client.hpp"
#include "storage/job_reader.hpp"
#include "storage/job_store.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace dossier {

namespace {

/// They only parse and render: two keep up with a recorder and its readers.
constexpr std::size_t gateway_count = 2;

report_type_ptr compile(const pipeline_ptr& graph, const std::string& model) {
  return std::make_shared<const report_type>(report_type{
    .graph = graph,
    .checks = std::make_shared<const report::section_checks>(graph),
    .remaining_paths = rules::remaining_paths(*graph),
    .prompt_fingerprints = rules::prompt_fingerprints_of(*graph, model)});
}

/// Spawns an actor that blocks: on a thread of its own, or with the others.
template <class Function, class... Args>
auto spawn_blocking(caf::actor_system& system, bool is_threaded,
                    Function function, Args&&... args) {
  return is_threaded
           ? system.spawn<caf::detached>(function, std::forward<Args>(args)...)
           : system.spawn(function, std::forward<Args>(args)...);
}

/// No other actor can stand in for a long-lived one that died by a fault of
/// ours; who waits for its answer would wait for ever.
template <class Actor>
void watch(const Actor& actor, const char* name, const engine_parts& parts) {
  if (parts.on_lost)
    actor->attach_functor(
      [=, notify = parts.on_lost](const caf::error& reason) {
        if (reason != caf::exit_reason::user_shutdown)
          notify(name, caf::to_string(reason));
      });
}

void watch_all(const engine& engine, const engine_parts& parts) {
  const auto& shared = *engine.directory;
  watch(shared.bus, "event_bus", parts);
  watch(shared.recorder, "recorder", parts);
  for (const auto& each : shared.readers)
    watch(each, "reader", parts);
  watch(shared.provider, "provider", parts);
  watch(engine.directory->queue, "queue", parts);
  watch(shared.console, "console", parts);
  for (const auto& each : engine.gateways)
    watch(each, "gateway", parts);
}

template <class T>
auto share(T value) {
  return std::make_shared<T>(std::move(value));
}

} // namespace

void register_messages(caf::actor_system_config& config) {
  config.add_message_types<caf::id_block::dossier>();
}

engine spawn_engine(caf::actor_system& system, engine_parts parts) {
  auto shared = std::make_shared<directory>();
  shared->clock = parts.clock;
  shared->rng = parts.rng;
  shared->settings = parts.settings;
  shared->metrics = parts.metrics;
  shared->is_demo = parts.model->is_demo();
  shared->epoch = parts.readers.at(0)->epoch();
  shared->pipelines = parts.pipelines;
  for (const auto& [name, graph] : parts.pipelines)
    shared->report_types.emplace(name, compile(graph, parts.model->model()));

  // Filled while actors hold it: none reads a handle before its first message,
  // and that comes after the last handle is there.
  shared->bus = system.spawn(event_bus, shared);
  shared->recorder = spawn_blocking(
    system, parts.is_threaded, recorder, share(std::move(parts.store)),
    shared->bus, parts.clock, shared->health, shared->metrics);
  for (auto& each : parts.readers)
    shared->readers.push_back(spawn_blocking(system, parts.is_threaded, reader,
                                             share(std::move(each))));
  shared->provider = system.spawn(provider, shared, parts.model);
  shared->queue = system.spawn(queue, shared);
  engine result{.directory = shared};
  shared->console = system.spawn(console, shared, parts.version);
  for (std::size_t i = 0; i < gateway_count; ++i)
    result.gateways.push_back(system.spawn(gateway, shared, parts.version));
  watch_all(result, parts);
  return result;
}

void stop_engine(engine& engine) {
  auto stop = [](const auto& actor) {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  };
  for (const auto& each : engine.gateways)
    stop(each);
  stop(engine.directory->console);
  stop(engine.directory->queue);
  stop(engine.directory->provider);
  for (const auto& each : engine.directory->readers)
    stop(each);
  stop(engine.directory->recorder);
  stop(engine.directory->bus);
  engine.gateways.clear();
}

} // namespace dossier
