/// Whole answers played from a socket to the client, and what they come to.

#pragma once

#include "tests/io/llm/anthropic/anthropic_world.hpp"

#include <catch2/catch.hpp>

namespace dossier::test {

inline anthropic_world::script plays(std::string bytes) {
  return [bytes = std::move(bytes)](provider_peer& peer) {
    peer.send(bytes);
    peer.close();
  };
}

inline std::string reply(const std::string& status, const std::string& fields,
                         const std::string& body) {
  return "HTTP/1.1 " + status + "\r\n" + fields
         + "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A stream that ends with its connection.
inline std::string stream(const std::string& fields,
                          const std::string& events) {
  return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + events;
}

inline const std::string json_type = "content-type: application/json\r\n";
inline const std::string stream_type = "content-type: text/event-stream\r\n";
inline const std::string html_type = "content-type: text/html\r\n";
inline const std::string plain_type = "content-type: text/plain\r\n";

/// What an answer comes to: a text, or a class and words of its message.
struct field_case {
  std::string name;
  std::string bytes;
  std::optional<error_class> error;
  std::string words;
  token_counts tokens{};
};

inline void check(const field_case& example) {
  CAPTURE(example.name);
  anthropic_world world{{plays(example.bytes)}};
  auto heard = world.ask();
  if (!example.error) {
    auto answer = heard->answer();
    CHECK(answer.text == example.words);
    CHECK(heard->text() == example.words);
    CHECK(answer.spent.tokens == example.tokens);
    return;
  }
  auto failure = heard->failure();
  CHECK(failure.error == *example.error);
  CHECK_THAT(failure.message, Catch::Contains(example.words));
  CHECK(failure.message.size() <= 500);
  CHECK(failure.spent.tokens == example.tokens);
}

inline void check_all(const std::vector<field_case>& cases) {
  for (const auto& each : cases)
    check(each);
}

} // namespace dossier::test
