/// A disk that fills up under the server, and gets room again.

#include "tests/support/disks/small_disk.hpp"
#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"
#include "tests/support/rounds.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <optional>

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

/// A server whose data lies on a disk that can be filled. The log alone grows
/// to 32 MB before it is copied into the file.
class full_disk_world {
public:
  full_disk_world() {
    if (!disk_.is_mounted()) {
      WARN("skipped: this needs the right to mount a file system");
      return;
    }
    temporary_files_on there{disk_.path()};
    server_.emplace(std::vector<std::string>{
      "demo.profile=instant",
      "pipelines.paths=config/pipelines,tests/bench/pipeline"});
    accepted_.push_back(submit_at_last());
    await_all();
  }

  /// False where this process may not mount.
  bool is_there() const noexcept {
    return server_.has_value();
  }

  http_client http() const {
    return http_client{server_->port()};
  }

  /// The answer of the first submission that is refused: what is left in the
  /// last block of the log may take some before.
  http_response fill_up() {
    disk_.fill();
    auto answer = submit();
    for (auto i = 0; i < 50 && answer.status == 202; ++i) {
      accepted_.push_back(answer.json().at("jobId"));
      answer = submit();
    }
    return answer;
  }

  /// And waits until the server writes again.
  void make_room() {
    disk_.make_room();
    accepted_.push_back(submit_at_last());
  }

  void await_all() const {
    for (const auto& id : accepted_)
      await_end(server_->port(), id);
  }

  std::string status_of(const std::string& id) const {
    auto answer = http().get("/api/research/jobs/" + id);
    REQUIRE(answer.status == 200);
    return answer.json().at("status");
  }

  /// Those that were answered with 202, the oldest first.
  const std::vector<std::string>& accepted() const noexcept {
    return accepted_;
  }

  int terminate() {
    return server_->terminate();
  }

private:
  http_response submit() const {
    return http().post("/api/research/generate",
                       json{{"companyName", "Full"}, {"reportType", "bench"}});
  }

  /// Submits until one is accepted, as a client would that is told to come
  /// back.
  std::string submit_at_last() const {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    for (;;) {
      auto answer = submit();
      if (answer.status == 202)
        return answer.json().at("jobId");
      REQUIRE((answer.status == 507 || answer.status == 503));
      REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
  }

  // The server has ended before its disk is gone.
  small_disk disk_{96};
  std::optional<server_process> server_;
  std::vector<std::string> accepted_;
};

void check_refusal(const http_response& refused) {
  CHECK(refused.status == 507);
  CHECK(refused.json().at("code") == "storage_full");
}

void check_unready(const full_disk_world& world) {
  const auto unready = world.http().get("/readyz");
  CHECK(unready.status == 503);
  CHECK(unready.json().at("reasons")
        == json{"The store cannot be written at the moment."});
  CHECK(world.http().get("/healthz").status == 200);
}

void check_readable(const full_disk_world& world) {
  CHECK(world.http().get("/api/research").status == 200);
  CHECK(world.status_of(world.accepted().front()) == "completed");
}

/// Every job that was accepted, no other, and each as its events have it.
void check_nothing_lost(const full_disk_world& world) {
  for (const auto& id : world.accepted())
    CHECK(world.status_of(id) == "completed");
  CHECK(world.http().get("/api/research?limit=200").json().at("items").size()
        == world.accepted().size());
  CHECK(world.http().get("/api/admin/check").json().at("items").empty());
}

} // namespace

TEST_CASE("a full disk refuses a new job as such", "[system]") {
  full_disk_world world;
  if (world.is_there())
    check_refusal(world.fill_up());
}

TEST_CASE("a server whose disk is full lives, and says that it is not ready",
          "[system]") {
  full_disk_world world;
  if (!world.is_there())
    return;
  world.fill_up();
  check_unready(world);
}

TEST_CASE("a full disk is read as ever", "[system]") {
  full_disk_world world;
  if (!world.is_there())
    return;
  world.fill_up();
  check_readable(world);
}

TEST_CASE("a disk that has room again is written, and has lost no job",
          "[system]") {
  full_disk_world world;
  if (!world.is_there())
    return;
  world.fill_up();
  world.make_room();
  world.await_all();
  CHECK(world.http().get("/readyz").status == 200);
  check_nothing_lost(world);
}

TEST_CASE("a disk that fills up again and again is got over each time",
          "[system]") {
  full_disk_world world;
  if (!world.is_there())
    return;
  const auto rounds = rounds_of("TEST_FULL_DISK_ROUNDS", 20);
  for (auto round = 0; round < rounds; ++round) {
    INFO("round " << round);
    check_refusal(world.fill_up());
    check_unready(world);
    check_readable(world);
    world.make_room();
    world.await_all();
    CHECK(world.http().get("/readyz").status == 200);
  }
  check_nothing_lost(world);
  CHECK(world.terminate() == 0);
}
