#include "io/ws/handshake.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io;

namespace {

const std::string example_key = "dGhlIHNhbXBsZSBub25jZQ==";

/// What becomes of an upgrade with this key and these lines besides: the
/// sub-protocol that was agreed on, or the refusal's code.
std::string agreed(const std::string& fields,
                   const std::string& key = example_key) {
  const auto bytes = "GET /ws HTTP/1.1\r\nHost: localhost\r\n"
                     "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                     + key + "\r\n" + fields + "\r\n";
  const auto checked = http::check_head(bytes, http::limits{});
  const auto result = ws::shake_hands(std::get<http::request_head>(checked));
  if (const auto* wrong = std::get_if<problem>(&result))
    return std::string{to_string(wrong->code)};
  for (const auto& [name, value] : std::get<reply>(result).extra)
    if (name == "Sec-WebSocket-Protocol")
      return value;
  return "none";
}

std::string offer(const std::string& names) {
  return "Sec-WebSocket-Protocol: " + names + "\r\n";
}

} // namespace

TEST_CASE("a sub-protocol is agreed on by its very name") {
  CHECK(agreed("") == "none");
  for (const auto& ours :
       {offer("dossier.v1"), offer("x, dossier.v1"), offer(", ,dossier.v1,"),
        offer("x") + offer("dossier.v1"), offer("") + offer("dossier.v1")}) {
    INFO(ours);
    CHECK(agreed(ours) == "dossier.v1");
  }
  for (const auto& others :
       {offer("Dossier.V1"), offer("DOSSIER.V1, dossier.v2"), offer("x"),
        offer("\"dossier.v1\""), offer("dossier.v1;q=1"),
        offer("x") + offer("Dossier.v1")}) {
    INFO(others);
    CHECK(agreed(others) == "bad_request");
  }
}

TEST_CASE("an empty list of sub-protocols offers none") {
  for (const auto& nothing :
       {offer(""), offer(","), offer(" , ,\t"), offer("") + offer("")}) {
    INFO(nothing);
    CHECK(agreed(nothing) == "none");
  }
}

TEST_CASE("a key is 16 bytes in Base64") {
  for (const auto* key :
       {"dGhlIHNhbXBsZSBub25jZQ==", "AAAAAAAAAAAAAAAAAAAAAA==",
        "////////////////////+w==", "++++++++++++++++++++/g=="}) {
    INFO(key);
    CHECK(agreed("", key) == "none");
  }
  for (const auto* key :
       {"", "AAAA", "!!!!!!!!!!!!!!!!!!!!!!==", "========================",
        "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ= =",
        "dGhlIHNhbXBs ZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j-_==",
        "dGhlIHNhbXBsZSBub25jZWE=", "dGhlIHNhbXBsZSBub25jZWFh",
        "dGhlIHNhbXBsZSBub25jZR==", "=GhlIHNhbXBsZSBub25jZQ=="}) {
    INFO(key);
    CHECK(agreed("", key) == "bad_request");
  }
}
