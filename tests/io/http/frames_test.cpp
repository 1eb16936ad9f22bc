#include "io/ws/frames.hpp"
#include "io/ws/handshake.hpp"
#include "io/ws/rate_limit.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::ws;

namespace {

constexpr std::size_t max_bytes = 64 * 1024;

/// As a client sends it.
std::string masked(unsigned char first, std::string_view payload) {
  const std::string mask = "\x01\x02\x03\x04";
  std::string result(1, static_cast<char>(first));
  if (payload.size() < 126) {
    result += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() <= 0xFFFF) {
    result += '\xFE';
    result += static_cast<char>(payload.size() >> 8);
    result += static_cast<char>(payload.size() & 0xFF);
  } else {
    result += '\xFF';
    for (int shift = 56; shift >= 0; shift -= 8)
      result += static_cast<char>(payload.size() >> shift & 0xFF);
  }
  result += mask;
  for (std::size_t i = 0; i < payload.size(); ++i)
    result += static_cast<char>(payload[i] ^ mask[i % 4]);
  return result;
}

std::optional<incoming> read(std::string_view bytes) {
  frame_reader reader{max_bytes};
  reader.feed(bytes);
  return reader.next();
}

/// The code a connection is closed with over these bytes; 0 when it is not.
int violation_of(std::string_view bytes) {
  frame_reader reader{max_bytes};
  reader.feed(bytes);
  while (auto next = reader.next())
    if (auto* wrong = std::get_if<violation>(&*next)) {
      CHECK_FALSE(reader.next());
      return wrong->code;
    }
  return 0;
}

} // namespace

TEST_CASE("a text comes through at any cut") {
  const auto bytes = masked(0x81, "{\"type\":\"ping\"} ø");
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    frame_reader reader{max_bytes};
    reader.feed(std::string_view{bytes}.substr(0, cut));
    CHECK_FALSE(reader.next());
    reader.feed(std::string_view{bytes}.substr(cut));
    CHECK(std::get<text_message>(*reader.next()).text
          == "{\"type\":\"ping\"} ø");
    CHECK_FALSE(reader.next());
  }
}

TEST_CASE("every length is read") {
  for (const std::size_t size : {0u, 125u, 126u, 0xFFFFu, 0x10000u}) {
    const std::string text(size, 'a');
    CHECK(std::get<text_message>(*read(masked(0x81, text))).text == text);
  }
}

TEST_CASE("pieces are put together, with control frames between them") {
  frame_reader reader{max_bytes};
  reader.feed(masked(0x01, "one ") + masked(0x89, "p") + masked(0x00, "two ")
              + masked(0x80, "three") + masked(0x81, "next"));
  CHECK(std::get<ping_frame>(*reader.next()).payload == "p");
  CHECK(std::get<text_message>(*reader.next()).text == "one two three");
  CHECK(std::get<text_message>(*reader.next()).text == "next");
}

TEST_CASE("a close is understood") {
  CHECK(std::get<close_request>(*read(masked(0x88, ""))).code == no_status);
  CHECK(std::get<close_request>(*read(masked(0x88, "\x03\xE8gone"))).code
        == normal);
}

TEST_CASE("what breaks the protocol closes with its code") {
  CHECK(violation_of("\x81\x05hello") == protocol_error);
  CHECK(violation_of(masked(0xC1, "a")) == protocol_error);
  CHECK(violation_of(masked(0x83, "a")) == protocol_error);
  CHECK(violation_of(masked(0x8B, "a")) == protocol_error);
  CHECK(violation_of(masked(0x09, "a")) == protocol_error);
  CHECK(violation_of(masked(0x89, std::string(126, 'a'))) == protocol_error);
  CHECK(violation_of(masked(0x80, "a")) == protocol_error);
  CHECK(violation_of(masked(0x01, "a") + masked(0x81, "b")) == protocol_error);
  CHECK(violation_of(masked(0x88, "a")) == protocol_error);
  CHECK(violation_of(masked(0x88, "\x03\xEC")) == protocol_error);
  CHECK(violation_of(masked(0x88, "\x03\xE8\xFF")) == bad_text);
  CHECK(violation_of(masked(0x81, "\xFF")) == bad_text);
  CHECK(violation_of(masked(0x82, "a")) == bad_message);
  CHECK(violation_of(masked(0x81, std::string(max_bytes + 1, 'a'))) == too_big);
  CHECK(
    violation_of(masked(0x01, std::string(max_bytes, 'a')) + masked(0x80, "a"))
    == too_big);
}

TEST_CASE("a message that is too big is refused by its header alone") {
  CHECK(violation_of(std::string{"\x81\xFF\x7F\0\0\0\0\0\0\0mask", 14})
        == too_big);
}

TEST_CASE("a length that takes more bytes than it must is refused") {
  const std::string mask(4, '\0');
  CHECK(violation_of(std::string{"\x81\xFE\0\x05", 4} + mask + "hello")
        == protocol_error);
  CHECK(violation_of(std::string{"\x81\xFF\0\0\0\0\0\0\0\x7E", 10} + mask)
        == protocol_error);
  CHECK(violation_of(std::string{"\x81\xFF\0\0\0\0\0\0\xFF\xFF", 10} + mask)
        == protocol_error);
}

TEST_CASE("a message in very many pieces is refused") {
  auto bytes = masked(0x01, "");
  for (int i = 0; i < 200; ++i)
    bytes += masked(0x00, "");
  CHECK(violation_of(bytes) == too_big);
}

TEST_CASE("headers of ours are as short as can be") {
  const auto header = [](std::size_t size) {
    std::string result;
    append_header(result, opcode::text, size);
    return result;
  };
  CHECK(header(125) == "\x81\x7D");
  CHECK(header(126) == std::string{"\x81\x7E\x00\x7E", 4});
  CHECK(header(65536) == std::string{"\x81\x7F\0\0\0\0\0\x01\0\0", 10});
  CHECK(close_frame(1012, "bye")
        == "\x88\x05\x03\xF4"
           "bye");
}

TEST_CASE("a long reason of a close is cut between characters") {
  std::string reason;
  for (int i = 0; i < 100; ++i)
    reason += "終";
  const auto frame = close_frame(1000, reason);
  CHECK(frame.size() == 2 + 2 + 123);
  CHECK(frame.ends_with("終"));
  CHECK(close_frame(1000, "a" + reason).size() == 2 + 2 + 121);
}

TEST_CASE("the accept key is the one of the standard's example") {
  CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==")
        == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("a second's worth of messages passes, and then as time does") {
  rate_limit rate{20};
  rate_limit::time_point now{std::chrono::hours{1}};
  for (int i = 0; i < 20; ++i)
    CHECK(rate.allow(now));
  CHECK_FALSE(rate.allow(now));
  now += std::chrono::milliseconds{50};
  CHECK(rate.allow(now));
  CHECK_FALSE(rate.allow(now));
}
