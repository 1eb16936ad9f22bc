/// Another program that holds the database, looks into it and leaves again.

#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <sys/stat.h>

using namespace dossier::test;
using json = nlohmann::json;

namespace {

/// The sqlite3 shell with the file open; it holds the write lock for as long as
/// it lives.
class holder {
public:
  explicit holder(const server_process& server) {
    auto pipe = server.folder() / "held";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    auto command = "sqlite3 '" + (server.folder() / "dossier.db").string()
                   + "' > '" + pipe.string() + "'";
    shell_ = ::popen(command.c_str(), "w");
    REQUIRE(shell_);
    std::fputs(".timeout 5000\nBEGIN IMMEDIATE;\nSELECT 'held';\n", shell_);
    std::fflush(shell_);
    auto* said = std::fopen(pipe.c_str(), "r");
    REQUIRE(said);
    char line[16] = {};
    REQUIRE(std::fgets(line, sizeof line, said));
    CHECK(std::string{line} == "held\n");
    std::fclose(said);
    std::filesystem::remove(pipe);
  }

  ~holder() {
    ::pclose(shell_);
  }

  holder(const holder&) = delete;
  holder& operator=(const holder&) = delete;

private:
  FILE* shell_ = nullptr;
};

http_response submit(const http_client& http, const std::string& company) {
  return http.post("/api/research/generate", json{{"companyName", company}});
}

/// As a client would that is told to come back.
void submit_at_last(const http_client& http, const std::string& company) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  for (auto answer = submit(http, company); answer.status != 202;
       answer = submit(http, company)) {
    REQUIRE(answer.status == 503);
    REQUIRE(std::chrono::steady_clock::now() < deadline);
  }
}

std::size_t count(const http_client& http) {
  return http.get("/api/research?limit=200").json().at("items").size();
}

} // namespace

TEST_CASE("a file that another program holds is got over, and nothing that was "
          "acknowledged after it is lost",
          "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  submit_at_last(http, "Before");
  {
    holder other{server};
    auto refused = submit(http, "Meanwhile");
    CHECK(refused.status == 503);
    CHECK(refused.json().at("code") == "storage_busy");
    CHECK(refused.headers.at("retry-after") == "1");
    CHECK(http.get("/healthz").status == 200);
    CHECK(count(http) == 1);
  }
  for (auto i = 0; i < 5; ++i)
    submit_at_last(http, "After " + std::to_string(i));
  CHECK(http.get("/readyz").status == 200);
  server.kill();
  server.start();
  CHECK(count(http_client{server.port()}) == 6);
}
