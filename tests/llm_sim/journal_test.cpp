#include "tools/llm_sim/app/journal.hpp"
#include "tools/llm_sim/app/stats.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier::llm_sim;
using namespace std::chrono_literals;

namespace {

http_request request(std::string body = {}) {
  http_request result;
  result.method = "POST";
  result.path = "/v1/messages";
  result.fields = {{"Authorization", "Bearer secret"}, {"x-sim-test", "t1"}};
  result.body = std::move(body);
  return result;
}

} // namespace

TEST_CASE("the journal keeps the beginning of a body, and no key") {
  journal notes{4};
  notes.open(request("0123456789"), 5ms);
  auto entry = notes.read(0)["entries"][0];
  CHECK(entry["body"] == "0123");
  CHECK(entry["bodyBytes"] == 10);
  CHECK(entry["beganMs"] == 5.0);
  CHECK(entry["headers"]["Authorization"] == "redacted");
}

TEST_CASE("equal bodies have equal hashes") {
  journal notes{0};
  for (const char* body : {"a", "a", "b"})
    notes.open(request(body), {});
  auto entries = notes.read(0)["entries"];
  CHECK(entries[0]["bodyHash"] == entries[1]["bodyHash"]);
  CHECK(entries[0]["bodyHash"] != entries[2]["bodyHash"]);
}

TEST_CASE("the oldest entries make room, and their writers do not mind") {
  journal notes{4};
  auto first = notes.open(request(), {});
  for (int i = 0; i < 2000; ++i)
    notes.open(request(), {});
  first->status = 200;
  auto all = notes.read(0);
  CHECK(all["entries"].size() == 2000);
  CHECK(all["first"] == 2);
  CHECK(all["last"] == 2001);
}

TEST_CASE("a reader goes on behind what it has read") {
  journal notes{4};
  for (int i = 0; i < 3; ++i)
    notes.open(request(), {});
  CHECK(notes.read(2)["entries"].size() == 1);
  notes.clear();
  CHECK(notes.read(0)["entries"].empty());
  notes.open(request(), {});
  CHECK(notes.read(3)["entries"].size() == 1);
}

TEST_CASE("calls are counted by status and fault") {
  stats numbers;
  journal notes{4};
  for (int status : {200, 529}) {
    numbers.on_request();
    auto entry = notes.open(request(), {});
    entry->status = status;
    entry->fault = status == 529 ? "529" : "";
    entry->output_tokens = 10;
    numbers.on_end(*entry);
  }
  numbers.on_request();
  auto read = numbers.read();
  CHECK(read["requests"] == 3);
  CHECK(read["active"] == 1);
  CHECK(read["outputTokens"] == 20);
  CHECK(read["byStatus"]["529"] == 1);
  CHECK(read["byFault"].size() == 1);
}
