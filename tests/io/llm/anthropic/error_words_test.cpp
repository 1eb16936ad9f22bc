/// What is quoted of a reply's body.

#include "io/llm/wire/response/header_values.hpp"
#include "tests/support/error_replies.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dossier;
using namespace dossier::test;
using namespace dossier::io::llm;

using Catch::Contains;

TEST_CASE("a body that says nothing is not quoted") {
  for (const auto* body :
       {"", " \n", "[]", "null", "{}", R"({"error":null})", R"({"error":[]})",
        R"({"error":{"details":[]}})", R"({"error":{"message":"  "}})",
        "\xff\xfe", "\xef\xbb\xbf"}) {
    CAPTURE(body);
    CHECK(fault(500, body).message
          == "The provider has a fault of its own (HTTP 500).");
  }
}

TEST_CASE("an error in JSON is quoted, whatever its shape") {
  auto table = std::vector<std::pair<const char*, const char*>>{
    {R"({"error":{"type":"api_error","message":"Oh."}})", "Oh."},
    {R"({"error":"unknown field: thinking"})", "unknown field: thinking"},
    {R"({"detail":"thinking is not supported"})", "thinking is not supported"},
    {R"({"message":"no Route matched"})", "no Route matched"},
    {R"({"Message":"User is not authorized"})", "User is not authorized"},
    {R"({"msg":"bad"})", "bad"},
    {R"({"error":"invalid_token","error_description":"It has expired"})",
     "invalid_token: It has expired"},
    {R"({"status":500,"error":"Server Error","message":"pool empty"})",
     "Server Error: pool empty"},
    {R"({"errors":["one","two"]})", "one; two"},
    {R"({"errors":[{"message":"one"},{"detail":"two"},{"x":1}]})", "one; two"},
    {R"({"errors":{"message":"one"}})", "one"},
    {R"({"error":{"code":404,"message":"gone","status":"NOT_FOUND"}})", "gone"},
    {R"([{"error":{"code":404,"message":"gone"}}])", "gone"},
    {R"({"type":"about:blank","title":"Bad","detail":"No such field"})",
     "Bad: No such field"},
    {R"({"detail":[{"loc":["body","max_tokens"],"msg":"field required"},)"
     R"({"loc":["body",0],"msg":"too long"}]})",
     "body.max_tokens: field required; body.0: too long"},
    {R"({"error":{"error":{"message":"deep"}}})", "deep"},
    {R"({"type":"error","message":"flat"})", "flat"},
    {R"({"error":{"type":3,"message":null,"details":null}})",
     R"({"error":{"type":3,"message":null,"details":null}})"},
    {R"({"code":7,"what":"unknown"})", R"({"code":7,"what":"unknown"})"},
    {R"("just words")", R"("just words")"},
    {R"({"error":{"message":"half \ud83d of it"}})", "half \ufffd of it"},
    {"\xef\xbb\xbf{\"error\":\"marked\"}", "marked"},
    {"{\"error\":\"cut of", "{\"error\":\"cut of"},
    {"event: error\ndata: {\"error\":{\"message\":\"streamed\"}}\n\n",
     "streamed"},
    {"data: {\"error\":\"streamed\"}\n\ndata: [DONE]\n", "streamed"},
    {"3", "3"},
  };
  for (const auto& [body, words] : table) {
    CAPTURE(body);
    CHECK(fault(500, body).message
          == "The provider has a fault of its own (HTTP 500: "
               + std::string{words} + ").");
  }
}

TEST_CASE("a page is quoted by what is to be read on it") {
  auto table = std::vector<std::pair<const char*, const char*>>{
    {"<html><title>Blocked by web filter: category AI</title></html>",
     "Blocked by web filter: category AI"},
    {"<html><h1>502 Bad Gateway</h1></html>", "502 Bad Gateway"},
    {"<!DOCTYPE html>\n<html><head><TITLE>502 Bad\n Gateway</TITLE>"
     "<style>h1 > a { color: red }</style><script>if (a < b) alert('no');"
     "</script></head><body><!-- <p>no</p> --><center><h1>502 Bad Gateway</h1>"
     "</center><hr><center>nginx/1.24</center></body></html>",
     "502 Bad Gateway nginx/1.24"},
    {"<html><title>Sign in</title><body><p>Company <b>pro</b>xy</p></body>",
     "Sign in: Company proxy"},
    {"<p>Tom &amp; J&#233;r&#xF4;me &lt;x&gt; &nbsp;&copy; &unknown; A&B;</p>",
     "Tom & Jérôme <x> © &unknown; A&B;"},
    {"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>"
     "<Message>Denied</Message></Error>",
     "AccessDenied Denied"},
    {"<no such value>", "<no such value>"},
    {"<class 'KeyError'>: 'model'", "<class 'KeyError'>: 'model'"},
    {"<!doctype html><p>Moved", "Moved"},
    {"<html><title>unclosed", "unclosed"},
    {"<html><script>unclosed", "<html><script>unclosed"},
  };
  for (const auto& [body, words] : table) {
    CAPTURE(body);
    CHECK(fault(500, body).message
          == "The provider has a fault of its own (HTTP 500: "
               + std::string{words} + ").");
  }
}

TEST_CASE("plain text is neither a page nor a stream of events") {
  for (const auto* body :
       {"<class 'KeyError'>: 'model_id</b>'", "data: is missing",
        ": is not a field", "<b>bold</b>", "event: x\ndata: y"}) {
    CAPTURE(body);
    auto quoted = std::string{body};
    std::replace(quoted.begin(), quoted.end(), '\n', ' ');
    CHECK(
      fault(400, body, {{"content-type", "Text/Plain; charset=utf-8"}}).message
      == "The provider does not accept the request (HTTP 400, text/plain: "
           + quoted + ").");
  }
  CHECK_THAT(fault(400, "data: is missing").message,
             Contains(": data: is missing)"));
  CHECK_THAT(
    fault(400, R"({"error":"x"})", {{"content-type", "text/plain"}}).message,
    Contains("(HTTP 400, text/plain: x)"));
}

TEST_CASE("a page of nothing but signs costs no more than its size") {
  for (const auto* sign : {"&", "<", "&#", "</", "<!", "<a", "&amp"}) {
    std::string page = "<html>";
    while (page.size() < 300'000)
      page += sign;
    CHECK(fault(400, page, {{"content-type", "text/html"}}).error
          == error_class::invalid_request);
  }
}

TEST_CASE("a body is read in its own character set") {
  struct example {
    const char* type;
    std::string body;
    const char* words;
  };
  for (const auto& [type, body, words] : std::vector<example>{
         {"text/plain", "caf\xe9", "café"},
         {"text/plain; charset=ISO-8859-1", "caf\xe9", "café"},
         {"text/plain", "\x80 5 \x96 too much", "€ 5 – too much"},
         {"application/json", "{\"error\":\"caf\xe9\"}", "café"},
         {"text/plain; charset=\"windows-1251\"", "\xcd\xe5\xf2", "Нет"},
         {"text/html", "<meta charset='gb2312'><p>\xc4\xe3\xba\xc3</p>",
          "你好"},
         {"text/plain; charset=shift_jis", "\x93\xfa\x96\x7b", "日本"},
         {"text/plain; charset=utf-16le", {"H\0i\0", 4}, "Hi"},
         {"text/plain", {"\xff\xfeH\0i\0", 6}, "Hi"},
         {"text/html; charset=UTF-16", {"\0<\0p\0>\0H\0i", 10}, "Hi"},
         {"text/html; charset=UTF-16", {"<\0p\0>\0H\0i\0", 10}, "Hi"},
         {"text/plain; charset=utf-16", {"\xfe\xff\0H\0i", 6}, "Hi"},
         {"text/html", "<meta charset=utf-16><p>Hi</p>", "Hi"},
         // what is UTF-8 is, whatever it is called
         {"text/plain; charset=iso-8859-1", "é", "é"},
         {"text/plain; charset=x-unknown", "caf\xe9", "café"},
         {"text/plain; charset=utf-8", "日本語のエラー\xff",
          "日本語のエラー\ufffd"}}) {
    CAPTURE(type, words);
    auto media = std::string{type};
    CHECK(fault(500, body, {{"content-type", type}}).message
          == "The provider has a fault of its own (HTTP 500, "
               + media.substr(0, media.find(';')) + ": " + words + ").");
  }
}

TEST_CASE("what cannot be read is reported as such") {
  auto told = [](const std::string& body, fields with = {}) {
    return fault(500, body, std::move(with)).message;
  };
  CHECK_THAT(told("\x89PNG\r\n\x1a\n" + std::string(20, '\0')),
             Contains("(HTTP 500: 28 bytes that are no text)"));
  CHECK_THAT(told("\x1f\x8b\x08xyz"), Contains("compressed with gzip"));
  CHECK_THAT(told("\x0b\x02\x80xyz\x03", {{"content-encoding", "BR"}}),
             Contains("compressed with br"));
}

TEST_CASE("no body is too much, and no quotation too long") {
  CHECK(fault(500, std::string(2'000'000, '[')).error
        == error_class::transient);
  CHECK(fault(500, R"({"a":1,"b":)" + std::string(900'000, '[')).error
        == error_class::transient);
  CHECK(fault(500, std::string(400'000, '[') + std::string(400'000, ']')).error
        == error_class::transient);
  std::string nested = "\"x\"";
  for (int i = 0; i < 10'000; ++i)
    nested = R"({"error":)" + nested + "}";
  CHECK(fault(500, nested).error == error_class::transient);
  CHECK(fault(500, error_body("x", std::string(100'000, 'y'))).message.size()
        < 400);
}

TEST_CASE("a quotation ends with a whole character") {
  for (const auto* letter : {"请", "é", "🚀", "e\u0301", "👩\u200d🚀", "กำ"})
    for (std::size_t before = 0; before < 14; ++before) {
      CAPTURE(letter, before);
      auto text = std::string(before, 'x');
      while (text.size() < 1000)
        text += letter;
      auto message = fault(400, error_body("x", text)).message;
      auto end = message.find("…");
      REQUIRE(end != std::string::npos);
      auto rest = message.substr(0, end);
      auto start = rest.find(": ") + 2 + before;
      CHECK((rest.size() - start) % std::string{letter}.size() == 0);
    }
}

TEST_CASE("a key is masked before a quotation is cut") {
  for (std::size_t before = 200; before < 260; ++before) {
    auto found = fault(
      400, error_body("x", std::string(before, 'x') + " my-secret-key"));
    CHECK_THAT(found.message, !Contains("my-s"));
  }
  CHECK_THAT(fault(401, "<b>my-secret-key</b>").message, !Contains("secret"));
  CHECK_THAT(
    fault(401, "my&#45;secret-key", {{"content-type", "text/html"}}).message,
    !Contains("secret"));
  CHECK_THAT(fault(401, "", {{"request-id", "my-secret-key"}}).message,
             !Contains("secret"));
  CHECK_THAT(
    fault(302, "", {{"location", "https://x/my-secret-key?a"}}).message,
    !Contains("secret"));
}

TEST_CASE("a key is masked however it is written") {
  for (const auto* key :
       {"MY-SECRET-KEY", "My-Secret-Key", "my%2Dsecret%2dkey",
        "%6dy%2Dsecret-key", "my-sec\nret-key", "my-sec \r\n ret-key",
        "my-sec\u200bret-key", "my-sec\u2060ret-key", "m\u00ady-secret-key",
        "my-sec\u200d\u200cret-key", "my-secret-key my-secret-key"}) {
    CAPTURE(key);
    auto message = fault(400, "got " + std::string{key} + ", sorry",
                         {{"content-type", "text/plain"}})
                     .message;
    CHECK_THAT(message,
               Contains("text/plain: got ***") && Contains("***, sorry)"));
    CHECK_THAT(wire::lower_ascii(message),
               !Contains("ret") && !Contains("sec"));
  }
}

TEST_CASE("what looks like a key is masked however it is written") {
  for (const auto* key : {"sk-abcdef123", "SK-ABCDEF123", "sk%2Dabcdef%2D123",
                          "sk-abc\u200bdef123"}) {
    auto message = fault(400, "got " + std::string{key} + " and x", {}).message;
    CHECK_THAT(message, Contains(": got *** and x)"));
  }
  CHECK_THAT(fault(400, "a risk-based task, 100%2 sk- sk-a").message,
             Contains("a risk-based task, 100%2 sk- sk-a"));
}
