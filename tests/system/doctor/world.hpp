/// The doctor asked about a provider: what it said, check by check.

#pragma once

#include "tests/support/processes/server_process.hpp"
#include "tests/support/scripted_provider.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace dossier::test {

inline const std::string test_key = "sk-ant-test-0123456789abcdef";

/// What the doctor said.
struct examined {
  int code = 0;
  nlohmann::json report;
  std::string text;

  /// Verdicts of one check, a blank between several.
  std::string verdicts(const std::string& check) const {
    return joined(check, "verdict");
  }

  std::string found(const std::string& check) const {
    return joined(check, "found");
  }

  std::string advice(const std::string& check) const {
    return joined(check, "advice");
  }

private:
  std::string joined(const std::string& check, const char* member) const {
    std::string result;
    for (const auto& each : report.at("checks"))
      if (each.at("check") == check)
        result
          += (result.empty() ? "" : " ") + each.at(member).get<std::string>();
    return result;
  }
};

/// Whom the doctor asks has to be told by `settings`.
struct doctor_world {
  explicit doctor_world(const std::string& key = test_key) {
    ::setenv("ANTHROPIC_API_KEY", key.c_str(), 1);
  }

  ~doctor_world() {
    ::unsetenv("ANTHROPIC_API_KEY");
  }

  examined examine(const std::vector<std::string>& settings) const {
    return examine_at(folder.path(), settings);
  }

  examined examine_at(const std::filesystem::path& data,
                      const std::vector<std::string>& settings,
                      const std::string& port = "0") const {
    std::vector<std::string> arguments{"--doctor",    "--json", "--data",
                                       data.string(), "--port", port};
    for (const auto& each : settings) {
      arguments.push_back("--set");
      arguments.push_back(each);
    }
    auto ended = run_server(arguments);
    INFO(ended.out + ended.err);
    CHECK_THAT(ended.out + ended.err, !Catch::Contains(test_key));
    return {ended.code, nlohmann::json::parse(ended.out), ended.out};
  }

  std::string file(const std::string& name, const std::string& text) const {
    auto path = folder.path() / name;
    std::ofstream{path} << text;
    return path.string();
  }

  /// A table with one model of the simulator.
  std::string table(const std::string& id, const std::string& lines) const {
    return "provider.models_file="
           + file("models.toml", "[default]\nanthropic = \"" + id
                                   + "\"\n[[model]]\nid = \"" + id
                                   + "\"\nprovider = \"anthropic\"\n" + lines
                                   + "prices = [{ from = 2026-01-01, input = "
                                     "1, cache_write_5m = 1, cache_write_1h = "
                                     "1, cache_read = 1, output = 5 }]\n");
  }

  temporary_directory folder;
};

inline std::string at(const scripted_provider& provider) {
  return "provider.base_url=http://127.0.0.1:" + provider.port();
}

inline scripted_provider::script says(std::string bytes) {
  return [bytes = std::move(bytes)](provider_peer& peer) { peer.send(bytes); };
}

inline scripted_provider::script says_nothing() {
  return [](provider_peer& peer) { peer.await_end(); };
}

inline std::string streamed_yes() {
  return whole_reply(
    "200 OK", "Content-Type: text/event-stream\r\n",
    "event: message_start\n"
    R"(data: {"type":"message_start","message":{"id":"m","content":[],)"
    R"("model":"claude-sonnet-5-5","usage":{"input_tokens":20,)"
    R"("output_tokens":1}}})"
    "\n\nevent: content_block_start\n"
    R"(data: {"type":"content_block_start","index":0,"content_block":)"
    R"({"type":"text","text":"yes"}})"
    "\n\nevent: content_block_stop\n"
    R"(data: {"type":"content_block_stop","index":0})"
    "\n\nevent: message_delta\n"
    R"(data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},)"
    R"("usage":{"output_tokens":4}})"
    "\n\nevent: message_stop\n"
    R"(data: {"type":"message_stop"})"
    "\n\n");
}

} // namespace dossier::test
