#include "io/llm/anthropic/client.hpp"

#include "io/llm/anthropic/message_call.hpp"
#include "io/llm/anthropic/request_fields.hpp"
#include "io/llm/anthropic/request_json.hpp"

#include <algorithm>

namespace dossier::io::llm::anthropic {

namespace {

class refused_call final : public call {
public:
  void cancel() override {
    // nop
  }
};

wire::stream_request request_of(const client_options& options,
                                const request& request) {
  wire::stream_request result;
  result.path = messages_path;
  result.fields = request_fields(options);
  result.fields.emplace_back("Content-Type", "application/json");
  result.fields.emplace_back("Accept", "text/event-stream");
  result.body = request_json(request, options.model);
  return result;
}

failure refusal_of(std::string message, const std::string& model) {
  failure result;
  result.error = error_class::invalid_request;
  result.message = std::move(message);
  result.model = model;
  return result;
}

} // namespace

std::optional<std::string> objection_to_key(std::string_view key) {
  auto is_visible = [](char letter) { return letter > 0x20 && letter < 0x7f; };
  if (key.empty())
    return "is empty";
  if (!std::all_of(key.begin(), key.end(), is_visible))
    return "holds a blank or a character that no key has";
  return {};
}

client::client(client_options options)
  : options_{std::make_shared<const client_options>(std::move(options))},
    streams_{options_->stream} {
  // nop
}

std::shared_ptr<call> client::start(request request,
                                    std::shared_ptr<listener> to) {
  if (auto why = objection_to(request)) {
    to->on_failure(refusal_of(std::move(*why), options_->model.id));
    return std::make_shared<refused_call>();
  }
  auto sink = make_message_call(options_, request.stage, std::move(to));
  return streams_.post(request_of(*options_, request), std::move(sink));
}

std::string client::model() const {
  return options_->model.id;
}

bool client::is_demo() const {
  return false;
}

} // namespace dossier::io::llm::anthropic
