#include "io/llm/plain_text.hpp"
#include "io/llm/retry_after.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::llm;
using namespace std::chrono_literals;

namespace {

using wait = std::optional<milliseconds>;

wait told(const char* seconds, const char* exact = nullptr) {
  response_head head;
  if (seconds)
    head.fields.emplace_back("retry-after", seconds);
  if (exact)
    head.fields.emplace_back("retry-after-ms", exact);
  return retry_after(head, *parse_timestamp("1994-11-06T08:49:37Z"));
}

} // namespace

TEST_CASE("a provider's wish is read in every form it takes") {
  CHECK(told(nullptr) == wait{});
  CHECK(told("2") == wait{2s});
  CHECK(told(" 2 ") == wait{2s});
  CHECK(told("0.5") == wait{500ms});
  CHECK(told("0.0001") == wait{1ms});
  CHECK(told("Sun, 06 Nov 1994 08:50:37 GMT") == wait{60s});
  CHECK(told("Wed, 31 Dec 1994 23:59:60 GMT").has_value());
  CHECK(told("3600") == wait{1h});
}

TEST_CASE("a wish that lies behind or makes no sense is none") {
  for (const auto* text : {"",
                           " ",
                           "0",
                           "-1",
                           "-0.5",
                           "soon",
                           "2s",
                           "2 3",
                           "0x10",
                           "nan",
                           "inf",
                           "1e999",
                           "Sun, 06 Nov 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1994 08:48:37 GMT",
                           "Sun, 06 Nov 1994 08:50:37",
                           "Sun, 06 Nov 1994 08:50:37 GMT x",
                           "Sun, 31 Feb 1995 08:50:37 GMT",
                           "Sun, 06 Foo 1995 08:50:37 GMT",
                           "Sun, 06 Nov 1995 25:50:37 GMT",
                           "Sun, 06 Nov 1995 -1:50:37 GMT",
                           "1995-11-06T08:50:37Z"}) {
    CAPTURE(text);
    CHECK(told(text) == wait{});
  }
}

TEST_CASE("no wish is longer than a year") {
  CHECK(told("1e300") == wait{24h * 365});
  CHECK(told("99999999999999999999") == wait{24h * 365});
  CHECK(told("Sun, 06 Nov 9994 08:50:37 GMT") == wait{24h * 365});
}

TEST_CASE("milliseconds win over seconds when they make sense") {
  CHECK(told("2", "120") == wait{120ms});
  CHECK(told("2", "120.5") == wait{121ms});
  CHECK(told("2", "soon") == wait{2s});
  CHECK(told("2", "-1") == wait{2s});
  CHECK(told(nullptr, "120") == wait{120ms});
}

TEST_CASE("words of strangers are made fit to be shown") {
  auto table = std::vector<std::pair<std::string, std::string>>{
    {"plain", "plain"},
    {"  two\r\n\tlines \x01", "two lines"},
    {"bad \xff byte", "bad \xef\xbf\xbd byte"},
    {"key sk-ant-api03-abcdef_GHI, and more", "key ***, and more"},
    {"sk-123456", "***"},
    {"sk-12345", "sk-12345"},
    {"task-management", "task-management"},
    {"my-secret and my-secret", "*** and ***"},
    {"", ""},
  };
  for (const auto& [words, shown] : table)
    CHECK(plain_text(words, "my-secret") == shown);
  CHECK(plain_text("a key", "e") == "a key");
  CHECK(plain_text(std::string(1000, 'x'), "").size() == 500);
  CHECK(plain_text("ééééé", "", 9) == "ééé…");
  CHECK(plain_text("ééééé", "", 10) == "ééééé");
}
