/// The doctor on healthy and on ill machines, and that it leaves everything as
/// it is.

#include "tests/support/disks/small_disk.hpp"
#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"
#include "tests/support/scripted_provider.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

TEST_CASE("without a key the doctor asks nobody and says so", "[system]") {
  temporary_directory folder;
  auto ended
    = run_server({"--doctor", "--data", folder.path().string(), "--port", "0"});
  INFO(ended.out);
  CHECK(ended.code == 0);
  // How fast the disk syncs, and how many files may be open, is the machine's
  // affair: either may be a warning.
  CHECK_THAT(ended.out, Contains("disk          " + folder.path().string()));
  for (const auto* line :
       {"ok    settings      in order; reports are written by demo",
        "ok    report types  company_intelligence",
        "ok    database      none yet", "ok    port          127.0.0.1, any",
        "open files", "skip  address       demo reports ask nobody",
        "skip  certificate   ", "skip  key           ", "skip  model         ",
        "skip  call          ", "skip  clock         ", "\nhealthy: 0 failed"})
    CHECK_THAT(ended.out, Contains(line));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a port that is taken is reported", "[system]") {
  bound_port other;
  other.listen();
  temporary_directory folder;
  auto ended = run_server(
    {"--doctor", "--data", folder.path().string(), "--port", other.number()});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.out,
             Contains("FAIL  port          127.0.0.1 port " + other.number()
                      + " is taken by another program; stop it"));
}

TEST_CASE("a folder that cannot be written to is reported", "[system]") {
  temporary_directory folder;
  std::ofstream{folder.path() / "file"} << "text";
  for (const auto& data : {std::string{"/proc"}, std::string{"/proc/dossier"},
                           (folder.path() / "file").string()}) {
    auto ended = run_server({"--doctor", "--data", data, "--port", "0"});
    INFO(ended.out);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.out, Contains("FAIL  disk          " + data));
  }
}

TEST_CASE("a disk that is full is reported", "[system]") {
  small_disk disk{8};
  if (!disk.is_mounted()) {
    WARN("this process may not mount");
    return;
  }
  disk.fill();
  auto ended
    = run_server({"--doctor", "--data", disk.path().string(), "--port", "0"});
  INFO(ended.out);
  CHECK(ended.code == 1);
  CHECK_THAT(ended.out, Contains("FAIL  free space    0 MiB"));
}

TEST_CASE("a file that is no database is reported", "[system]") {
  temporary_directory folder;
  std::ofstream{folder.path() / "dossier.db"} << std::string(8192, 'x');
  auto ended
    = run_server({"--doctor", "--data", folder.path().string(), "--port", "0"});
  INFO(ended.out);
  CHECK(ended.code == 1);
  CHECK_THAT(ended.out,
             Contains("FAIL  database      ") && Contains("not a database"));
}

TEST_CASE("a server that works is seen and left alone", "[system]") {
  server_process server{{"demo.profile=realistic"}};
  http_client http{server.port()};
  auto submitted
    = http.post("/api/research/generate", json{{"companyName", "Northwind"}});
  REQUIRE(submitted.status == 202);
  const auto id = submitted.json().at("jobId").get<std::string>();
  auto ended = run_server({"--doctor", "--data", server.folder().string(),
                           "--port", std::to_string(server.port())});
  INFO(ended.out);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out,
             Contains("warn  database      a server works on")
               && Contains("(process " + std::to_string(server.pid()) + ")")
               && Contains(" is served by a dossierd")
               && Contains("1 jobs to go on with"));
  CHECK(http.get("/readyz").status == 200);

  SECTION("a job that waits to be taken up still does") {
    server.kill();
    const auto before = run_server(
      {"--doctor", "--data", server.folder().string(), "--port", "0"});
    CHECK(before.code == 0);
    CHECK_THAT(before.out,
               Contains("1 jobs to go on with") && !Contains("a server works"));
    server.start();
    auto job = http_client{server.port()}.get("/api/research/jobs/" + id);
    CHECK(job.json().at("status") == "running");
  }
  SECTION("another server's port is taken") {
    temporary_directory other;
    auto taken = run_server({"--doctor", "--data", other.path().string(),
                             "--port", std::to_string(server.port())});
    CHECK(taken.code == 1);
    CHECK_THAT(taken.out, Contains("taken by a dossierd with other data"));
  }
}

TEST_CASE("settings that cannot be are findings, words that cannot be are not",
          "[system]") {
  auto ended = run_server(
    {"--doctor", "--set", "http.port=x", "--set", "nonsense.key=1"});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.out, Contains("FAIL  settings      ")
                          && Contains("http.port") && Contains("nonsense.key"));
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--doctor", "--check-config"},
                                             {"--doctor", "--print-config"},
                                             {"--doctor", "--nonsense"},
                                             {"--doctor", "--set", "http.port"},
                                             {"--json"}})
    CHECK(run_server(words).code == 2);
}

TEST_CASE("dossierctl runs the doctor with the arguments it is given",
          "[system]") {
  temporary_directory folder;
  const std::vector<std::string> data{"--data", folder.path().string(),
                                      "--port", "0"};
  auto run = [&](std::vector<std::string> words) {
    child_process child{"dossierctl", std::move(words)};
    auto said = child.rest();
    return std::pair{child.wait(), said};
  };
  auto [code, text] = run({"doctor", data[0], data[1], data[2], data[3]});
  CHECK(code == 0);
  CHECK_THAT(text, Contains("\nhealthy: 0 failed"));
  auto [json_code, as_json]
    = run({"--json", "doctor", data[0], data[1], data[2], data[3]});
  CHECK(json_code == 0);
  CHECK(json::parse(as_json).at("healthy") == true);
  CHECK(run({"doctor", "--data", "/proc", "--port", "0", "--json"}).first == 1);
  CHECK(run({"doctor", "--nonsense"}).first == 2);
}
