#include "io/llm/wire/response/unpacker.hpp"
#include "tests/io/llm/wire/packed.hpp"

#include <catch2/catch.hpp>

using namespace dossier::test;

using dossier::io::llm::wire::unpacker;

namespace {

/// In pieces of so many bytes.
std::string unpacked(const std::string& body, std::size_t size = 16 * 1024,
                     std::size_t most = unpacker::default_max_bytes) {
  unpacker made{most};
  std::string result;
  for (std::size_t at = 0; at < body.size(); at += size) {
    made.feed(std::string_view{body}.substr(at, size));
    for (auto piece = made.take(); !piece.empty(); piece = made.take())
      result += piece;
  }
  return result + made.finish();
}

/// Does not repeat itself, so that it is packed into many bytes.
std::string long_text() {
  std::string result;
  for (unsigned number = 1; result.size() < 300'000; ++number)
    result += std::to_string(number * 2654435761U) + ' ';
  return result;
}

} // namespace

TEST_CASE("what is packed is unpacked, however it is cut") {
  for (const auto& text : {std::string{"x"}, std::string(500'000, 'y'),
                           std::string{"\0\x1f\x8b\x08", 4}, long_text()})
    for (auto* pack : {gzipped, deflated})
      for (std::size_t size : {1, 7, 16'384, 1'000'000})
        CHECK(unpacked(pack(text), size) == text);
}

TEST_CASE("several packed one after the other are one") {
  const auto body = gzipped("one, ") + gzipped("") + gzipped("two");
  CHECK(unpacked(body) == "one, two");
  CHECK(unpacked(body, 1) == "one, two");
  CHECK(unpacked(gzipped("one") + std::string(20, '\0')) == "one");
  CHECK(unpacked(gzipped("one") + "and a remark") == "one");
  CHECK(unpacked(gzipped("")).empty());
}

TEST_CASE("what is not packed passes as it came") {
  using namespace std::string_literals;
  for (const auto& body :
       {""s, "x"s, "x^2 = 4"s, "x\x9c and no more"s, "\x1f"s, "\x1f\x8b"s,
        "\x1f\x8b\x08\x01\x02"s, "\x1f\x8b\x08 it is not"s,
        "{\"type\":\"message\"}"s, "\xef\xbb\xbf\0"s, long_text(),
        "\x1f\x8b\x08\x08" + std::string(200'000, 'n')}) {
    CHECK(unpacked(body) == body);
    CHECK(unpacked(body, 1) == body);
  }
}

TEST_CASE("what is cut off or broken gives what it held") {
  const auto text = long_text();
  const auto whole = gzipped(text);
  const auto half = unpacked(whole.substr(0, whole.size() / 2));
  CHECK(half.size() > text.size() / 3);
  CHECK(text.substr(0, half.size()) == half);
  auto broken = whole;
  broken.replace(whole.size() / 2, 100, std::string(100, '\xff'));
  const auto found = unpacked(broken);
  CHECK(found.size() > text.size() / 3);
}

TEST_CASE("a small body does not become a large one") {
  const auto bomb = gzipped(std::string(20'000'000, '\0'));
  REQUIRE(bomb.size() < 50'000);
  CHECK(unpacked(bomb, 16'384, 1'000'000).size() == 1'000'000);
}
