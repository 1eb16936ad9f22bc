#include "io/llm/anthropic/message_reader.hpp"
#include "tests/io/llm/anthropic/transcripts.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::llm;
using namespace dossier::io::llm::anthropic;
using namespace dossier::test;

using Catch::Contains;

namespace {

const addressee& asked() {
  static const auto result = [] {
    addressee made;
    made.model.id = "claude-test-1";
    made.url = "https://api.example/v1/messages";
    made.key = "my-secret-key";
    return made;
  }();
  return result;
}

message_reader read(const std::string& text, std::size_t max_bytes = 1000) {
  message_reader result{asked(), max_bytes};
  wire::sse_parser parser;
  std::vector<wire::sse_event> events;
  parser.feed(text, events);
  for (const auto& event : events)
    result.on_event(event);
  return result;
}

std::string text_block(int index) {
  return block_start(index, R"({"type":"text","text":""})");
}

std::string data_of(const std::string& content) {
  return "data: " + content + "\n\n";
}

} // namespace

TEST_CASE("a message is its text blocks, its reason and its use") {
  auto read_message = read(whole_message("A \\\"report\\\"."));
  CHECK(read_message.state() == message_state::complete);
  CHECK_FALSE(read_message.fault());
  CHECK(read_message.text() == "A \"report\".");
  CHECK(read_message.stop_reason() == "end_turn");
  CHECK(read_message.model() == "claude-test-1");
  CHECK(read_message.used() == billed_usage{25, 1200, 0, 0, 42, 0, false});
}

TEST_CASE("blocks are told apart by their type, never by their position") {
  auto message = read(
    message_start() + block_start(0, R"({"type":"thinking","thinking":""})")
    + delta(0, R"({"type":"thinking_delta","thinking":"no"})") + block_stop(0)
    + block_start(1, R"({"type":"server_tool_use","id":"s","input":{}})")
    + delta(1, R"({"type":"input_json_delta","partial_json":""})")
    + delta(1, R"({"type":"input_json_delta","partial_json":"{}"})")
    + block_stop(1)
    + block_start(2, R"({"type":"web_search_tool_result","content":[]})")
    + block_stop(2) + text_block(3)
    + delta(3, R"({"type":"citations_delta","citation":{"cited_text":"no"}})")
    + text_delta(3, "a") + block_stop(3)
    + block_start(4, R"({"type":"text_of_the_future","text":"no"})")
    + text_delta(4, "no") + block_stop(4)
    + block_start(5, R"({"type":"redacted_thinking","data":"no"})")
    + block_stop(5) + block_start(6, R"({"type":"text","text":"b"})")
    + delta(6, R"({"type":"delta_of_the_future","text":"no"})")
    + text_delta(6, "c") + block_stop(6) + message_delta("end_turn")
    + message_stop());
  CHECK(message.state() == message_state::complete);
  CHECK(message.text() == "abc");
}

TEST_CASE("what is not known is passed over") {
  auto message = read(message_start() + event_text("of_the_future", ",\"x\":1")
                      + event_text("message_of_the_future", "") + "data:\n\n"
                      + "event: ping\ndata: {}\n\n" + message_delta("end_turn")
                      + message_stop());
  CHECK(message.state() == message_state::complete);
  CHECK(message.text().empty());
}

TEST_CASE("an event without a name has one in its data, and the reverse") {
  std::string unnamed;
  auto text = whole_message("x");
  for (std::size_t at = 0; at < text.size();) {
    auto end = text.find('\n', at) + 1;
    if (text.compare(at, 6, "event:") != 0)
      unnamed += text.substr(at, end - at);
    at = end;
  }
  CHECK(read(unnamed).text() == "x");
  CHECK(read("event: message_start\ndata: {\"message\":{}}\n\n").state()
        == message_state::open);
}

TEST_CASE("counts are totals: the last that was reported is the one") {
  auto used = [](const std::string& first, const std::string& more) {
    return read(message_start(first) + more + message_stop()).used();
  };
  SECTION("several times") {
    CHECK(used(R"("input_tokens":25,"output_tokens":1)",
               message_delta("", R"("output_tokens":10,"input_tokens":30)")
                 + message_delta("end_turn", R"("output_tokens":20)"))
          == billed_usage{30, 0, 0, 0, 20, 0, false});
  }
  SECTION("null says nothing") {
    CHECK(
      used(R"("input_tokens":25,"cache_read_input_tokens":7)",
           message_delta("end_turn", R"("input_tokens":null,"output_tokens":2,)"
                                     R"("cache_read_input_tokens":null,)"
                                     R"("server_tool_use":null)"))
      == billed_usage{25, 0, 0, 7, 2, 0, false});
  }
  SECTION("zero does") {
    CHECK(used(R"("input_tokens":25)",
               message_delta("end_turn", R"("input_tokens":0)"))
            .input
          == 0);
  }
  SECTION("without a split, all that is written counts for five minutes") {
    CHECK(used(R"("cache_creation_input_tokens":9)", message_delta("end_turn"))
          == billed_usage{0, 9, 0, 0, 42, 0, false});
  }
  SECTION("with one, it is followed") {
    CHECK(used(R"("cache_creation_input_tokens":9,"cache_creation":)"
               R"({"ephemeral_1h_input_tokens":4,)"
               R"("ephemeral_5m_input_tokens":5})",
               message_delta("end_turn"))
          == billed_usage{0, 5, 4, 0, 42, 0, false});
    CHECK(used(R"("cache_creation_input_tokens":9,"cache_creation":)"
               R"({"ephemeral_1h_input_tokens":4})",
               message_delta("end_turn"))
          == billed_usage{0, 5, 4, 0, 42, 0, false});
  }
  SECTION("searches and the region count") {
    CHECK(used(R"("inference_geo":"us")",
               message_delta("end_turn",
                             R"("server_tool_use":{"web_search_requests":2})"))
          == billed_usage{0, 0, 0, 0, 0, 2, true});
  }
  SECTION("nonsense does not") {
    CHECK(
      used(R"("input_tokens":-5,"cache_read_input_tokens":"x",)"
           R"("cache_creation":[1])",
           message_delta("end_turn", R"("output_tokens":18446744073709551615)"))
      == billed_usage{0, 0, 0, 0, 1'000'000'000'000, 0, false});
  }
}

TEST_CASE("what a broken message cost is counted roughly") {
  auto message
    = read(message_start() + block_start(0, R"({"type":"thinking"})")
           + delta(0, R"({"type":"thinking_delta","thinking":"12345678"})")
           + block_stop(0) + text_block(1) + text_delta(1, "123456789"));
  CHECK(message.state() == message_state::open);
  CHECK(message.used().input == 25);
  CHECK(message.used().output == 5);
}

TEST_CASE("each reason to stop means what it means") {
  struct example {
    const char* reason;
    std::optional<error_class> error;
  };
  for (const auto& [reason, error] : std::vector<example>{
         {"end_turn", {}},
         {"stop_sequence", {}},
         {"tool_use", error_class::invalid_request},
         {"pause_turn", error_class::invalid_request},
         {"compaction", error_class::invalid_request},
         {"of_the_future", error_class::invalid_request},
         {"max_tokens", error_class::truncated},
         {"model_context_window_exceeded", error_class::truncated},
         {"refusal", error_class::refusal}}) {
    CAPTURE(reason);
    auto message = read(whole_message("x", reason));
    CHECK(message.state() == message_state::complete);
    CHECK(message.stop_reason() == reason);
    CHECK(message.fault().has_value() == error.has_value());
    if (error)
      CHECK(message.fault()->error == *error);
    if (error == error_class::invalid_request)
      CHECK_THAT(message.fault()->message, Contains(reason));
  }
}

TEST_CASE("a refusal names its category") {
  auto refused = [](const char* details) {
    return read(message_start()
                + event_text("message_delta",
                             R"(,"delta":{"stop_reason":"refusal",)"
                             R"("stop_details":)"
                               + std::string{details} + "}")
                + message_stop())
      .fault()
      ->message;
  };
  CHECK(refused(R"({"category":"bio","explanation":"It is risky"})")
        == "The model refused to answer: bio: It is risky.");
  CHECK(refused(R"({"category":null,"explanation":"my-secret-key"})")
        == "The model refused to answer: ***.");
  CHECK(refused(R"({"category":"bio","explanation":" "})")
        == "The model refused to answer: bio.");
  CHECK(refused(R"({"category":null})") == "The model refused to answer.");
  CHECK(refused("null") == "The model refused to answer.");
}

TEST_CASE("a message is complete only with its end and a reason") {
  auto without_end = message_start() + message_delta("end_turn");
  CHECK(read(without_end).state() == message_state::open);
  auto without_reason = read(message_start() + message_stop());
  CHECK(without_reason.state() == message_state::failed);
  CHECK(without_reason.fault()->error == error_class::transient);
  CHECK(read(message_start() + message_delta("") + message_stop()).state()
        == message_state::failed);
}

TEST_CASE("what breaks the protocol breaks the message") {
  auto begun = message_start() + text_block(0);
  for (const auto& text :
       {data_of("{\"type\":\"message_st"), data_of("[]"), data_of("null"),
        data_of("\"x\""), data_of("{\"x\":\"\xff\"}"), message_stop(),
        text_block(0), message_delta("end_turn"),
        event_text("message_start", ""), message_start() + message_start(),
        message_start() + text_delta(0, "x"), begun + text_delta(1, "x"),
        begun + text_block(0), begun + block_stop(0) + block_stop(0),
        begun + block_stop(0) + text_delta(0, "x"),
        begun + event_text("content_block_delta", ""),
        begun + event_text("content_block_start", "")}) {
    CAPTURE(text);
    auto message = read(text + message_delta("end_turn") + message_stop());
    CHECK(message.state() == message_state::failed);
    CHECK(message.fault()->error == error_class::transient);
    CHECK_THAT(message.fault()->message,
               Contains("The provider's answer breaks its protocol ("));
  }
}

TEST_CASE("blocks may stand open side by side, up to a bound") {
  auto text = message_start();
  for (auto i = 0; i < 64; ++i)
    text += text_block(i);
  CHECK(read(text + text_delta(63, "x")).text() == "x");
  CHECK(read(text).state() == message_state::open);
  auto message = read(text + text_block(64));
  CHECK(message.state() == message_state::failed);
  CHECK(message.fault()->message
        == "The provider's answer breaks its protocol (more blocks are open "
           "than can be followed).");
}

TEST_CASE("deep and odd JSON is survived") {
  CHECK(read(data_of(std::string(100'000, '['))).state()
        == message_state::failed);
  CHECK(
    read(data_of(std::string(100'000, '[') + std::string(100'000, ']'))).state()
    == message_state::failed);
  for (const auto* odd : {R"({"type":1})", R"({"type":{"a":[]}})", R"({})"})
    CHECK(read(data_of(odd)).state() == message_state::waiting);
  auto message
    = read(message_start()
           + event_text("content_block_start",
                        R"(,"index":0.5,"content_block":{"type":"text"})"));
  CHECK(message.state() == message_state::failed);
}

TEST_CASE("an error in a stream is told by its type") {
  struct example {
    const char* type;
    error_class error;
  };
  for (const auto& [type, error] : std::vector<example>{
         {"overloaded_error", error_class::throttled},
         {"rate_limit_error", error_class::throttled},
         {"api_error", error_class::transient},
         {"timeout_error", error_class::transient},
         {"conflict_error", error_class::transient},
         {"error_of_the_future", error_class::transient},
         {"invalid_request_error", error_class::invalid_request},
         {"request_too_large", error_class::invalid_request},
         {"authentication_error", error_class::auth},
         {"permission_error", error_class::auth},
         {"billing_error", error_class::billing},
         {"not_found_error", error_class::not_found}}) {
    CAPTURE(type);
    auto message = read(
      message_start()
      + event_text("error", R"(,"error":{"type":")" + std::string{type}
                              + R"(","message":"m"},"request_id":"req_1")"));
    CHECK(message.state() == message_state::failed);
    CHECK(message.fault()->error == error);
    CHECK_THAT(message.fault()->message, Contains("m; request req_1"));
  }
  CHECK(read(event_text("error", "")).fault()->error == error_class::transient);
  CHECK(read(event_text("error", ",\"error\":3")).fault()->message
        == "The provider has a fault of its own.");
}

TEST_CASE("an answer is no longer than it may be") {
  auto begun = message_start() + text_block(0);
  auto fits = read(begun + text_delta(0, "12345") + text_delta(0, "67890"), 10);
  CHECK(fits.state() == message_state::open);
  auto over
    = read(begun + text_delta(0, "12345") + text_delta(0, "678901"), 10);
  CHECK(over.state() == message_state::failed);
  CHECK(over.fault()->error == error_class::invalid_request);
  CHECK(over.text() == "12345");
}

TEST_CASE("nothing after the end changes a message") {
  auto message = read(whole_message("x") + event_text("error", "")
                      + message_start() + text_delta(0, "y"));
  CHECK(message.state() == message_state::complete);
  CHECK(message.text() == "x");
}

TEST_CASE("the halves of a character find each other") {
  const auto begun = message_start() + text_block(0);
  const auto ended = block_stop(0) + message_delta("end_turn") + message_stop();
  struct example {
    std::string events;
    const char* text;
  };
  for (const auto& [events, text] : std::vector<example>{
         {text_delta(0, "a \\ud83d") + text_delta(0, "\\ude80 b"), "a 🚀 b"},
         {text_delta(0, "\\uD83D") + text_delta(0, "\\uDE80"), "🚀"},
         {text_delta(0, "\\ud83d") + ping() + text_delta(0, "")
            + text_delta(0, "\\ude80"),
          "🚀"},
         {text_delta(0, "\\ud83d")
            + block_start(1, R"({"type":"thinking","thinking":"\ud83d"})")
            + delta(1, R"({"type":"thinking_delta","thinking":"\ude80"})")
            + block_stop(1) + text_delta(0, "\\ude80"),
          "🚀"},
         {text_delta(0, "a\\ud83d"), "a\ufffd"},
         {text_delta(0, "a\\ud83d") + text_delta(0, "b"), "a\ufffdb"},
         {text_delta(0, "\\ude80\\ud83d") + text_delta(0, "\\ud83d"),
          "\ufffd\ufffd\ufffd"},
         {text_delta(0, "a\\ud83d") + block_stop(0) + text_block(1)
            + text_delta(1, "\\ude80") + block_stop(1) + text_block(0),
          "a\ufffd\ufffd"},
         {text_delta(0, "\xf0\x9f") + text_delta(0, "\x9a\x80"), "🚀"},
         {text_delta(0, "caf\xe9") + text_delta(0, "!"), "caf\ufffd!"},
         {text_delta(0, "\\ud83d") + text_delta(0, "\xed\xba\x80"), "🚀"}}) {
    CAPTURE(text);
    auto message = read(begun + events + ended);
    CHECK(message.state() == message_state::complete);
    CHECK(message.text() == text);
  }
  auto in_start = read(message_start()
                       + block_start(0, R"({"type":"text","text":"\ud83d"})")
                       + text_delta(0, "\\ude80") + ended);
  CHECK(in_start.text() == "🚀");
}

TEST_CASE("half a character in what nobody reads costs nothing") {
  auto with = [](const std::string& from, const std::string& to) {
    auto text = whole_message("x");
    return text.replace(text.find(from), from.size(), to);
  };
  for (const auto* bad : {R"(\ud83d)", R"(\uDE80)", "\xff", "\xed\xa0\xbd"})
    for (const auto* field : {R"("id":"msg_1)", R"("model":"claude)",
                              R"("role":"assistant)", R"("stop_sequence)"}) {
      CAPTURE(bad, field);
      auto message = read(with(field, field + std::string{bad}));
      CHECK(message.state() == message_state::complete);
      CHECK(message.text() == "x");
    }
  auto message = read(
    message_start() + block_start(0, R"({"type":"tool_use","id":"\ud83d"})")
    + delta(0, R"({"type":"input_json_delta","partial_json":"\ude80"})")
    + block_stop(0) + event_text("of_the_future", R"(,"\udfff":"\ud800")")
    + text_block(1) + text_delta(1, "x") + block_stop(1)
    + message_delta("end_turn") + message_stop());
  CHECK(message.state() == message_state::complete);
  CHECK(message.text() == "x");
  auto failed
    = read(message_start()
           + event_text("error", R"(,"error":{"type":"overloaded_error",)"
                                 R"("message":"busy \ud83d now"})"));
  CHECK(failed.fault()->error == error_class::throttled);
  CHECK_THAT(failed.fault()->message, Contains("busy \ufffd now"));
}

TEST_CASE("what waits for its other half counts once it is text") {
  auto message = read(message_start() + text_block(0)
                        + text_delta(0, "123456789\\ud83d") + block_stop(0),
                      10);
  CHECK(message.fault()->error == error_class::invalid_request);
  CHECK(message.text() == "123456789");
}
