/// What an operator may set, from four places: a flag wins over the
/// environment, that over the file, that over the default. Environment
/// variables are read here and nowhere else.

#pragma once

#include "messages/fault.hpp"
#include "messages/time.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace dossier::config {

// -- the settings -------------------------------------------------------------

struct http_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::size_t threads = 1;
  std::filesystem::path static_root = "tools/dashboard/dist";
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> allowed_origins;
  std::size_t max_connections = 20'000;
};

struct ws_settings {
  std::size_t outbox_frames = 1'000;
  std::size_t outbox_bytes = 1024 * 1024;
  std::size_t message_bytes = 64 * 1024;
  std::size_t messages_per_second = 20;
  milliseconds ping_interval{20'000};
  milliseconds silence_timeout{60'000};
};

struct storage_settings {
  std::filesystem::path path = "./data";
  std::size_t readers = 2;
};

struct queue_settings {
  std::size_t max_running_jobs = 64;
};

struct recorder_settings {
  std::size_t max_waiting = 1024;
};

struct retry_settings {
  milliseconds base_delay{5'000};
  milliseconds max_delay{60'000};
  double jitter = 0.2;
};

struct provider_settings {
  std::string kind;
  std::string base_url;
  std::string model;
  std::filesystem::path models_file = "config/models.toml";
  std::string anthropic_version = "2023-06-01";
  std::string ca_file;
  std::string anthropic_api_key;
  std::string openai_api_key;
  std::size_t max_concurrency = 64;
  milliseconds connect_timeout{10'000};
  milliseconds tls_timeout{10'000};
  milliseconds first_byte_timeout{120'000};
  milliseconds idle_timeout{90'000};
  milliseconds write_timeout{30'000};
  milliseconds progress_timeout{600'000};
  milliseconds total_timeout{1'800'000};
  milliseconds throttle_budget{600'000};
  std::size_t max_answer_bytes = 8 * 1024 * 1024;
};

struct demo_settings {
  std::string profile = "realistic";
};

struct pipelines_settings {
  std::vector<std::string> paths = {"config/pipelines"};
};

struct server_settings {
  milliseconds drain_timeout{30'000};
};

struct auth_settings {
  std::string mode = "local";
};

struct log_settings {
  std::string level = "info";
  std::string format = "text";
};

struct settings {
  http_settings http;
  ws_settings ws;
  storage_settings storage;
  queue_settings queue;
  recorder_settings recorder;
  retry_settings retry;
  provider_settings provider;
  demo_settings demo;
  pipelines_settings pipelines;
  server_settings server;
  auth_settings auth;
  log_settings log;
};

// -- who answers --------------------------------------------------------------

enum class provider_kind : std::uint8_t { demo, anthropic, openai };

std::string_view to_string(provider_kind kind) noexcept;

/// The kinds that this program has.
inline constexpr auto built_providers
  = std::array{provider_kind::demo, provider_kind::anthropic};

/// The kind that was given, or else the one whose key was, or else demo.
std::variant<provider_kind, fault>
resolve_provider(const provider_settings& given,
                 std::span<const provider_kind> built = built_providers);

// -- loading ------------------------------------------------------------------

using key_values = std::vector<std::pair<std::string, std::string>>;

struct settings_sources {
  std::filesystem::path file = "config/dossier.toml";
  /// By `--config`. Off: a file that is not there sets nothing.
  bool is_file_required = false;
  /// All variables of the process; those that are not ours are passed over.
  key_values environment;
  /// As `http.port` and `9000`.
  key_values flags;
};

struct loaded_settings {
  settings values;
  provider_kind provider = provider_kind::demo;
  /// Where each value is from: `default`, `file:line`, a variable, `flag`.
  std::map<std::string, std::string> origins;
};

std::variant<loaded_settings, faults>
load_settings(const settings_sources& sources);

/// The variables of this process, for `settings_sources::environment`.
key_values process_environment();

/// Every key with its value and origin, secrets masked.
std::string print_config(const loaded_settings& loaded);

/// What `config/dossier.toml` says: every key with its default and a comment.
std::string default_file();

} // namespace dossier::config
