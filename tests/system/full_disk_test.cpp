/// A disk that fills up under the server, and gets room again.

#include "tests/support/disks/small_disk.hpp"
#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"
#include "tests/support/rounds.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace dossier::test;
using json = nlohmann::json;

namespace {

/// The data of servers that are started meanwhile lies on the disk.
class temporary_files_on {
public:
  explicit temporary_files_on(const std::filesystem::path& folder) {
    ::setenv("TMPDIR", folder.c_str(), 1);
  }

  ~temporary_files_on() {
    ::unsetenv("TMPDIR");
  }

  temporary_files_on(const temporary_files_on&) = delete;
  temporary_files_on& operator=(const temporary_files_on&) = delete;
};

http_response submit(const http_client& http) {
  return http.post("/api/research/generate",
                   json{{"companyName", "Full"}, {"reportType", "bench"}});
}

std::string status_of(const http_client& http, const std::string& id) {
  auto answer = http.get("/api/research/jobs/" + id);
  REQUIRE(answer.status == 200);
  return answer.json().at("status");
}

/// Submits until one is accepted, as a client would that is told to come back.
std::string submit_at_last(const http_client& http) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  for (;;) {
    auto answer = submit(http);
    if (answer.status == 202)
      return answer.json().at("jobId");
    REQUIRE((answer.status == 507 || answer.status == 503));
    REQUIRE(std::chrono::steady_clock::now() < deadline);
  }
}

} // namespace

TEST_CASE("a disk that is full refuses writes, is read on, and is got over",
          "[system]") {
  // The log alone grows to 32 MB before it is copied into the file.
  small_disk disk{96};
  if (!disk.is_mounted()) {
    WARN("skipped: this needs the right to mount a file system");
    return;
  }
  temporary_files_on there{disk.path()};
  server_process server{
    {"demo.profile=instant",
     "pipelines.paths=config/pipelines,tests/bench/pipeline"}};
  http_client http{server.port()};
  std::vector<std::string> accepted{submit_at_last(http)};
  await_end(server.port(), accepted.back());
  const auto rounds = rounds_of("TEST_FULL_DISK_ROUNDS", 20);
  for (auto round = 0; round < rounds; ++round) {
    INFO("round " << round);
    disk.fill();
    // What is left in the last block of the log may take some.
    auto refused = submit(http);
    for (auto i = 0; i < 50 && refused.status == 202; ++i) {
      accepted.push_back(refused.json().at("jobId"));
      refused = submit(http);
    }
    CHECK(refused.status == 507);
    CHECK(refused.json().at("code") == "storage_full");
    const auto unready = http.get("/readyz");
    CHECK(unready.status == 503);
    CHECK(unready.json().at("reasons")
          == json{"The store cannot be written at the moment."});
    CHECK(http.get("/healthz").status == 200);
    CHECK(http.get("/api/research").status == 200);
    CHECK(status_of(http, accepted.front()) == "completed");
    disk.make_room();
    accepted.push_back(submit_at_last(http));
    for (const auto& id : accepted)
      await_end(server.port(), id);
    CHECK(http.get("/readyz").status == 200);
  }
  for (const auto& id : accepted)
    CHECK(status_of(http, id) == "completed");
  CHECK(http.get("/api/research?limit=200").json().at("items").size()
        == accepted.size());
  CHECK(http.get("/api/admin/check").json().at("items").empty());
  CHECK(server.terminate() == 0);
}
