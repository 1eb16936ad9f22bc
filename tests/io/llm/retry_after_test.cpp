#include "io/llm/redact.hpp"
#include "io/llm/retry_after.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier;
using namespace dossier::io::llm;
using namespace std::chrono_literals;

namespace {

using wait = std::optional<milliseconds>;

wait told(const char* seconds, const char* exact = nullptr,
          const char* now = "1994-11-06T08:49:37Z") {
  wire::response_head head;
  if (seconds)
    head.fields.emplace_back("retry-after", seconds);
  if (exact)
    head.fields.emplace_back("retry-after-ms", exact);
  return retry_after(head, *parse_timestamp(now));
}

} // namespace

TEST_CASE("a provider's delay is read in every form it takes") {
  CHECK(told(nullptr) == wait{});
  CHECK(told("2") == wait{2s});
  CHECK(told(" 2 ") == wait{2s});
  CHECK(told("0.5") == wait{500ms});
  CHECK(told("0.0001") == wait{1ms});
  CHECK(told("Sun, 06 Nov 1994 08:50:37 GMT") == wait{60s});
  CHECK(told("Wed, 31 Dec 1994 23:59:60 GMT").has_value());
  CHECK(told("3600") == wait{1h});
}

TEST_CASE("a date is read in all three forms of HTTP") {
  auto table = std::vector<std::pair<const char*, wait>>{
    {"Sun, 06 Nov 1994 08:50:37 GMT", 60s},
    {"Sunday, 06-Nov-94 08:50:37 GMT", 60s},
    {"Sun Nov  6 08:50:37 1994", 60s},
    {"Sun Nov 06 08:50:37 1994", 60s},
    {" Sun Nov  6 08:50:37 1994 ", 60s},
    {"Monday, 07-Nov-94 08:49:37 GMT", 24h},
    {"Mon Nov  7 08:49:37 1994", 24h},
    {"Saturday, 31-Dec-94 23:59:60 GMT", wait{1344h - 8h - 49min - 37s}},
    {"Sun Nov  6 08:49:37 1994", {}},
    {"Sunday, 06-Nov-94 08:48:37 GMT", {}},
    {"Sunday, 06-Nov-1994 08:50:37 GMT", {}},
    {"Sunday, 06 Nov 94 08:50:37 GMT", {}},
    {"Sunday, 31-Feb-95 08:50:37 GMT", {}},
    {"Sunday, 06-Nov-94 08:50:37", {}},
    {"Sunday, 06-Nov-94 08:50:37 GMT+1", {}},
    {"Sun Nov  6 08:50:37 1994 GMT", {}},
    {"Sun Foo  6 08:50:37 1994", {}},
    {"Sun Nov 31 08:50:37 1994", {}},
    {"Sun Nov  6 24:50:37 1994", {}},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(told(text) == expected);
  }
}

TEST_CASE("two digits of a year mean the one that is at most 50 years ahead") {
  constexpr auto now = "2026-11-30T00:00:00Z";
  auto in = [=](const char* text) { return told(text, nullptr, now); };
  CHECK(in("Tuesday, 30-Nov-27 00:00:00 GMT") == wait{24h * 365});
  CHECK(in("Monday, 30-Nov-26 00:01:00 GMT") == wait{1min});
  CHECK(in("Monday, 30-Nov-76 00:00:00 GMT") == wait{24h * 365});
  CHECK(in("Tuesday, 30-Nov-77 00:00:00 GMT") == wait{});
  CHECK(in("Sunday, 06-Nov-94 08:49:37 GMT") == wait{});
  constexpr auto late = "2099-12-31T23:59:00Z";
  CHECK(told("Friday, 01-Jan-00 00:00:00 GMT", nullptr, late) == wait{1min});
}

TEST_CASE("dates in whole answers are read") {
  for (const auto* form : {"asctime", "rfc_850"}) {
    CAPTURE(form);
    std::ifstream file{test::source_dir()
                         + "/tests/field_cases/answers/retry_after_" + form
                         + ".http",
                       std::ios::binary};
    wire::response_reader reader;
    CHECK(reader.feed(std::string{std::istreambuf_iterator<char>{file}, {}})
          == wire::reading::done);
    CHECK(retry_after(*reader.head(), *parse_timestamp("2027-11-29T23:00:00Z"))
          == wait{1h});
  }
}

TEST_CASE("a delay that lies behind or makes no sense is none") {
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

TEST_CASE("no delay is longer than a year") {
  CHECK(told("1e300") == wait{24h * 365});
  CHECK(told("99999999999999999999") == wait{24h * 365});
  CHECK(told(std::string(400, '9').c_str()) == wait{24h * 365});
  CHECK(told("Sun Nov  6 08:50:37 9994") == wait{24h * 365});
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
    {"\ufeffone\u2028two\u0085three\u3000four", "one two three four"},
    {"a\x1b[31mb \u202e c", "a [31mb c"},
    {"👩\u200d🚀 क\u094d\u200dष", "👩\u200d🚀 क\u094d\u200dष"},
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
  CHECK(plain_text("xe\u0301e\u0301", "", 6) == "x…");
  CHECK(plain_text("x👩\u200d🚀👩\u200d🚀", "", 15) == "x👩\u200d🚀…");
}
