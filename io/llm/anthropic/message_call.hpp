/// One call of the Messages API: what comes back, whatever its shape, and what
/// the listener hears of it.

#pragma once

#include "io/llm/anthropic/client.hpp"

#include <memory>
#include <string>

namespace dossier::io::llm::anthropic {

inline constexpr auto messages_path = "/v1/messages";

/// Hears the answer, on the thread of the streams, and reports to `to`.
std::shared_ptr<wire::stream_sink>
make_message_call(std::shared_ptr<const client_options> options,
                  std::string stage, std::shared_ptr<listener> to);

} // namespace dossier::io::llm::anthropic
