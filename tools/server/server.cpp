#include "tools/server/server.hpp"

#include "actors/gateway/bridge.hpp"
#include "actors/system.hpp"
#include "io/event_loop.hpp"
#include "io/http/server.hpp"
#include "io/metrics/prometheus_metrics.hpp"
#include "io/net/authority.hpp"
#include "storage/sqlite_reader.hpp"
#include "storage/sqlite_store.hpp"
#include "tools/server/doctor/doctor.hpp"
#include "tools/server/logging.hpp"
#include "tools/server/model.hpp"
#include "tools/server/signals.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <iostream>
#include <sodium.h>
#include <sys/resource.h>
#include <thread>

namespace dossier::server {

namespace {

/// How long clients are asked to wait before they come back.
constexpr auto retry_after = std::chrono::seconds{5};

/// Answers under way are written in this time.
constexpr auto close_timeout = std::chrono::milliseconds{300};

class engine_config : public caf::actor_system_config {
public:
  engine_config() {
    // A thread without work sleeps until there is some. Those of the default
    // policy look for it at intervals of up to 10 ms, and there are at least
    // four of them: on two cores that took a fifth of the processor time.
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads",
        std::size_t{std::max(2u, std::thread::hardware_concurrency())});
    register_messages(*this);
  }
};

config::loaded_settings load(const command_line& options) {
  auto loaded = config::load_settings(options.sources);
  if (const auto* found = std::get_if<faults>(&loaded)) {
    std::string text;
    for (const auto& each : *found)
      text += (text.empty() ? "" : "\ndossierd: ") + to_string(each);
    throw refusal{exit_usage, text};
  }
  return std::get<config::loaded_settings>(std::move(loaded));
}

engine_settings engine_settings_of(const config::settings& from) {
  engine_settings result;
  result.retry.base_delay = from.retry.base_delay;
  result.retry.max_delay = from.retry.max_delay;
  result.retry.jitter = from.retry.jitter;
  result.max_running_jobs = from.queue.max_running_jobs;
  result.max_concurrency = from.provider.max_concurrency;
  result.throttle.budget = from.provider.throttle_budget;
  result.max_waiting = from.recorder.max_waiting;
  return result;
}

/// What is on disk is whole, and the next process goes on from there; one that
/// answers no more would only keep its clients waiting.
void end_process(std::string_view actor, std::string_view reason) {
  spdlog::critical("an actor died, the process ends: actor={} reason={}", actor,
                   reason);
  spdlog::shutdown();
  std::_Exit(exit_failure);
}

engine_parts make_parts(const config::loaded_settings& loaded,
                        pipeline_catalog pipelines) {
  const auto& settings = loaded.values;
  engine_parts parts;
  parts.settings = engine_settings_of(settings);
  parts.model = make_model(loaded, pipelines);
  parts.store = std::make_unique<storage::sqlite_store>(settings.storage.path);
  for (std::size_t i = 0; i < settings.storage.readers; ++i)
    parts.readers.push_back(std::make_unique<storage::sqlite_reader>(
      settings.storage.path, pipelines));
  parts.pipelines = std::move(pipelines);
  parts.version = DOSSIER_VERSION;
  parts.metrics = io::make_prometheus_metrics(
    DOSSIER_VERSION, known_models(loaded, parts.model->model()));
  parts.on_lost = end_process;
  return parts;
}

io::http::server_options http_options_of(const config::settings& from) {
  io::http::server_options result;
  result.address = from.http.address;
  result.port = from.http.port;
  if (std::filesystem::exists(from.http.static_root))
    result.pages = from.http.static_root;
  result.contract = "config/openapi.json";
  result.socket_contract = "config/asyncapi.json";
  result.allowed_hosts = from.http.allowed_hosts;
  result.allowed_origins = from.http.allowed_origins;
  result.limits.connections = from.http.max_connections;
  result.limits.outbox_frames = from.ws.outbox_frames;
  result.limits.outbox_bytes = from.ws.outbox_bytes;
  result.limits.message_bytes = from.ws.message_bytes;
  result.limits.messages_per_second = from.ws.messages_per_second;
  result.limits.ping_interval = from.ws.ping_interval;
  result.limits.silence_deadline = from.ws.silence_timeout;
  return result;
}

/// Each connection is a file; the usual soft limit of 1,024 is for others.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
      spdlog::warn("the limit of open files stays as it is");
  }
}

/// Waits until the queue knows what the last process left unfinished.
recovered recover(caf::actor_system& system, const engine& engine) {
  caf::scoped_actor self{system};
  recovered result;
  self->request(engine.directory->queue, caf::infinite, recover_atom_v)
    .receive([&](const recovered& jobs) { result = jobs; },
             [&](const caf::error& reason) {
               throw refusal{exit_failure,
                             "the unfinished jobs cannot be read: "
                               + system.render(reason)};
             });
  return result;
}

/// Attempts under way may go on for a while; then they are aborted, to be
/// taken up by the next process.
void drain_jobs(caf::actor_system& system, const engine& engine,
                milliseconds grace) {
  // With what the sockets get at the end this stays below two seconds.
  constexpr auto margin = milliseconds{700};
  caf::scoped_actor self{system};
  self->request(engine.directory->queue, grace + margin, drain{grace})
    .receive([](const recorded&) { spdlog::info("all jobs were suspended"); },
             [](const caf::error&) {
               // What still runs is closed as crashed at the next start.
               spdlog::warn("some jobs were not suspended in time");
             });
}

/// Ends the engine however `serve` is left: the actor system waits for every
/// actor that nobody has ended.
struct engine_guard {
  engine& running;

  ~engine_guard() {
    stop_engine(running);
  }
};

/// Suspends the jobs however `serve` is left once they were recovered: whatever
/// fails then is no crash of theirs.
class job_guard {
public:
  job_guard(caf::actor_system& system, const engine& engine, milliseconds grace)
    : system_(system), what_(engine), grace_(grace) {
    // nop
  }

  ~job_guard() {
    suspend();
  }

  job_guard(const job_guard&) = delete;
  job_guard& operator=(const job_guard&) = delete;

  void suspend() {
    if (!std::exchange(is_down_, true))
      drain_jobs(system_, what_, grace_);
  }

private:
  caf::actor_system& system_;
  const engine& what_;
  milliseconds grace_;
  bool is_down_ = false;
};

int serve(const config::loaded_settings& loaded, pipeline_catalog pipelines) {
  const auto& settings = loaded.values;
  stop_signals signals;
  raise_file_limit();
  auto parts = make_parts(loaded, std::move(pipelines));
  engine_config config;
  caf::actor_system system{config};
  auto engine = spawn_engine(system, std::move(parts));
  engine_guard guard{engine};
  auto gateway = make_gateway(system, engine, DOSSIER_VERSION);
  io::event_loop loop{static_cast<unsigned>(settings.http.threads)};
  auto options = http_options_of(settings);
  options.metrics = engine.directory->metrics;
  io::http::server http{std::move(options), *gateway, loop};

  // Only a server that will serve touches a job: were the jobs taken up first,
  // each start that finds its port taken would count as a crash of theirs.
  const auto port = http.open();
  job_guard jobs{system, engine, settings.server.drain_timeout};
  const auto found = recover(system, engine);
  http.start();
  spdlog::info("ready: port={} provider={} waiting={} running={}", port,
               to_string(loaded.provider), found.waiting, found.running);
  std::cout << "dossierd ready http="
            << io::net::authority_of(settings.http.address, port) << std::endl;

  auto signal = signals.wait();
  spdlog::info("stopping: signal={}", signal);
  signals.arm_second();
  engine.directory->health->is_draining = true;
  http.begin_drain(retry_after);
  jobs.suspend();
  http.stop(close_timeout);
  return exit_ok;
}

} // namespace

int run(const command_line& options) {
  if (sodium_init() < 0)
    throw refusal{exit_failure, "libsodium cannot be used on this machine"};
  if (options.mode == mode::doctor)
    return examine(options);
  auto loaded = load(options);
  if (options.mode == mode::print_config) {
    std::cout << config::print_config(loaded);
    return exit_ok;
  }
  set_up_logging(loaded.values.log);
  auto pipelines = load_report_types(loaded.values);
  switch (options.mode) {
    case mode::check_config:
      std::cout << "the settings are in order\n";
      return exit_ok;
    case mode::check_pipelines:
      for (const auto& [name, graph] : pipelines)
        std::cout << name << ": " << graph->stages.size() << " stages\n";
      return exit_ok;
    case mode::print_config:
    case mode::doctor:
    case mode::serve: break;
  }
  try {
    return serve(loaded, std::move(pipelines));
  } catch (const storage::error& reason) {
    throw refusal{exit_failure, reason.what()};
  }
}

} // namespace dossier::server
