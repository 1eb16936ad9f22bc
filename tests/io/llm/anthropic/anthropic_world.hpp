/// A client of the Messages API and a provider that is scripted.

#pragma once

#include "io/llm/anthropic/client.hpp"
#include "tests/io/llm/anthropic/heard_call.hpp"
#include "tests/io/llm/anthropic/transcripts.hpp"
#include "tests/support/scripted_provider.hpp"

#include <variant>

namespace dossier::test {

inline const std::string test_key = "sk-ant-test-0123456789abcdef";

inline model_facts test_model() {
  using std::chrono::sys_days;
  model_facts result;
  result.id = "claude-test-1";
  result.max_output = 64'000;
  result.prices = {{sys_days{}, 0, {3000, 3750, 6000, 300, 15000}}};
  return result;
}

inline io::llm::request test_request() {
  io::llm::request result;
  result.stage = "section_1";
  result.system = {{std::make_shared<const std::string>("Be brief."), true}};
  result.messages = {{io::llm::speaker::user, "Stage: section_1\n"}};
  result.max_tokens = 16'000;
  return result;
}

class anthropic_world {
public:
  using script = scripted_provider::script;

  explicit anthropic_world(std::vector<script> scripts) : provider{scripts} {
    point_at("http://127.0.0.1:" + provider.port());
  }

  anthropic_world(std::vector<script> scripts, const certificate& shown)
    : provider{scripts, &shown} {
    point_at("https://localhost:" + provider.port());
  }

  void point_at(const std::string& url) {
    auto parsed = io::llm::wire::parse_base_url(url);
    options.stream.to = std::get<io::llm::wire::base_url>(parsed);
    options.key = test_key;
    options.model = test_model();
  }

  io::llm::wire::stream_limits& limits() {
    return options.stream.limits;
  }

  io::llm::anthropic::client& client() {
    if (!client_)
      client_ = std::make_unique<io::llm::anthropic::client>(options);
    return *client_;
  }

  std::shared_ptr<heard_call> ask() {
    auto heard = std::make_shared<heard_call>();
    call = client().start(test_request(), heard);
    return heard;
  }

  io::llm::failure failure() {
    return ask()->failure();
  }

  scripted_provider provider;
  io::llm::anthropic::client_options options;
  std::shared_ptr<io::llm::call> call;

private:
  std::unique_ptr<io::llm::anthropic::client> client_;
};

/// Sends a stream of events as one chunk, and ends it well.
inline scripted_provider::script streams(const std::string& events) {
  return [=](provider_peer& peer) {
    peer.send(std::string{stream_head} + chunk(events)
              + std::string{last_chunk});
  };
}

/// Sends the beginning of an answer, with the text `Half`, and hands the
/// connection over.
template <class Then>
scripted_provider::script after_half(Then then) {
  return [=](provider_peer& peer) {
    peer.send(std::string{stream_head}
              + chunk(message_start()
                      + block_start(0, R"({"type":"text","text":""})")
                      + text_delta(0, "Half")));
    then(peer);
  };
}

inline scripted_provider::script replies(const std::string& status,
                                         const std::string& fields,
                                         const std::string& body) {
  return
    [=](provider_peer& peer) { peer.send(whole_reply(status, fields, body)); };
}

} // namespace dossier::test
