#include "config/settings/table.hpp"

#include <algorithm>
#include <numeric>

namespace dossier::config {

namespace {

constexpr double day_ms = 24.0 * 60 * 60 * 1000;
constexpr double gibibyte = 1024.0 * 1024 * 1024;

/// In the order in which the file lists them.
constexpr auto table = std::array{
  setting{"http.address",
          "Where to listen. Without accounts, only a loopback address is "
          "accepted.",
          [](settings& s) -> field { return &s.http.address; }},
  setting{"http.port", "0 picks a free one.",
          [](settings& s) -> field { return &s.http.port; }, 0, 65535},
  setting{"http.threads", "Threads that serve sockets.",
          [](settings& s) -> field { return &s.http.threads; }, 1, 64},
  setting{"http.static_root", "The built dashboard.",
          [](settings& s) -> field { return &s.http.static_root; }},
  setting{"http.allowed_hosts",
          "Names besides the loopback ones by which browsers may know us.",
          [](settings& s) -> field { return &s.http.allowed_hosts; }},
  setting{"http.allowed_origins",
          "Origins besides our own, such as http://localhost:5173.",
          [](settings& s) -> field { return &s.http.allowed_origins; }},
  setting{"http.max_connections", "Open connections; more are refused.",
          [](settings& s) -> field { return &s.http.max_connections; }, 1, 1e6},
  setting{"ws.outbox_frames",
          "Frames that may wait for a slow client before it is closed.",
          [](settings& s) -> field { return &s.ws.outbox_frames; }, 16, 1e6},
  setting{"ws.outbox_bytes", "Bytes of such frames.",
          [](settings& s) -> field { return &s.ws.outbox_bytes; }, 64 * 1024,
          gibibyte},
  setting{"ws.message_bytes", "Largest message from a client.",
          [](settings& s) -> field { return &s.ws.message_bytes; }, 1024,
          16 * 1024 * 1024},
  setting{"ws.messages_per_second", "Messages a client may send in a second.",
          [](settings& s) -> field { return &s.ws.messages_per_second; }, 1,
          10'000},
  setting{"ws.ping_interval_ms",
          "How often a client is asked for a sign of "
          "life.",
          [](settings& s) -> field { return &s.ws.ping_interval; }, 100,
          day_ms},
  setting{"ws.silence_timeout_ms", "A client silent for so long is closed.",
          [](settings& s) -> field { return &s.ws.silence_timeout; }, 100,
          day_ms},
  setting{"storage.path", "Folder of the database; made when it is not there.",
          [](settings& s) -> field { return &s.storage.path; }},
  setting{"storage.readers", "Connections that answer questions.",
          [](settings& s) -> field { return &s.storage.readers; }, 1, 32},
  setting{"queue.max_running_jobs", "Jobs that run at once; 0: no limit.",
          [](settings& s) -> field { return &s.queue.max_running_jobs; }, 0,
          1e6},
  setting{"recorder.max_waiting",
          "Submissions that may wait for the disk; more are turned away.",
          [](settings& s) -> field { return &s.recorder.max_waiting; }, 1, 1e6},
  setting{"retry.base_delay_ms",
          "Wait before the second attempt; doubles with each further one.",
          [](settings& s) -> field { return &s.retry.base_delay; }, 0, day_ms},
  setting{"retry.max_delay_ms", "No such wait is longer.",
          [](settings& s) -> field { return &s.retry.max_delay; }, 0, day_ms},
  setting{"retry.jitter",
          "Share by which a wait is lengthened or shortened at random.",
          [](settings& s) -> field { return &s.retry.jitter; }, 0, 1},
  setting{
    "provider.kind",
    "anthropic or demo; openai is known and not built yet. Empty: the one "
    "whose key is set, or demo without a key.",
    [](settings& s) -> field { return &s.provider.kind; }, 0, 0,
    "- demo anthropic openai"},
  setting{"provider.base_url", "Empty: the provider's own.",
          [](settings& s) -> field { return &s.provider.base_url; }},
  setting{"provider.model", "Empty: the provider's default.",
          [](settings& s) -> field { return &s.provider.model; }},
  setting{"provider.models_file", "Prices, limits and lifetimes of models.",
          [](settings& s) -> field { return &s.provider.models_file; }},
  setting{"provider.anthropic_version",
          "Version of Anthropic's API. From 2026-10-21 on, the key is sent as "
          "a bearer token.",
          [](settings& s) -> field { return &s.provider.anthropic_version; }, 0,
          0, "2023-06-01 2026-10-21"},
  setting{"provider.ca_file",
          "Certificates in PEM to trust besides the system's, such as a "
          "gateway's.",
          [](settings& s) -> field { return &s.provider.ca_file; }},
  setting{"provider.anthropic_api_key",
          "",
          [](settings& s) -> field { return &s.provider.anthropic_api_key; },
          0,
          0,
          {},
          "ANTHROPIC_API_KEY"},
  setting{"provider.openai_api_key",
          "",
          [](settings& s) -> field { return &s.provider.openai_api_key; },
          0,
          0,
          {},
          "OPENAI_API_KEY"},
  setting{"provider.max_concurrency", "Calls to the model that run at once.",
          [](settings& s) -> field { return &s.provider.max_concurrency; }, 1,
          10'000},
  setting{"provider.connect_timeout_ms",
          "Until a connection stands, the name's look-up included.",
          [](settings& s) -> field { return &s.provider.connect_timeout; }, 1,
          day_ms},
  setting{"provider.tls_timeout_ms", "Until TLS is agreed on.",
          [](settings& s) -> field { return &s.provider.tls_timeout; }, 1,
          day_ms},
  setting{"provider.first_byte_timeout_ms",
          "From the request to the first byte of the answer.",
          [](settings& s) -> field { return &s.provider.first_byte_timeout; },
          1, day_ms},
  setting{"provider.idle_timeout_ms", "Between two bytes of an answer.",
          [](settings& s) -> field { return &s.provider.idle_timeout; }, 1,
          day_ms},
  setting{"provider.write_timeout_ms", "To send a request.",
          [](settings& s) -> field { return &s.provider.write_timeout; }, 1,
          day_ms},
  setting{"provider.progress_timeout_ms",
          "Without a word of the answer, signs of life aside.",
          [](settings& s) -> field { return &s.provider.progress_timeout; }, 1,
          day_ms},
  setting{"provider.total_timeout_ms", "For a whole answer.",
          [](settings& s) -> field { return &s.provider.total_timeout; }, 1,
          day_ms},
  setting{"provider.throttle_budget_ms",
          "What a section may wait in all because the provider is busy.",
          [](settings& s) -> field { return &s.provider.throttle_budget; }, 0,
          day_ms},
  setting{"provider.max_answer_bytes", "An answer beyond this is refused.",
          [](settings& s) -> field { return &s.provider.max_answer_bytes; },
          1024, gibibyte},
  setting{"demo.profile",
          "How fast demo reports write themselves: realistic, "
          "fast or instant.",
          [](settings& s) -> field { return &s.demo.profile; }, 0, 0,
          "realistic fast instant"},
  setting{"pipelines.paths", "Folders of report types, one sub-folder each.",
          [](settings& s) -> field { return &s.pipelines.paths; }},
  setting{"server.drain_timeout_ms",
          "What calls under way get when the server is told to stop.",
          [](settings& s) -> field { return &s.server.drain_timeout; }, 0,
          day_ms},
  setting{"auth.mode", "local: everyone on this machine is the administrator.",
          [](settings& s) -> field { return &s.auth.mode; }, 0, 0, "local"},
  setting{"log.level", "trace, debug, info, warn or error.",
          [](settings& s) -> field { return &s.log.level; }, 0, 0,
          "trace debug info warn error"},
  setting{"log.format", "text or json.",
          [](settings& s) -> field { return &s.log.format; }, 0, 0,
          "text json"},
};

/// How many letters must change to make one text of the other.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < one.size(); ++i) {
    auto diagonal = row[0]++;
    for (std::size_t j = 0; j < other.size(); ++j) {
      auto changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

} // namespace

std::span<const setting> all_settings() noexcept {
  return table;
}

const setting* find_setting(std::string_view key) noexcept {
  for (const auto& one : table)
    if (one.key == key)
      return &one;
  return nullptr;
}

std::string nearest_key(std::string_view text) {
  auto best = text.size() / 2 + 1;
  std::string result;
  for (const auto& one : table)
    if (auto steps = distance(text, one.key); steps < best) {
      best = steps;
      result = one.key;
    }
  return result;
}

std::string variable_of(const setting& setting) {
  if (!setting.secret_variable.empty())
    return std::string{setting.secret_variable};
  std::string name = "DOSSIER_";
  for (auto letter : setting.key)
    name += letter == '.'                    ? '_'
            : letter >= 'a' && letter <= 'z' ? char(letter - 'a' + 'A')
                                             : letter;
  return name;
}

} // namespace dossier::config
