/// Claude, by the Messages API.

#pragma once

#include "io/llm/client.hpp"
#include "io/llm/wire/https_stream.hpp"
#include "messages/model.hpp"

namespace dossier::io::llm::anthropic {

inline constexpr std::string_view default_base_url
  = "https://api.anthropic.com";

struct client_options {
  wire::stream_options stream;
  std::string key;
  /// `2023-06-01`, or a later one, which takes the key as a bearer token.
  std::string version = "2023-06-01";
  model_facts model;
  std::size_t max_answer_bytes = 8 * 1024 * 1024;
  /// Name and version of this program.
  std::string user_agent = "dossier";
};

/// Why the key cannot be one; nothing: it can.
std::optional<std::string> objection_to_key(std::string_view key);

class client final : public llm::client {
public:
  /// Throws `std::runtime_error` when the certificates cannot be used.
  explicit client(client_options options);

  std::shared_ptr<call> start(request request,
                              std::shared_ptr<listener> to) override;

  std::string model() const override;

  bool is_demo() const override;

private:
  std::shared_ptr<const client_options> options_;
  wire::https_streams streams_;
};

} // namespace dossier::io::llm::anthropic
