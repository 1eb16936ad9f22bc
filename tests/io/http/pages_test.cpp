#include "tests/io/http/server_world.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier;
using test::http_answer;
using test::server_world;
namespace fs = std::filesystem;

namespace {

/// A server with a dashboard of two files.
struct dashboard_world {
  dashboard_world() {
    auto name = (fs::temp_directory_path() / "dossier-dist-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root = name;
    fs::create_directories(root / "assets");
    std::ofstream{root / "index.html"} << "<p>page";
    std::ofstream{root / "assets/app-1a2b.js"} << "run()";
    world = std::make_unique<server_world>(
      [this](auto& options) { options.pages = root; });
  }

  ~dashboard_world() {
    world.reset();
    fs::remove_all(root);
  }

  http_answer navigate(const std::string& target) const {
    return world->get(target, "Accept: text/html,*/*;q=0.8\r\n");
  }

  fs::path root;
  std::unique_ptr<server_world> world;
};

} // namespace

TEST_CASE("a person gets the page at any address of its own") {
  const dashboard_world dashboard;
  for (const auto* target :
       {"/", "/index.html", "/jobs/j1", "/jobs/j1?tab=2"}) {
    const auto answer = dashboard.navigate(target);
    CHECK(answer.status == 200);
    CHECK(answer.body == "<p>page");
    CHECK(answer.headers.at("content-type") == "text/html; charset=utf-8");
  }
}

TEST_CASE("a program gets a problem where nothing is") {
  const dashboard_world dashboard;
  CHECK(dashboard.world->get("/jobs/j1").status == 404);
  const auto missing = dashboard.world->get("/assets/old-3c4d.js");
  CHECK(missing.status == 404);
  CHECK(missing.headers.at("content-type") == "application/problem+json");
}

TEST_CASE("a wrong path of the API is never the page") {
  const dashboard_world dashboard;
  for (const auto* target : {"/api", "/api/", "/api/jobs", "/%61pi/x"}) {
    const auto answer = dashboard.navigate(target);
    CHECK(answer.status == 404);
    CHECK(server_world::code_of(answer) == "not_found");
  }
}

TEST_CASE("a file is sent once and then only confirmed") {
  const dashboard_world dashboard;
  const auto first = dashboard.world->get("/assets/app-1a2b.js");
  CHECK(first.body == "run()");
  CHECK(first.headers.at("cache-control")
        == "public, max-age=31536000, immutable");
  const auto again = dashboard.world->get(
    "/assets/app-1a2b.js",
    "If-None-Match: " + first.headers.at("etag") + "\r\n");
  CHECK(again.status == 304);
  CHECK_FALSE(again.headers.contains("content-length"));
}

TEST_CASE("a file is confirmed to whoever names its tag among others") {
  const dashboard_world dashboard;
  const auto tag
    = dashboard.world->get("/assets/app-1a2b.js").headers.at("etag");
  for (const auto& names : {"\"old, er\", " + tag, "W/" + tag, std::string{"*"},
                            "\"old\"\r\nIf-None-Match: " + tag}) {
    INFO(names);
    const auto answer = dashboard.world->get(
      "/assets/app-1a2b.js", "If-None-Match: " + names + "\r\n");
    CHECK(answer.status == 304);
  }
  CHECK(dashboard.world
          ->get("/assets/app-1a2b.js", "If-None-Match: \"old\", \"er\"\r\n")
          .status
        == 200);
}

TEST_CASE("no path leads to a file outside") {
  const dashboard_world dashboard;
  for (const auto* target : {"/../etc/passwd", "/..%2f..%2fetc%2fpasswd",
                             "/assets/%2e%2e/%2e%2e/etc/passwd"})
    CHECK(dashboard.world->get(target).status == 404);
}

TEST_CASE("every answer forbids what it does not need") {
  const dashboard_world dashboard;
  for (const auto& answer :
       {dashboard.navigate("/"), dashboard.world->get("/api/me"),
        dashboard.world->get("/api/nothing"),
        dashboard.world->exchange("nonsense\r\n\r\n")}) {
    CHECK(answer.headers.at("x-content-type-options") == "nosniff");
    CHECK(answer.headers.at("cross-origin-opener-policy") == "same-origin");
    CHECK(answer.headers.contains("referrer-policy"));
    CHECK(answer.headers.contains("x-request-id"));
    const auto& policy = answer.headers.at("content-security-policy");
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
  }
  CHECK(dashboard.navigate("/")
          .headers.at("content-security-policy")
          .find("connect-src 'self' ws://localhost wss://localhost;")
        != std::string::npos);
  CHECK(dashboard.world->get("/api/me").headers.at("cache-control")
        == "no-store");
}

TEST_CASE("a server without a dashboard names the API") {
  const server_world world;
  const auto answer = world.get("/", "Accept: text/html\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.body.find("/api") != std::string::npos);
}

TEST_CASE("a value cannot become a header of its own") {
  server_world world;
  world.engine.next_answers.push_back(
    {200, "text/plain", {{"X-Name", "a\r\nSet-Cookie: b"}}, nullptr});
  const auto answer = world.get("/api/me");
  CHECK(answer.headers.at("x-name") == "a  Set-Cookie: b");
  CHECK_FALSE(answer.headers.contains("set-cookie"));
}
