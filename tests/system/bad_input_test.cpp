/// What clients and operators get wrong, and what they are told.

#include "tests/support/places.hpp"
#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace dossier::test;
using json = nlohmann::json;

namespace {

const std::string generate = "/api/research/generate";

void check_problem(const http_response& answer, int status,
                   const std::string& code) {
  INFO(answer.body);
  CHECK(answer.status == status);
  CHECK(answer.headers.at("content-type").rfind("application/problem+json", 0)
        == 0);
  auto body = answer.json();
  CHECK(body.at("code") == code);
  CHECK(body.at("status") == status);
  CHECK_FALSE(body.at("detail").get<std::string>().empty());
  CHECK_FALSE(body.at("traceId").get<std::string>().empty());
}

/// A copy of the shipped pipelines, to be spoiled.
struct spoiled_pipelines {
  spoiled_pipelines() {
    std::filesystem::copy(
      std::filesystem::path{source_dir()} / "config/pipelines",
      folder.path() / "pipelines", std::filesystem::copy_options::recursive);
    type = folder.path() / "pipelines/company_intelligence";
  }

  std::string setting() const {
    return "pipelines.paths=" + (folder.path() / "pipelines").string();
  }

  temporary_directory folder;
  std::filesystem::path type;
};

ended_process run_with(const std::vector<std::string>& settings) {
  temporary_directory data;
  std::vector<std::string> arguments{"--data", data.path().string(), "--port",
                                     "0"};
  for (const auto& each : settings) {
    arguments.push_back("--set");
    arguments.push_back(each);
  }
  return run_server(arguments);
}

} // namespace

TEST_CASE("bad requests are answered with the problem of the API", "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  check_problem(http.post(generate, std::string{"{\"companyName\": "}), 400,
                "malformed_json");
  check_problem(http.post(generate, json{{"companyName", "Acme"}, {"x", 1}}),
                422, "invalid_field");
  check_problem(http.post(generate, json{{"companyName", "  "}}), 422,
                "invalid_field");
  check_problem(
    http.post(generate, json{{"companyName", "Acme"}, {"userFiles", {"f1"}}}),
    422, "invalid_field");
  check_problem(http.post(generate, std::string(3'000'000, ' ')), 413,
                "too_large");
  check_problem(http.get("/api/research/jobs/nobody"), 404, "not_found");
  check_problem(http.get("/api/research/nobody"), 404, "not_found");
  check_problem(http.get("/api/research/nobody/events"), 404, "not_found");
  check_problem(http.get("/api/no/such/path"), 404, "not_found");
  check_problem(http.send("DELETE", generate, {}, {}), 405,
                "method_not_allowed");
  check_problem(http.get("/api/research?colour=red"), 400, "bad_request");
  check_problem(http.get("/api/research?cursor=nonsense"), 400, "bad_request");
}

TEST_CASE("every bad field is named", "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  auto answer = http.post(generate, json{{"companyName", "A"},
                                         {"priority", 99},
                                         {"timeHorizon", "5y"},
                                         {"colour", "red"}});
  check_problem(answer, 422, "invalid_field");
  std::vector<std::string> pointers;
  auto body = answer.json();
  for (const auto& error : body.at("errors"))
    pointers.push_back(error.at("pointer").get<std::string>());
  std::sort(pointers.begin(), pointers.end());
  CHECK(pointers
        == std::vector<std::string>{"/colour", "/companyName", "/priority",
                                    "/timeHorizon"});
}

TEST_CASE("a report is not there before its foundation", "[system]") {
  server_process server{{"demo.profile=realistic"}};
  http_client http{server.port()};
  auto id = http.post(generate, json{{"companyName", "Acme"}})
              .json()
              .at("jobId")
              .get<std::string>();
  check_problem(http.get("/api/research/" + id), 409, "report_not_available");
}

TEST_CASE("a key makes a submission count once", "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  json body{{"companyName", "Acme"}};
  auto first = http.post(generate, body, {{"Idempotency-Key", "k1"}});
  auto again = http.post(generate, body, {{"Idempotency-Key", "k1"}});
  CHECK(first.status == 202);
  CHECK(again.body == first.body);
  CHECK(again.headers.at("idempotency-replayed") == "true");
  server.kill();
  server.start();
  http_client later{server.port()};
  CHECK(later.post(generate, body, {{"Idempotency-Key", "k1"}}).body
        == first.body);
  check_problem(later.post(generate, json{{"companyName", "Other"}},
                           {{"Idempotency-Key", "k1"}}),
                422, "idempotency_mismatch");
}

TEST_CASE("what requests are smuggled with is refused", "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  auto status_of = [&](const std::string& bytes) {
    auto answer = http.raw(bytes);
    return answer.size() > 12 ? answer.substr(9, 3) : answer;
  };
  std::string host = "Host: 127.0.0.1:" + std::to_string(server.port());
  CHECK(
    status_of("GET /healthz HTTP/1.1\r\n" + host + "\r\n" + host + "\r\n\r\n")
    == "400");
  CHECK(status_of("POST " + generate + " HTTP/1.1\r\n" + host
                  + "\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n"
                    "\r\n0\r\n\r\n")
        == "400");
  CHECK(status_of("GET /healthz HTTP/1.1\r\n" + host + "\r\nX: a\r\n b\r\n\r\n")
        == "400");
}

TEST_CASE("a missing prompt keeps the server from starting", "[system]") {
  spoiled_pipelines pipelines;
  std::filesystem::remove(pipelines.type / "prompts/section_3.md");
  auto ended = run_with({pipelines.setting()});
  CHECK(ended.code == 2);
  CHECK(ended.err.find("section_3.md") != std::string::npos);
}

TEST_CASE("a cyclic graph keeps the server from starting", "[system]") {
  spoiled_pipelines pipelines;
  auto file = pipelines.type / "pipeline.json";
  auto graph = json::parse(std::ifstream{file});
  for (auto& stage : graph.at("stages"))
    if (stage.at("id") == "section_2")
      stage["needs"].push_back("section_6");
  std::ofstream{file} << graph.dump(2);
  auto ended = run_with({pipelines.setting()});
  CHECK(ended.code == 2);
  CHECK(ended.err.find("section_2") != std::string::npos);
  CHECK(ended.err.find("section_6") != std::string::npos);
}

TEST_CASE("a setting that does not exist keeps the server from starting",
          "[system]") {
  temporary_directory folder;
  auto file = folder.path() / "dossier.toml";
  std::ofstream{file} << "[queue]\nmax_runing_jobs = 3\n";
  auto ended = run_server({"--config", file.string(), "--data",
                           folder.path().string(), "--port", "0"});
  CHECK(ended.code == 2);
  CHECK(ended.err.find("dossier.toml:2") != std::string::npos);
  CHECK(ended.err.find("max_running_jobs") != std::string::npos);
}

TEST_CASE("a data folder that cannot be used ends the start", "[system]") {
  temporary_directory folder;
  auto file = folder.path() / "not_a_folder";
  std::ofstream{file} << "x";
  auto ended = run_server({"--data", file.string(), "--port", "0"});
  CHECK(ended.code == 1);
  CHECK(ended.err.find("not_a_folder") != std::string::npos);
}

TEST_CASE("a port in use ends the start", "[system]") {
  server_process server{{"demo.profile=instant"}};
  temporary_directory data;
  auto ended = run_server(
    {"--data", data.path().string(), "--port", std::to_string(server.port())});
  CHECK(ended.code == 1);
  CHECK(ended.err.find(std::to_string(server.port())) != std::string::npos);
}

TEST_CASE("a second server on the same data does not start", "[system]") {
  server_process server{{"demo.profile=instant"}};
  auto ended = run_server({"--data", server.folder().string(), "--port", "0"});
  CHECK(ended.code == 1);
  CHECK(ended.err.find(server.folder().string()) != std::string::npos);
}

TEST_CASE("a provider that is not built is named with what works", "[system]") {
  auto ended = run_with({"provider.kind=openai"});
  CHECK(ended.code == 2);
  CHECK(ended.err.find("provider.kind = \"demo\"") != std::string::npos);
}
