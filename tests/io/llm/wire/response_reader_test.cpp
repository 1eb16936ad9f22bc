#include "io/llm/wire/connection_pool.hpp"
#include "io/llm/wire/response/header_values.hpp"
#include "io/llm/wire/response/response_reader.hpp"

#include <catch2/catch.hpp>

using namespace dossier::io::llm;
using namespace std::chrono_literals;

namespace {

struct read_reply {
  wire::reading end = wire::reading::more;
  std::string body;
  bool is_reusable = false;
};

read_reply read(std::string_view bytes, std::size_t size) {
  wire::response_reader reader;
  read_reply result;
  while (!bytes.empty() && result.end == wire::reading::more) {
    auto piece = bytes.substr(0, size);
    result.end = reader.feed(piece);
    result.body += reader.take_body();
    bytes.remove_prefix(piece.size());
  }
  result.is_reusable = reader.is_reusable();
  return result;
}

} // namespace

TEST_CASE("a reply is the same however it is cut") {
  const std::string text
    = "HTTP/1.1 200 OK\r\nX-One: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nab\r\n\r\n5;x=y\r\ncdefg\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    CAPTURE(size);
    auto reply = read(text, size);
    CHECK(reply.end == wire::reading::done);
    CHECK(reply.body == "ab\r\ncdefg");
    CHECK(reply.is_reusable);
  }
}

TEST_CASE("body comes as it arrives") {
  wire::response_reader reader;
  CHECK(reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n")
        == wire::reading::more);
  CHECK_FALSE(reader.head());
  CHECK(reader.feed("\r\nab") == wire::reading::more);
  REQUIRE(reader.head());
  CHECK(reader.head()->status == 200);
  CHECK(reader.head()->field("content-length") == "4");
  CHECK_FALSE(reader.head()->field("x"));
  CHECK(reader.take_body() == "ab");
  CHECK(reader.feed("cd") == wire::reading::done);
  CHECK(reader.take_body() == "cd");
}

TEST_CASE("a connection serves again when both sides know where they are") {
  auto head = [](const std::string& fields) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 1\r\n\r\nx";
  };
  CHECK(read(head(""), 999).is_reusable);
  CHECK_FALSE(read(head("Connection: close\r\n"), 999).is_reusable);
  CHECK_FALSE(read(head("") + "HTTP/1.1 200", 999).is_reusable);
  CHECK_FALSE(
    read("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 999).is_reusable);
}

TEST_CASE("trailers are passed over, whatever they hold") {
  using namespace std::string_literals;
  const std::string chunked
    = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n";
  for (const auto& end : {std::string{"0\r\n\r\n"}, std::string{"0;x\r\n\r\n"},
                          std::string{"000\r\nA: b\r\nC: d\r\n\r\n"},
                          "0\r\n{r: c\r\0\0\0k\r\n{}\r\n0\r\n\r\n"s}) {
    CAPTURE(end);
    for (std::size_t size : {1u, 5u, 999u}) {
      auto reply = read(chunked + end, size);
      CHECK(reply.end == wire::reading::done);
      CHECK(reply.body == "x");
      CHECK(reply.is_reusable);
    }
    CHECK_FALSE(read(chunked + end + "HTTP", 999).is_reusable);
    CHECK(read(chunked + end.substr(0, end.size() - 1), 999).end
          == wire::reading::more);
  }
}

TEST_CASE("chunks are read to the letter") {
  struct example {
    std::string text;
    wire::reading end;
    std::string body;
  };
  for (const auto& [text, end, body] : std::vector<example>{
         {"0\r\n\r\n", wire::reading::done, ""},
         {"3;a=b;c\r\nabc\r\n00A \t\r\n0123456789\r\n0\r\n\r\n",
          wire::reading::done, "abc0123456789"},
         {"3\r\nab", wire::reading::more, "ab"},
         {"\r\n", wire::reading::broken, ""},
         {";x\r\n", wire::reading::broken, ""},
         {"x\r\n", wire::reading::broken, ""},
         {"-1\r\n", wire::reading::broken, ""},
         {"1\nx", wire::reading::broken, ""},
         {"1\r\nxy", wire::reading::broken, "x"},
         {"1\r\nx\ry", wire::reading::broken, "x"},
         {"0\r\n\rx", wire::reading::broken, ""},
         {"FFFFFFFFFFFFFFFF\r\n", wire::reading::broken, ""}}) {
    CAPTURE(text);
    for (std::size_t size : {1u, 2u, 999u}) {
      auto reply = read(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + text, size);
      CHECK(reply.end == end);
      CHECK(reply.body == body);
    }
  }
  wire::chunk_reader endless;
  std::string body;
  auto state = wire::reading::more;
  for (int i = 0; i < 100 && state == wire::reading::more; ++i) {
    const std::string much = (i == 0 ? "0\r\n" : "") + std::string(1024, 'x');
    std::string_view bytes{much};
    state = endless.feed(bytes, body);
  }
  CHECK(state == wire::reading::broken);
}

TEST_CASE("the end of a connection ends what has no length") {
  wire::response_reader unlimited;
  CHECK(unlimited.feed("HTTP/1.1 200 OK\r\n\r\nab") == wire::reading::more);
  CHECK(unlimited.feed_end() == wire::reading::done);
  wire::response_reader limited;
  limited.feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
  CHECK(limited.feed_end() == wire::reading::broken);
  wire::response_reader unbegun;
  CHECK(unbegun.feed_end() == wire::reading::broken);
  wire::response_reader headless;
  headless.feed("HTTP/1.1 200 OK\r\nContent-");
  CHECK(headless.feed_end() == wire::reading::broken);
}

TEST_CASE("interim replies are passed over, several of them too") {
  const std::string text = "HTTP/1.1 100 Continue\r\n\r\n"
                           "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                           "HTTP/1.1 204 No Content\r\n\r\n";
  for (std::size_t size : {1u, 7u, 999u}) {
    wire::response_reader reader;
    auto state = wire::reading::more;
    for (std::size_t at = 0; at < text.size(); at += size)
      state = reader.feed(std::string_view{text}.substr(at, size));
    CHECK(state == wire::reading::done);
    CHECK(reader.head()->status == 204);
    CHECK_FALSE(reader.head()->field("link"));
  }
}

TEST_CASE("what is no HTTP is broken") {
  for (const auto* text :
       {"hello\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    CAPTURE(text);
    wire::response_reader reader;
    CHECK(reader.feed(text) == wire::reading::broken);
    CHECK_FALSE(reader.why_broken().empty());
  }
  wire::response_reader reader;
  auto state = reader.feed("HTTP/1.1 200 OK\r\nX: ");
  for (int i = 0; i < 100 && state == wire::reading::more; ++i)
    state = reader.feed(std::string(1024, 'x'));
  CHECK(state == wire::reading::broken);
}

TEST_CASE("a peer's own time for a connection is taken with a second less") {
  auto kept = [](std::vector<std::string> lines) {
    wire::response_head head{200, {}};
    for (auto& line : lines)
      head.fields.emplace_back("keep-alive", std::move(line));
    return wire::kept_for(wire::list_in(head, "keep-alive"), 30s);
  };
  CHECK(kept({}) == 30s);
  CHECK(kept({""}) == 30s);
  CHECK(kept({"timeout=5"}) == 4s);
  CHECK(kept({"max=100, timeout=5"}) == 4s);
  CHECK(kept({"max=100", "Timeout=\"5\""}) == 4s);
  CHECK(kept({"max-timeout=1, TIMEOUT=5"}) == 4s);
  CHECK(kept({"timeout=1"}) == 0s);
  CHECK(kept({"timeout=0"}) == 0s);
  CHECK(kept({"timeout=600"}) == 30s);
  CHECK(kept({"timeout=soon"}) == 30s);
  CHECK(kept({"timeout=99999999999999"}) == 30s);
}
