/// Answers that are called something else than they are, packed ones, and ones
/// that are too large.

#include "tests/io/llm/anthropic/field_case.hpp"
#include "tests/io/llm/wire/packed.hpp"

using namespace dossier;
using namespace dossier::test;

using Catch::Contains;

namespace {

const token_counts streamed{25, 42, 0, 1200};
const token_counts used{12, 5, 0, 0};

/// A message in one piece; `blocks` begin with a comma.
std::string message_of(const std::string& text,
                       const std::string& blocks = "") {
  return R"({"id":"m","type":"message","role":"assistant","model":"m",)"
         R"("content":[{"type":"text","text":")"
         + text + "\"}" + blocks
         + R"(],"stop_reason":"end_turn",)"
           R"("usage":{"input_tokens":12,"output_tokens":5}})";
}

const std::string long_thought
  = R"(,{"type":"thinking","thinking":")" + std::string(1'200'000, 't') + "\"}";

io::llm::failure failure_of(const std::string& bytes, std::size_t most) {
  anthropic_world world{{plays(bytes)}};
  world.options.max_answer_bytes = most;
  return world.failure();
}

} // namespace

// -- streams under another name -----------------------------------------------

TEST_CASE("a stream is known by how it begins") {
  for (const std::string start :
       {"", "\xef\xbb\xbf", "\n\n", "\r\n \n", ": hello\n\n", "id: 1\n",
        "retry: 5\n\n", "data: [DONE]\n\n"})
    for (const auto* type : {"application/octet-stream", "application/json",
                             "text/html", "text/event-stream"}) {
      anthropic_world world{{[&](provider_peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\ncontent-type: " + std::string{type}
                  + "\r\ntransfer-encoding: chunked\r\n\r\n");
        for (auto byte : start + whole_message("x"))
          peer.send(chunk({&byte, 1}));
        peer.send(last_chunk);
      }}};
      CAPTURE(type, start);
      CHECK(world.ask()->answer().text == "x");
    }
}

TEST_CASE("a stream under another name is reported while it comes") {
  constexpr auto limit = std::chrono::seconds{1};
  anthropic_world world{{[=](provider_peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n"
              "\r\n"
              + message_start() + block_start(0, R"({"type":"text","text":""})")
              + text_delta(0, "Half"));
    // Longer than it may be silent, were this no progress.
    for (int i = 0; i < 8; ++i)
      if (!peer.hears_within(200))
        peer.send(text_delta(0, "."));
    peer.send(block_stop(0) + message_delta("end_turn") + message_stop());
    peer.close();
  }}};
  world.limits().progress = limit;
  auto heard = world.ask();
  heard->await_text("Half");
  CHECK(heard->answer().text == "Half........");
}

TEST_CASE("a stream under another name may be longer than its text") {
  std::string comments;
  while (comments.size() < 3'000'000)
    comments += ": keep-alive\n\n";
  anthropic_world world{
    {plays(stream("content-type: application/octet-stream\r\n",
                  comments + whole_message("x")))}};
  world.options.max_answer_bytes = 1000;
  CHECK(world.ask()->answer().text == "x");
}

TEST_CASE(
  "too large an event is reported once, whatever the stream is called") {
  for (const auto* type : {"application/octet-stream", "text/event-stream"}) {
    anthropic_world world{{plays(stream(
      "content-type: " + std::string{type} + "\r\n",
      message_start() + "data: " + std::string(8'400'000, 'x') + "\n\n"))}};
    auto heard = world.ask();
    auto failure = heard->failure();
    CHECK(failure.error == error_class::invalid_request);
    CHECK_THAT(failure.message, Contains("too large an event"));
    CHECK(world.provider.await_ended(1));
    CHECK(heard->ends() == 1);
  }
}

// -- messages in one piece ----------------------------------------------------

TEST_CASE("a message in one piece is read whole, whatever it is called") {
  for (const auto& type : {json_type, stream_type, plain_type, std::string{}})
    for (const auto& thought : {std::string{}, long_thought})
      check(
        {type, reply("200 OK", type, message_of("x", thought)), {}, "x", used});
}

TEST_CASE("a message in one piece is no longer than it may be") {
  const auto sentence
    = std::string{"The answer is longer than provider.max_answer_bytes (1000)"};
  for (const auto& type : {json_type, stream_type}) {
    auto found = failure_of(
      reply("200 OK", type, message_of(std::string(1001, 'x'))), 1000);
    CHECK(found.error == error_class::invalid_request);
    CHECK(found.message == sentence + ".");
    CHECK(found.spent.tokens == used);
    found
      = failure_of(reply("200 OK", type, message_of("x", long_thought)), 1000);
    CHECK(found.error == error_class::invalid_request);
    CHECK(found.message == sentence + "; what it used was not read.");
  }
}

TEST_CASE("escapes do not make a message too long") {
  std::string escaped;
  for (int i = 0; i < 400'000; ++i)
    escaped += "\\u5927";
  anthropic_world world{
    {plays(reply("200 OK", json_type, message_of(escaped)))}};
  world.options.max_answer_bytes = 1'300'000;
  CHECK(world.ask()->answer().text.size() == 1'200'000);
}

TEST_CASE("a page without end is told by its beginning") {
  const auto page = "<title>Sign in</title>" + std::string(2'000'000, ' ');
  check({"", reply("200 OK", html_type, page), error_class::transient,
         "(HTTP 200, text/html: Sign in)."});
}

TEST_CASE("a message in one piece is read in its own character set") {
  const std::string latin = "content-type: application/json; charset=";
  check_all({
    {"",
     reply("200 OK", latin + "ISO-8859-1\r\n", message_of("caf\xe9")),
     {},
     "café",
     used},
    {"",
     reply("200 OK", latin + "windows-1251\r\n", message_of("\xcd\xe5")),
     {},
     "Не",
     used},
    {"",
     reply("200 OK", latin + "utf-8\r\n", message_of("caf\xe9")),
     {},
     "caf\ufffd",
     used},
    {"",
     reply("200 OK", json_type, message_of("caf\xe9")),
     {},
     "caf\ufffd",
     used},
  });
}

// -- packed -------------------------------------------------------------------

TEST_CASE("what is packed is judged by what it says") {
  const std::string poor
    = R"({"type":"error","error":{"type":"invalid_request_error","message":)"
      R"("Your credit balance is too low to access the API"}})";
  const std::string error = "event: error\ndata: {\"error\":{\"type\":"
                            "\"overloaded_error\",\"message\":\"busy\"}}";
  for (auto* pack : {gzipped, deflated})
    for (const std::string coding :
         {"", "content-encoding: gzip\r\n", "Content-Encoding: GZip\r\n",
          "content-encoding: deflate\r\n",
          "content-encoding: identity\r\ncontent-encoding: X-GZIP\r\n"})
      check_all({
        {"a message",
         reply("200 OK", json_type + coding, pack(message_of("x"))),
         {},
         "x",
         used},
        {"a stream",
         reply("200 OK", stream_type + coding, pack(whole_message("x"))),
         {},
         "x",
         streamed},
        {"a refusal", reply("400 X", json_type + coding, pack(poor)),
         error_class::billing, "(HTTP 400, application/json: Your credit "},
        {"an error behind a success",
         reply("200 OK", json_type + coding, pack(poor)), error_class::billing,
         "Your credit balance"},
        {"an error that lacks its end",
         reply("200 OK", stream_type + coding, pack(error)),
         error_class::throttled, "busy"},
        {"a page",
         reply("503 X", html_type + coding, pack("<title>Down</title>")),
         error_class::transient, "(HTTP 503, text/html: Down)."},
      });
}

TEST_CASE("what calls itself packed and is not is taken as it comes") {
  for (const std::string coding :
       {"gzip", "none", "utf-8", "deflate", "br", "gzip, br", "aws-chunked"}) {
    const auto field = "content-encoding: " + coding + "\r\n";
    check_all({
      {coding,
       stream(stream_type + field, whole_message("x")),
       {},
       "x",
       streamed},
      {coding,
       reply("200 OK", json_type + field, message_of("x")),
       {},
       "x",
       used},
      {coding, reply("400 X", json_type + field, R"({"error":"caf\u00e9"})"),
       error_class::invalid_request, "(HTTP 400, application/json: café)."},
      {coding, reply("503 X", plain_type + field, "caf\xe9 closed"),
       error_class::transient, "(HTTP 503, text/plain: café closed)."},
    });
  }
}

TEST_CASE("what is packed in another way is not asked for again") {
  // {"error":"x"} as brotli has it, and how zstd begins
  const std::string brotli = "\x8b\x06\x80{\"error\":\"x\"}\x03";
  const std::string zstd = "\x28\xb5\x2f\xfd\x04\x58";
  check_all({
    {"", reply("200 OK", json_type + "content-encoding: br\r\n", brotli),
     error_class::invalid_request, "compressed with br"},
    {"", reply("200 OK", stream_type + "content-encoding: br\r\n", brotli),
     error_class::invalid_request, "compressed with br"},
    {"", reply("200 OK", json_type, zstd), error_class::invalid_request,
     "compressed with zstd"},
    {"", reply("503 X", "content-encoding: br\r\n", brotli),
     error_class::transient, "compressed with br"},
  });
}

TEST_CASE("what unpacks without end is judged by what fits") {
  const auto large = std::string(20'000'000, ' ');
  check_all({
    {"", reply("400 X", plain_type, gzipped("no " + large)),
     error_class::invalid_request, "(HTTP 400, text/plain: no)."},
    {"", reply("200 OK", json_type, gzipped("{\"a\":" + large)),
     error_class::invalid_request, "longer than provider.max_answer_bytes"},
    {"", reply("200 OK", stream_type, gzipped(std::string(20'000'000, '\n'))),
     error_class::transient, "HTTP 200"},
  });
}
