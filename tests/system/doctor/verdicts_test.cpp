/// Whom the doctor blames for what it was answered, and whom not.

#include "tests/system/doctor/world.hpp"

using namespace dossier::test;

using Catch::Contains;

namespace {

std::string page_saying(const std::string& status, const std::string& words) {
  return whole_reply(status, "Content-Type: text/html\r\n",
                     "<html><title>" + words + "</title></html>");
}

std::string json_reply(const std::string& status, const std::string& body) {
  return whole_reply(status, "Content-Type: application/json\r\n", body);
}

std::string refused(const std::string& status, const std::string& type,
                    const std::string& words, const std::string& more = {}) {
  return json_reply(status, R"({"type":"error","error":{"type":")" + type
                              + R"(","message":")" + words + '"' + more + "}}");
}

/// As much as a table can be compared with.
std::string listed() {
  return json_reply("200 OK", R"({"type":"model","id":"claude-sonnet-5-5",)"
                              R"("lifecycle":"active"})");
}

std::string event(const std::string& name, const std::string& content) {
  return "event: " + name + "\ndata: " + content + "\n\n";
}

std::string started() {
  return event("message_start",
               R"({"type":"message_start","message":{"id":"m","content":[],)"
               R"("model":"claude-sonnet-5-5","usage":{"input_tokens":5,)"
               R"("output_tokens":1}}})");
}

std::string some_text() {
  return event("content_block_start",
               R"({"type":"content_block_start","index":0,"content_block":)"
               R"({"type":"text","text":""}})")
         + event("content_block_delta",
                 R"({"type":"content_block_delta","index":0,"delta":)"
                 R"({"type":"text_delta","text":"ye"}})");
}

std::string stopped(const std::string& reason) {
  return event("message_delta",
               R"({"type":"message_delta","delta":{"stop_reason":")" + reason
                 + R"("},"usage":{"output_tokens":16}})")
         + event("message_stop", R"({"type":"message_stop"})");
}

std::string broken_by(const std::string& type, const std::string& words) {
  return event("error", R"({"type":"error","error":{"type":")" + type
                          + R"(","message":")" + words + R"("}})");
}

std::string streamed(const std::string& events) {
  return whole_reply("200 OK", "Content-Type: text/event-stream\r\n", events);
}

/// The connection ends where the events do, and they were to go on.
scripted_provider::script cut_after(const std::string& events) {
  return [=](provider_peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
              "Content-Length: 5000\r\n\r\n"
              + events);
    peer.close();
  };
}

struct verdict_case {
  std::string listing;
  scripted_provider::script call;
  /// Of address, key, model and call.
  std::string verdicts;
  std::string words;
  std::string advice;
};

verdict_case both(const std::string& reply, std::string verdicts,
                  std::string words, std::string advice) {
  return {reply, says(reply), std::move(verdicts), std::move(words),
          std::move(advice)};
}

std::string all_verdicts(const examined& all) {
  std::string result;
  for (const auto* check : {"address", "key", "model", "call"})
    result += (result.empty() ? "" : ", ") + all.verdicts(check);
  return result;
}

void check_verdicts(const verdict_case& example) {
  scripted_provider provider{{says(example.listing), example.call}};
  doctor_world world;
  auto all = world.examine({at(provider)});
  INFO(example.listing + all.text);
  CHECK(all_verdicts(all) == example.verdicts);
  CHECK_THAT(all.found("call"), Contains(example.words));
  CHECK_THAT(all.advice("call"), Contains(example.advice));
  const auto is_ill = example.verdicts.find("FAIL") != std::string::npos;
  CHECK(all.code == (is_ill ? 1 : 0));
  CHECK(all.report.at("healthy") == !is_ill);
}

} // namespace

TEST_CASE("an answer that breaks off is no answer", "[system]") {
  for (const auto& each : std::vector<verdict_case>{
         {listed(),
          says(streamed(started() + broken_by("api_error", "it broke"))),
          "ok, ok, ok, FAIL", "it broke", "try again"},
         {listed(),
          says(streamed(started() + broken_by("overloaded_error", "so busy"))),
          "ok, ok, ok, warn", "so busy", "try again later"},
         {listed(),
          says(streamed(started() + some_text()
                        + broken_by("rate_limit_error", "slow down"))),
          "ok, ok, ok, warn", "slow down", "try again later"},
         {listed(), cut_after(started() + some_text()), "ok, ok, ok, FAIL",
          "in the middle of the answer", "try again"},
         {listed(), says(streamed(started() + some_text())), "ok, ok, ok, FAIL",
          "before it was complete", "try again"},
         {listed(),
          says(streamed(started()
                        + broken_by("authentication_error", "key revoked"))),
          "ok, FAIL, ok, FAIL", "key revoked", "ANTHROPIC_API_KEY"}})
    check_verdicts(each);
}

TEST_CASE("an answer that has an end is one, however it ends", "[system]") {
  for (const auto& each : std::vector<verdict_case>{
         {listed(),
          says(streamed(started() + some_text() + stopped("max_tokens"))),
          "ok, ok, ok, ok", "5 tokens in, 16 out", ""},
         {listed(), says(streamed(started() + stopped("max_tokens"))),
          "ok, ok, ok, ok", "5 tokens in, 16 out", ""},
         {listed(), says(streamed(started() + stopped("refusal"))),
          "ok, ok, ok, warn", "refused to answer", "another provider.model"},
         {listed(), says(streamed(started() + stopped("end_turn"))),
          "ok, ok, ok, warn", "nothing to be seen", "gateway"},
         {listed(), says(streamed(started() + stopped("strange"))),
          "ok, ok, ok, FAIL", "strange", ""}})
    check_verdicts(each);
}

TEST_CASE("a page on the way knows neither key nor model", "[system]") {
  for (const auto& each : std::vector<verdict_case>{
         both(page_saying("200 OK", "Sign in"),
              "FAIL, not known, not known, FAIL", "Sign in",
              "provider.base_url"),
         both(page_saying("404 Not Found", "No such page"),
              "FAIL, not known, not known, FAIL", "No such page",
              "provider.base_url"),
         both(page_saying("401 No", "Corp login"),
              "not known, not known, not known, FAIL", "Corp login",
              "provider.base_url"),
         both(page_saying("403 No", "Blocked by web filter"),
              "not known, not known, not known, FAIL", "Blocked by web filter",
              "provider.base_url"),
         both(page_saying("400 Bad Request", "nginx"),
              "not known, not known, not known, FAIL", "nginx",
              "provider.base_url"),
         both(whole_reply("302 Found",
                          "Location: https://login.example/x?y=z\r\n", ""),
              "FAIL, not known, not known, FAIL", "https://login.example/x",
              "provider.base_url"),
         both(page_saying("502 Bad Gateway", "Bad gateway"),
              "not known, not known, not known, FAIL", "Bad gateway",
              "try again")}) {
    check_verdicts(each);
    CHECK_THAT(each.advice, !Contains("model"));
  }
}

TEST_CASE("the words of a page are shown beside the model, too", "[system]") {
  const auto reply = page_saying("200 OK", "Sign in " + test_key);
  scripted_provider provider{{says(reply), says(reply)}};
  doctor_world world;
  const auto all = world.examine({at(provider)});
  CHECK_THAT(all.found("model"), Contains("HTTP 200: Sign in ***"));
}

TEST_CASE("the call decides where the model cannot be asked for", "[system]") {
  for (const auto& listing :
       {json_reply("401 No", R"({"error":"GET not allowed"})"),
        refused("401 No", "authentication_error", "no listing with this key"),
        refused("403 No", "permission_error", "no listing with this key"),
        refused("404 Not Found", "not_found_error", "model: claude-sonnet-5-5"),
        page_saying("403 No", "Blocked"), page_saying("200 OK", "Sign in"),
        whole_reply("302 Found", "Location: /login\r\n", "")})
    check_verdicts(
      {listing, says(streamed_yes()), "ok, ok, warn, ok", "20 tokens in", ""});
}

TEST_CASE("a key that is known is not blamed for what it lacks", "[system]") {
  for (const auto& each : std::vector<verdict_case>{
         {listed(),
          says(refused("403 No", "permission_error", "key lacks model access")),
          "ok, ok, ok, FAIL", "key lacks model access", "that right"},
         {listed(),
          says(refused("400 Bad Request", "invalid_request_error", "on hold",
                       R"(,"details":{"error_code":"organization_on_hold"})")),
          "ok, ok, ok, FAIL", "account", "ask the provider"},
         {listed(),
          says(refused("400 Bad Request", "invalid_request_error",
                       "Your credit balance is too low")),
          "ok, ok, ok, FAIL", "credit balance", "pay"},
         {listed(), says(page_saying("403 No", "Blocked by web filter")),
          "ok, ok, ok, FAIL", "Blocked by web filter", ""},
         {page_saying("404 Not Found", "404"),
          says(refused("429 Busy", "rate_limit_error", "slow")),
          "ok, ok, not known, warn", "slow", "try again later"},
         {page_saying("404 Not Found", "404"),
          says(refused("529 Busy", "overloaded_error", "busy")),
          "ok, not known, not known, warn", "busy", "try again later"},
         {page_saying("404 Not Found", "404"),
          says(refused("404 Not Found", "not_found_error",
                       "model: claude-sonnet-5-5")),
          "ok, ok, FAIL, FAIL", "claude-sonnet-5-5", "provider.model"},
         {listed(),
          says(refused("404 Not Found", "not_found_error",
                       "model: claude-sonnet-5-5")),
          "ok, ok, FAIL, FAIL", "claude-sonnet-5-5", "provider.model"},
         {listed(),
          says(refused("401 No", "authentication_error", "invalid x-api-key")),
          "ok, FAIL, ok, FAIL", "invalid x-api-key", "ANTHROPIC_API_KEY"}})
    check_verdicts(each);
}

TEST_CASE("what is not known is marked for people, and counted", "[system]") {
  const auto reply = page_saying("403 No", "Blocked");
  scripted_provider provider{{says(reply), says(reply)}};
  doctor_world world;
  const auto ended
    = run_server({"--doctor", "--data", world.folder.path().string(), "--port",
                  "0", "--set", at(provider)});
  INFO(ended.out);
  CHECK_THAT(ended.out,
             Contains("\n?     key           whether it is accepted is not "
                      "known; see what the call was answered\n")
               && Contains(", 3 not known\n"));
}
