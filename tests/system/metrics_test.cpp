/// What is counted, however many names strangers give to things.

#include "tests/support/places.hpp"
#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"
#include "tests/support/scripted_provider.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

/// A gateway's answer, by another replica each time.
std::string answer_of(int replica) {
  std::ifstream in{source_dir()
                   + "/tests/field_cases/model_named_anew_each_time.http"};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  const std::string name = "replica-0001";
  text.replace(text.find(name), name.size(),
               "replica-" + std::to_string(replica));
  return text;
}

std::vector<scripted_provider::script> replicas(int count) {
  std::vector<scripted_provider::script> result;
  for (auto i = 0; i < count; ++i)
    result.emplace_back([i](provider_peer& peer) {
      peer.send(answer_of(i));
      peer.close();
    });
  return result;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t result = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
    ++result;
  return result;
}

} // namespace

TEST_CASE("a gateway that names its model anew each time is counted once",
          "[system]") {
  scripted_provider gateway{replicas(60)};
  ::setenv("ANTHROPIC_API_KEY", "any", 1);
  server_process server{{"provider.base_url=http://127.0.0.1:" + gateway.port(),
                         "retry.base_delay_ms=0", "retry.max_delay_ms=0"}};
  ::unsetenv("ANTHROPIC_API_KEY");
  http_client http{server.port()};
  for (const auto* company : {"Acme", "Bolt", "Cairn"})
    await_end(
      server.port(),
      http.post("/api/research/generate", json{{"companyName", company}})
        .json()
        .at("jobId"));
  REQUIRE(gateway.requests().size() >= 9);
  const auto page = http.get("/metrics").body;
  INFO(page);
  CHECK(count_of(page, "\ndossier_llm_cost_usd_total{") == 1);
  CHECK(count_of(page, "\ndossier_llm_tokens_total{") == 4);
  CHECK_THAT(page, Contains(R"(dossier_llm_cost_usd_total{model="other"})")
                     && !Contains("replica"));
}
