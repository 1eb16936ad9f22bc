/// The engine as a whole: its long-lived actors.

#pragma once

#include "actors/directory.hpp"

#include <functional>
#include <string_view>

namespace caf {

class actor_system;
class actor_system_config;

} // namespace caf

namespace dossier::io::llm {

class client;

} // namespace dossier::io::llm

namespace dossier::storage {

class job_reader;
class job_store;

} // namespace dossier::storage

namespace dossier {

/// What the engine runs on. Everything but the pipelines is a port with a twin
/// for tests.
struct engine_parts {
  const wall_clock* clock = &system_clock();
  randomness* rng = &system_randomness();
  engine_settings settings;
  pipeline_catalog pipelines;
  std::unique_ptr<storage::job_store> store;
  std::vector<std::unique_ptr<storage::job_reader>> readers;
  std::shared_ptr<io::llm::client> model;
  std::shared_ptr<io::metrics> metrics = std::make_shared<io::metrics>();
  /// Of this program, as it is sent to clients.
  std::string version;
  /// Off in tests: actors that block then run with all the others, on the
  /// clock of the test.
  bool is_threaded = true;
  /// Told when a long-lived actor has ended and nobody asked it to, with its
  /// name and why, on the thread it ended on. The engine is then no
  /// longer usable, and nothing that was acknowledged is lost: the process had
  /// best end. Empty: nobody wants to know.
  std::function<void(std::string_view actor, std::string_view reason)> on_lost;
};

struct engine {
  directory_ptr directory;
  std::vector<gateway_actor> gateways;
};

/// Makes our messages known to a system.
void register_messages(caf::actor_system_config& config);

/// Spawns the long-lived actors, in the order in which they depend on each
/// other.
engine spawn_engine(caf::actor_system& system, engine_parts parts);

/// Ends them in reverse order. Jobs under way go on at the next start.
void stop_engine(engine& engine);

} // namespace dossier
