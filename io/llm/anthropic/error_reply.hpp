/// What the provider's refusals mean to the engine.

#pragma once

#include "io/llm/wire/response_reader.hpp"
#include "messages/model.hpp"

#include <nlohmann/json_fwd.hpp>

namespace dossier::io::llm::anthropic {

struct call_fault {
  error_class error = error_class::transient;
  /// May quote the provider; not yet fit to be shown.
  std::string message;
  std::optional<milliseconds> retry_after;
};

/// Largest body of a refusal that is read.
inline constexpr std::size_t max_error_bytes = 1024 * 1024;

/// An answer whose status is not 200; its body may be anything.
call_fault fault_of_reply(const response_head& head, std::string_view body,
                          const model_facts& model, timestamp now);

/// An event of the type `error`, in a stream that began well.
call_fault fault_of_event(const nlohmann::json& event,
                          const model_facts& model);

} // namespace dossier::io::llm::anthropic
