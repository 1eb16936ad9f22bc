#include "tests/llm_sim/sim_world.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace dossier;
using namespace dossier::test;
using nlohmann::json;

namespace {

struct strict_world : sim_world {
  strict_world() : sim_world{make_strict()} {
    // nop
  }

  static llm_sim::options make_strict() {
    auto result = make_options();
    result.is_strict = true;
    result.today = "2026-11-21";
    return result;
  }
};

const std::string key
  = "x-api-key: secret-key\r\nanthropic-version: 2023-06-01\r\n";

json whole_request(const std::string& stage) {
  auto result = section_request(stage);
  result["stream"] = false;
  return result;
}

/// Every section of some companies, asked for by so many at once.
std::map<std::string, std::string> run(std::size_t callers) {
  sim_world world;
  world.post("/sim/faults",
             {{"background", "schema:p=0.3;crlf:p=0.2"},
              {"rules", {{{"p", 0.2}, {"fault", "529:times=1"}}}}});
  std::vector<std::pair<std::string, std::string>> questions;
  for (const char* company : {"Acme", "Bolt", "Cairn"})
    for (const char* stage :
         {"foundation", "section_2", "section_3", "section_5", "section_8"})
      questions.emplace_back(stage, company);
  std::map<std::string, std::string> result;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (std::size_t caller = 0; caller < callers; ++caller)
    threads.emplace_back([&, caller] {
      for (auto i = caller; i < questions.size(); i += callers)
        for (int nth = 1; nth <= 2; ++nth) {
          const auto& [stage, company] = questions[i];
          auto answer
            = world.post("/v1/messages", section_request(stage, company));
          const std::lock_guard lock{mutex};
          result[stage + company + std::to_string(nth)]
            = answer.head + answer.body;
        }
    });
  for (auto& thread : threads)
    thread.join();
  return result;
}

} // namespace

TEST_CASE_METHOD(sim_world, "a section is streamed whole") {
  auto answer = ask("section_2");
  CHECK(answer.status == 200);
  CHECK(answer.has_last_chunk);
  CHECK_THAT(answer.head, Catch::Contains("content-type: text/event-stream; "
                                          "charset=utf-8\r\n"));
  CHECK_THAT(answer.body, Catch::StartsWith("event: message_start\n"));
  CHECK_THAT(answer.body,
             Catch::EndsWith("data: {\"type\":\"message_stop\"}\n\n"));
  auto section = json::parse(text_of(answer));
  CHECK(section["kpi_table"]["metrics"].size() >= 10);
}

TEST_CASE_METHOD(sim_world, "streamed or not, it says the same") {
  auto whole
    = json::parse(post("/v1/messages", whole_request("section_3")).body);
  CHECK(whole["type"] == "message");
  CHECK(whole["content"][0]["text"] == text_of(ask("section_3")));
  CHECK(whole["stop_reason"] == "end_turn");
}

TEST_CASE("the same seed gives the same bytes, whatever runs at once") {
  auto alone = run(1);
  CHECK(run(8) == alone);
}

TEST_CASE_METHOD(sim_world, "a fault in the header decides the call") {
  auto answer = ask("section_2", "x-sim-fault: 429:retry_after=2,"
                                 "code=ramp_limit_exceeded\r\n"
                                 "x-request-tag: t1\r\n");
  CHECK(answer.status == 429);
  CHECK_THAT(answer.head, Catch::Contains("retry-after: 2\r\n")
                            && Catch::Contains("x-request-tag: t1\r\n"));
  auto body = json::parse(answer.body);
  CHECK(body["error"]["type"] == "rate_limit_error");
  CHECK(body["error"]["details"]["error_code"] == "ramp_limit_exceeded");
  CHECK_THAT(answer.head,
             Catch::Contains(body["request_id"].get<std::string>()));
}

TEST_CASE_METHOD(sim_world, "a fault in the model's name decides the call") {
  auto request = section_request("section_2");
  request["model"] = "claude-sonnet-4-5+fault=502html";
  auto answer = post("/v1/messages", request);
  CHECK(answer.status == 502);
  CHECK_THAT(answer.body, Catch::StartsWith("<html>"));
}

TEST_CASE_METHOD(sim_world, "a fault nobody can read is reported") {
  auto answer = ask("section_2", "x-sim-fault: 530\r\n");
  CHECK(answer.status == 400);
  CHECK_THAT(answer.body, Catch::Contains("there is no kind 530"));
}

TEST_CASE_METHOD(sim_world, "a scripted fault heals after its times") {
  post("/sim/faults",
       {{"rules", {{{"stage", "section_2"}, {"fault", "529:times=2"}}}}});
  CHECK(ask("section_2").status == 529);
  CHECK(ask("section_3").status == 200);
  CHECK(ask("section_2").status == 529);
  CHECK(ask("section_2").status == 200);
  post("/sim/reset", json::object());
  CHECK(ask("section_2").status == 200);
}

TEST_CASE_METHOD(sim_world, "faulty rules are refused and change nothing") {
  auto answer = post("/sim/faults", {{"rules", {{{"fault", "530"}}}}});
  CHECK(answer.status == 400);
  CHECK_THAT(answer.body, Catch::Contains("rules/0/fault"));
}

TEST_CASE_METHOD(sim_world, "a stream can end in every wrong way") {
  auto reset = ask("section_2", "x-sim-fault: reset:after=20\r\n");
  CHECK(reset.status == 200);
  CHECK(reset.end == connection_end::reset);
  CHECK_FALSE(text_of(reset).empty());
  auto fin = ask("section_2", "x-sim-fault: fin:after=20\r\n");
  CHECK(fin.end == connection_end::closed);
  CHECK_FALSE(fin.has_last_chunk);
  auto clean = ask("section_2", "x-sim-fault: clean_end:after=20\r\n");
  CHECK(clean.has_last_chunk);
  CHECK(clean.body.find("message_stop") == std::string::npos);
}

TEST_CASE_METHOD(sim_world, "a connection can break before an answer") {
  auto answer = ask("section_2", "x-sim-fault: reset_before_headers\r\n");
  CHECK(answer.status == 0);
  CHECK(answer.end == connection_end::reset);
  post("/sim/faults", json::array({{{"fault", "refuse_conn:times=1"}}}));
  CHECK(ask("section_2").end == connection_end::reset);
  CHECK(ask("section_2").status == 200);
}

TEST_CASE_METHOD(sim_world, "a stalled call ends when the client gives up") {
  ask("section_2", "x-sim-fault: stall:after=3\r\n", "text_delta");
  auto entry = finished_entry(0);
  CHECK(entry["closedEarly"] == true);
  CHECK(entry["fault"] == "stall:after=3");
}

TEST_CASE_METHOD(sim_world, "a stalled call may go on pinging") {
  auto answer
    = ask("section_2", "x-sim-fault: stall:after=0,pings=1,every_ms=1\r\n",
          R"(data: {"type":"ping"})"
          "\n\n\r\n23\r\nevent: ping\n");
  CHECK(answer.status == 200);
}

TEST_CASE_METHOD(sim_world, "bytes can come one at a time") {
  auto request = section_request("section_2");
  request["max_tokens"] = 40;
  auto answer = post("/v1/messages", request, "x-sim-fault: split1\r\n");
  CHECK(answer.has_last_chunk);
  CHECK(text_of(answer).size() >= 160);
}

TEST_CASE_METHOD(sim_world, "a connection serves one request after another") {
  const std::string health = "GET /healthz HTTP/1.1\r\nHost: sim\r\n";
  auto answer = send(health + "\r\n" + health + "Connection: close\r\n\r\n");
  CHECK(answer.body.find("HTTP/1.1 200") != std::string::npos);
  CHECK(answer.end == connection_end::closed);
}

TEST_CASE_METHOD(sim_world, "who waits for leave to send a body gets it") {
  auto answer = send("POST /v1/messages HTTP/1.1\r\nHost: sim\r\n"
                     "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
                     "\r\n\r\n");
  CHECK(answer.status == 100);
}

TEST_CASE_METHOD(sim_world, "a body that is too large is refused unread") {
  auto answer = send("POST /v1/messages HTTP/1.1\r\nHost: sim\r\n"
                     "Content-Length: 40000000\r\n\r\n{");
  CHECK(answer.status == 413);
  CHECK(json::parse(answer.body)["error"]["type"] == "request_too_large");
}

TEST_CASE_METHOD(sim_world, "an idle connection can be closed unannounced") {
  auto text = whole_request("section_2").dump();
  auto answer = send("POST /v1/messages HTTP/1.1\r\nHost: sim\r\n"
                     "x-sim-fault: close_idle\r\nContent-Length: "
                     + std::to_string(text.size()) + "\r\n\r\n" + text);
  CHECK(answer.status == 200);
  CHECK(answer.end == connection_end::closed);
  CHECK(answer.head.find("connection: close") == std::string::npos);
}

TEST_CASE_METHOD(sim_world, "the journal tells what was asked, not by whom") {
  ask("section_2", key + "x-sim-test: t1\r\n");
  auto journal = this->journal();
  REQUIRE(journal["entries"].size() == 1);
  const auto& entry = journal["entries"][0];
  CHECK(entry["stage"] == "section_2");
  CHECK(entry["company"] == "Acme");
  CHECK(entry["test"] == "t1");
  CHECK(entry["status"] == 200);
  CHECK(entry["headers"]["x-api-key"] == "redacted");
  CHECK(json::parse(entry["body"].get<std::string>())
        == section_request("section_2"));
  CHECK(journal.dump().find("secret-key") == std::string::npos);
  CHECK(json::parse(get("/sim/journal?since=1").body)["entries"].empty());
}

TEST_CASE_METHOD(strict_world, "a strict service checks like the real one") {
  CHECK(ask("section_2").status == 401);
  CHECK(ask("section_2", key).status == 200);
  auto request = section_request("section_2");
  request["model"] = "claude-nobody";
  CHECK(post("/v1/messages", request, key).status == 404);
  request["model"] = "claude-sonnet-5-5";
  request["temperature"] = 0.5;
  CHECK(post("/v1/messages", request, key).status == 400);
}

TEST_CASE_METHOD(strict_world, "tokens are counted, and that takes a key") {
  auto request = section_request("section_2");
  request.erase("max_tokens");
  request.erase("stream");
  auto counted
    = json::parse(post("/v1/messages/count_tokens", request, key).body);
  CHECK(counted["input_tokens"].get<int>() > 10);
  CHECK(get("/v1/models").status == 401);
}

namespace {

struct dated_world : sim_world {
  dated_world() : sim_world{make_dated()} {
    // nop
  }

  static llm_sim::options make_dated() {
    auto result = make_options();
    result.today = "2026-11-30";
    return result;
  }

  std::vector<std::string> listed(const std::string& query) {
    std::vector<std::string> result;
    const auto page = json::parse(get("/v1/models?" + query).body);
    for (const auto& each : page.at("data"))
      result.push_back(each.at("id"));
    return result;
  }
};

} // namespace

TEST_CASE_METHOD(dated_world, "a model tells how it lives and what it takes") {
  auto answer = get("/v1/models/claude-opus-4-5-20251101");
  CHECK_THAT(answer.head, Catch::Contains("date: "));
  auto opus = json::parse(answer.body);
  CHECK(opus["type"] == "model");
  CHECK(opus["id"] == "claude-opus-4-5");
  CHECK(opus["display_name"] == "Claude Opus 4.5");
  CHECK(opus["line"] == "opus");
  CHECK(opus["lifecycle"] == "deprecated");
  CHECK(opus["deprecated_at"] == "2026-11-23T00:00:00Z");
  CHECK(opus["retires_at"] == "2027-01-22T00:00:00Z");
  CHECK(opus["max_tokens"] == 64'000);
  auto sonnet = json::parse(get("/v1/models/claude-sonnet-5-5").body);
  CHECK(sonnet["lifecycle"] == "active");
  CHECK(sonnet["retires_at"].is_null());
  CHECK(sonnet["max_input_tokens"] == 1'000'000);
  auto thinking = sonnet["capabilities"]["thinking"]["types"];
  CHECK(thinking["between_tools"]["supported"] == true);
  CHECK(thinking["disabled"]["supported"] == false);
  CHECK(sonnet["capabilities"]["effort"]["max"]["supported"] == true);
  auto haiku = json::parse(get("/v1/models/claude-haiku-4-5").body);
  CHECK(haiku["capabilities"]["effort"]["supported"] == false);
  CHECK(json::parse(get("/v1/models/claude-sonnet-4-5").body)["lifecycle"]
        == "retired");
  CHECK(get("/v1/models/claude-nobody").status == 404);
}

TEST_CASE_METHOD(dated_world, "models are listed by stage, page by page") {
  CHECK(listed("").front() == "claude-fable-5-2");
  CHECK(listed("").size() == 14);
  CHECK(listed("lifecycle=deprecated")
        == std::vector<std::string>{"claude-opus-4-5"});
  CHECK(listed("lifecycle%5B%5D=deprecated&lifecycle%5B%5D=retired")
        == std::vector<std::string>{"claude-opus-4-5", "claude-sonnet-4-5",
                                    "claude-sonnet-4-0"});
  CHECK(get("/v1/models?lifecycle=asleep").status == 400);
  CHECK(get("/v1/models?limit=0").status == 400);
  auto page = json::parse(get("/v1/models?limit=2").body);
  CHECK(page["has_more"] == true);
  CHECK(page["last_id"] == "claude-haiku-5-5");
  CHECK(listed("limit=1&after_id=claude-haiku-5-5")
        == std::vector<std::string>{"claude-sonnet-5-5"});
  auto rest = json::parse(get("/v1/models?after_id=claude-haiku-4-5").body);
  CHECK(rest["has_more"] == false);
  CHECK(rest["first_id"].is_null());
}

namespace {

struct cached_world : sim_world {
  cached_world() : sim_world{make_shared_cache()} {
    // nop
  }

  static llm_sim::options make_shared_cache() {
    auto result = make_options();
    result.has_shared_cache = true;
    return result;
  }

  /// Usage of a section that is asked for behind a long common prefix.
  json usage(const char* stage) {
    auto request = whole_request(stage);
    request["system"] = {{{"type", "text"},
                          {"text", std::string(8000, 'x')},
                          {"cache_control", {{"type", "ephemeral"}}}}};
    return json::parse(post("/v1/messages", request).body)["usage"];
  }
};

} // namespace

TEST_CASE_METHOD(cached_world, "a shared prefix is written once, then read") {
  CHECK(usage("section_2")["cache_creation_input_tokens"] == 2000);
  CHECK(usage("section_3")["cache_read_input_tokens"] == 2000);
}

TEST_CASE_METHOD(sim_world, "what is not simulated is not found") {
  auto answer = get("/v1/nothing");
  CHECK(answer.status == 404);
  CHECK_THAT(answer.body, Catch::Contains("is not simulated"));
}
