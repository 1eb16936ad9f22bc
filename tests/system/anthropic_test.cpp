/// The server with a key: whom it asks, and what it refuses to do with a key.

#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"
#include "tests/support/scripted_provider.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

const std::string test_key = "sk-ant-test-0123456789abcdef";

/// Servers that are started meanwhile have the key.
struct key_world {
  explicit key_world(const std::string& key = test_key) {
    ::setenv("ANTHROPIC_API_KEY", key.c_str(), 1);
  }

  ~key_world() {
    ::unsetenv("ANTHROPIC_API_KEY");
  }

  ended_process run_with(const std::vector<std::string>& settings) const {
    std::vector<std::string> arguments{"--data", folder.path().string(),
                                       "--port", "0"};
    for (const auto& each : settings) {
      arguments.push_back("--set");
      arguments.push_back(each);
    }
    return run_server(arguments);
  }

  /// A table with a model that is retired.
  std::string retired_model() const {
    auto file = folder.path() / "models.toml";
    std::ofstream{file} << "[default]\nanthropic = \"old\"\n"
                           "[[model]]\nid = \"old\"\nprovider = \"anthropic\"\n"
                           "retires = 2020-01-02\nreplacement = \"young\"\n"
                           "[[model]]\nid = \"young\"\n"
                           "provider = \"anthropic\"\n";
    return "provider.models_file=" + file.string();
  }

  temporary_directory folder;
};

} // namespace

TEST_CASE("with a key the provider is asked, and never told on", "[system]") {
  scripted_provider provider{{[](provider_peer& peer) {
    peer.send(
      whole_reply("401 Unauthorized", "request-id: req_1\r\n",
                  R"({"type":"error","error":{"type":"authentication_error",)"
                  R"("message":"no such key: )"
                    + test_key + "\"}}"));
  }}};
  key_world keys;
  server_process server{
    {"provider.base_url=http://127.0.0.1:" + provider.port()}};
  http_client http{server.port()};
  auto id = http
              .post("/api/research/generate",
                    json{{"companyName", "Northwind Instruments"}})
              .json()
              .at("jobId")
              .get<std::string>();
  auto job = await_end(server.port(), id);
  CHECK(job.at("demo") == false);
  CHECK(job.at("status") == "failed");
  CHECK(job.at("stages").at(0).at("errorClass") == "auth");
  CHECK(job.at("error")
        == "The provider does not accept the API key (HTTP 401: no such key: "
           "***; request req_1).");
  auto requests = provider.requests();
  REQUIRE(requests.size() == 1);
  CHECK_THAT(requests[0].head, Contains("x-api-key: " + test_key));
  auto asked = json::parse(requests[0].body);
  CHECK(asked.at("model") == "claude-sonnet-5-5");
  CHECK(asked.at("stream") == true);
  for (const auto* path : {"/events", "/attempts", ""})
    CHECK_THAT(http.get("/api/research/" + id + path).body,
               !Contains(test_key));
}

TEST_CASE("a key is not sent where it could be read", "[system]") {
  key_world keys;
  auto ended = keys.run_with({"provider.base_url=http://gateway.example"});
  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, Contains("provider.base_url: would send the API key "
                                 "unencrypted to gateway.example"));
  CHECK_THAT(ended.err, !Contains(test_key));
}

TEST_CASE("settings that keep a provider from being asked are reported",
          "[system]") {
  struct example {
    const char* setting;
    const char* told;
  };
  key_world keys;
  for (const auto& [setting, told] : std::vector<example>{
         {"provider.base_url=api.example",
          "provider.base_url: is no URL such as https://api.example.org"},
         {"provider.ca_file=/nowhere.pem",
          "provider.ca_file: /nowhere.pem holds no certificates in PEM"},
         {"provider.models_file=/nowhere.toml",
          "/nowhere.toml: cannot be read"},
         {"provider.anthropic_version=1999-01-01",
          "provider.anthropic_version: is none of: 2023-06-01 2026-10-21"}}) {
    auto ended = keys.run_with({setting});
    CHECK(ended.code == 2);
    CHECK_THAT(ended.err, Contains(told));
  }
}

TEST_CASE("a key that cannot be one keeps the server from starting",
          "[system]") {
  key_world keys{"two words"};
  auto ended = keys.run_with({});
  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, Contains("ANTHROPIC_API_KEY: holds a blank")
                          && !Contains("two words"));
}

TEST_CASE("a retired model keeps the server from asking its maker",
          "[system]") {
  key_world keys;
  auto ended = keys.run_with({keys.retired_model()});
  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, Contains("the model old was retired on 2020-01-02; set "
                                 "provider.model = \"young\""));
}

TEST_CASE("thinking and effort that a model does not take together keep the "
          "server from starting",
          "[system]") {
  key_world keys;
  auto file = keys.folder.path() / "models.toml";
  std::ofstream{file} << "[default]\nanthropic = \"m\"\n"
                         "[[model]]\nid = \"m\"\nprovider = \"anthropic\"\n"
                         "thinking_modes = { adaptive = [\"low\", \"max\"], "
                         "between_tools = [\"low\"] }\n"
                         "thinking = \"between_tools\"\neffort = \"max\"\n";
  auto ended = keys.run_with({"provider.models_file=" + file.string()});
  CHECK(ended.code == 2);
  CHECK_THAT(ended.err,
             Contains("models.toml: /model/m/effort: \"max\" is not taken by m "
                      "with thinking \"between_tools\": set low"));
}

TEST_CASE("a gateway may go on with a retired model", "[system]") {
  key_world keys;
  server_process server{
    {keys.retired_model(), "provider.base_url=http://127.0.0.1:1"}};
  CHECK(http_client{server.port()}.get("/healthz").status == 200);
}
