/// The API key is sent to the provider and is found nowhere else, whatever
/// goes wrong.

#include "tests/support/processes/rehearsal.hpp"
#include "tests/support/scripted_provider.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

const std::string key = rehearsal::key;

/// Everything the server has left on disk: its database and its log.
std::string files_of(const server_process& server) {
  std::string result;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator{server.folder()})
    if (entry.is_regular_file()) {
      std::ifstream in{entry.path(), std::ios::binary};
      result.append(std::istreambuf_iterator<char>{in}, {});
    }
  return result;
}

/// Everything the server says of a job, and of itself.
std::string answers_of(const server_process& server, const std::string& id) {
  std::string result;
  http_client http{server.port()};
  for (const auto& path :
       {std::string{"/api/research"}, "/api/research/" + id,
        "/api/research/jobs/" + id, "/api/research/" + id + "/events",
        "/api/research/" + id + "/attempts", std::string{"/openapi.json"},
        std::string{"/healthz"}, std::string{"/readyz"},
        std::string{"/metrics"}, std::string{"/api/pipelines"}}) {
    auto answer = http.get(path);
    for (const auto& [name, value] : answer.headers)
      result += name + ": " + value + "\n";
    result += answer.body + "\n";
  }
  return result;
}

/// All frames of a job up to its end, on their own or in batches.
std::string frames_of(const server_process& server, const std::string& id) {
  ws_client socket{server.port()};
  socket.send({{"type", "subscribe"}, {"jobId", id}});
  std::string result;
  for (auto ended = false; !ended; result += '\n') {
    auto frame = socket.next();
    result += frame.dump();
    ended = result.find("job.finished") != result.npos
            || (frame.at("type") == "snapshot"
                && !frame.at("job").at("completedAt").is_null());
  }
  return result;
}

scripted_provider::script echo(const std::string& status,
                               const std::string& type,
                               const std::string& body) {
  return [=](provider_peer& peer) {
    peer.send(whole_reply(status,
                          "request-id: " + key + "\r\nx-" + key + ": " + key
                            + "\r\ncontent-type: " + type + "\r\n",
                          body));
  };
}

} // namespace

TEST_CASE("a run with all sorts of faults leaves no trace of the key",
          "[system]") {
  rehearsal world{{}, "debug"};
  auto rules = json::array();
  for (const auto& [stage, fault] : std::map<std::string, std::string>{
         {"section_1", "reset:after=20"},
         {"section_2", "500:times=1"},
         {"section_3", "429:retry_after_ms=20,times=1"},
         {"section_4", "max_tokens:times=1"},
         {"section_5", "bad_json"},
         {"section_6", "403"},
         {"section_7", "refusal"},
         {"section_8", "401"},
         {"section_9", "502html"}})
    rules.push_back({{"stage", stage}, {"fault", fault}});
  world.sim.plan({{"rules", rules}});
  auto id = world.submit("Acme");
  auto frames = frames_of(world.server, id);
  CHECK(world.await_end(id).at("status") == "completed_with_errors");
  auto answers = answers_of(world.server, id);
  CHECK_THAT(answers, Contains("does not accept the API key"));
  CHECK_THAT(frames, Contains("does not accept the API key"));
  CHECK_THAT(answers, !Contains(key));
  CHECK_THAT(frames, !Contains(key));
  auto journal = json(world.sim.calls()).dump();
  CHECK_THAT(journal, Contains(R"("x-api-key":"redacted")"));
  CHECK_THAT(journal, !Contains(key));
  REQUIRE(world.server.terminate() == 0);
  CHECK_THAT(world.server.log(), Contains("model call"));
  CHECK_THAT(files_of(world.server), !Contains(key));
}

TEST_CASE("a provider that repeats the key everywhere is not quoted with it",
          "[system]") {
  scripted_provider provider{
    {echo("500 Internal Server Error", "application/json",
          R"({"type":"error","error":{"type":"api_error","message":")" + key
            + R"("}})"),
     echo("502 Bad Gateway", "text/html", "<h1>" + key + "</h1>"),
     echo("200 OK", "text/event-stream",
          "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\""
          "invalid_request_error\",\"message\":\"no: "
            + key + "\"}}\n\n")}};
  key_in_environment keys{key};
  server_process server{
    {"provider.base_url=http://127.0.0.1:" + provider.port(),
     "retry.base_delay_ms=20"},
    "debug"};
  auto id = http_client{server.port()}
              .post("/api/research/generate", json{{"companyName", "Acme"}})
              .json()
              .at("jobId")
              .get<std::string>();
  auto frames = frames_of(server, id);
  CHECK_THAT(frames, Contains("no: ***") && !Contains(key));
  CHECK_THAT(answers_of(server, id), Contains("no: ***") && !Contains(key));
  auto requests = provider.requests();
  REQUIRE(requests.size() == 3);
  for (const auto& each : requests)
    CHECK_THAT(each.head, Contains("x-api-key: " + key));
  REQUIRE(server.terminate() == 0);
  CHECK_THAT(server.log(), Contains("request=***"));
  CHECK_THAT(files_of(server), Contains("no: ***") && !Contains(key));
}
