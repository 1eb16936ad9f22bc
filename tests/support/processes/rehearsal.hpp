/// A server with a key, and the simulator that it asks.

#pragma once

#include "tests/support/processes/server_process.hpp"
#include "tests/support/processes/sim_process.hpp"

#include <cstdlib>

namespace dossier::test {

/// Servers that are started meanwhile have the key.
class key_in_environment {
public:
  explicit key_in_environment(const std::string& key) {
    ::setenv("ANTHROPIC_API_KEY", key.c_str(), 1);
  }

  key_in_environment(const key_in_environment&) = delete;
  key_in_environment& operator=(const key_in_environment&) = delete;

  ~key_in_environment() {
    ::unsetenv("ANTHROPIC_API_KEY");
  }
};

class rehearsal {
public:
  using json = nlohmann::json;

  static constexpr const char* key = "sk-ant-test-0123456789abcdef";

  /// `settings` are `key=value`, besides waits between attempts that are next
  /// to nothing.
  explicit rehearsal(std::vector<std::string> settings = {},
                     std::string log_level = server_process::quiet,
                     std::vector<std::string> sim_arguments
                     = sim_process::no_waiting())
    : sim{std::move(sim_arguments)}, server{with_defaults(std::move(settings)),
                                            std::move(log_level)} {
    // nop
  }

  sim_process sim;

private:
  key_in_environment key_{key};

public:
  server_process server;

  http_client http() const {
    return http_client{server.port()};
  }

  std::string submit(const std::string& company) const {
    auto answer
      = http().post("/api/research/generate",
                    json{{"companyName", company}, {"geography", "Germany"}});
    if (answer.status != 202)
      throw std::runtime_error{"not accepted: " + answer.body};
    return answer.json().at("jobId").get<std::string>();
  }

  /// Follows a job to its end; returns its final state.
  json await_end(const std::string& id) const {
    return dossier::test::await_end(server.port(), id);
  }

  json run(const std::string& company) const {
    return await_end(submit(company));
  }

  json attempts(const std::string& id) const {
    return http().get("/api/research/" + id + "/attempts").json().at("items");
  }

  static json stage_of(const json& job, const std::string& stage) {
    for (const auto& each : job.at("stages"))
      if (each.at("stage") == stage)
        return each;
    throw std::runtime_error{"no such stage: " + stage};
  }

  static std::vector<json> attempts_of(const json& attempts,
                                       const std::string& stage) {
    std::vector<json> result;
    for (const auto& each : attempts)
      if (each.at("stage") == stage)
        result.push_back(each);
    return result;
  }

private:
  std::vector<std::string>
  with_defaults(std::vector<std::string> settings) const {
    std::vector<std::string> result{sim.address(), "retry.base_delay_ms=20",
                                    "retry.jitter=0",
                                    "queue.max_running_jobs=0"};
    result.insert(result.end(), settings.begin(), settings.end());
    return result;
  }
};

} // namespace dossier::test
