/// A server with a job that has ended, one that runs and one that waits, for
/// tests of commands that must touch none of them.

#pragma once

#include "tests/support/processes/rehearsal.hpp"

#include <catch2/catch.hpp>

namespace dossier::test {

/// One job that has ended, one that runs and gets no further, and one that
/// waits in a paused queue.
class commands_world : public rehearsal {
public:
  commands_world() : rehearsal({"provider.idle_timeout_ms=600000"}) {
    sim.plan({{"rules", {{{"company", "Held"}, {"fault", "stall"}}}}});
    done = run("Done").at("id");
    held = submit("Held");
    await_text(held);
    REQUIRE(http().post("/api/admin/queue/pause", json::object()).status
            == 200);
    waiting = submit("Waiting");
  }

  std::string path(const std::string& id, const std::string& rest = {}) const {
    return "/api/research/" + id + rest;
  }

  http_response send(const std::string& method, const std::string& to,
                     const std::string& body) const {
    return http().send(method, to, body,
                       body.empty()
                         ? http_headers{}
                         : http_headers{{"Content-Type", "application/json"}});
  }

  json job(const std::string& id) const {
    return http().get("/api/research/jobs/" + id).json();
  }

  /// A rerun is durable before the queue has the job back.
  void await_waiting(std::size_t jobs) const {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (http().get("/api/admin/overview").json()["queue"]["waiting"] != jobs)
      REQUIRE(std::chrono::steady_clock::now() < deadline);
  }

  std::string done;
  std::string held;
  std::string waiting;

private:
  void await_text(const std::string& id) const {
    ws_client socket{server.port()};
    socket.send({{"type", "subscribe"}, {"jobId", id}});
    if (socket.next_of("snapshot").at("partial").empty())
      socket.next_of("delta");
  }
};

/// What everybody sees, but for what moves by itself. With the number of
/// commits, nothing at all was written.
inline std::string seen(const commands_world& world) {
  auto overview = world.http().get("/api/admin/overview").json();
  for (const auto* moves : {"uptimeMs", "connections"})
    overview.erase(moves);
  for (const auto* moves : {"groups", "lastCommitMs"})
    overview.at("store").erase(moves);
  auto result = nlohmann::json::array({overview});
  for (const auto& id : {world.done, world.held, world.waiting}) {
    auto job = world.job(id);
    job.erase("estimatedTimeRemaining");
    for (auto& stage : job.at("stages"))
      stage.erase("detail");
    result.push_back(job);
  }
  return result.dump();
}

/// A problem that names `words`, in its detail or its errors.
inline void check_problem(const nlohmann::json& problem, int status,
                          const std::string& code, const std::string& words) {
  INFO(problem);
  CHECK(problem.at("status") == status);
  CHECK(problem.at("code") == code);
  CHECK(problem.at("traceId").get<std::string>().size() == 32);
  CHECK(problem.dump().find(words) != std::string::npos);
}

inline void check_refused(const http_response& answer, int status,
                          const std::string& code,
                          const std::string& words = {}) {
  INFO(answer.body);
  REQUIRE(answer.status == status);
  check_problem(answer.json(), status, code, words);
}

struct bad_body {
  std::string body;
  std::string code;
  /// What the refusal must name.
  std::string names;
};

} // namespace dossier::test
