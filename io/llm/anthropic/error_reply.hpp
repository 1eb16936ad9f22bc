/// What the provider's refusals mean to the engine.

#pragma once

#include "io/llm/wire/response/response_reader.hpp"
#include "messages/model.hpp"

#include <nlohmann/json_fwd.hpp>

namespace dossier::io::llm::anthropic {

/// Who was asked for what, as far as a fault has to tell.
struct addressee {
  model_facts model;
  /// Where requests go: `https://api.example.org/v1/messages`.
  std::string url;
  /// Masked wherever the provider repeats it, before anything is cut.
  std::string key;
};

struct call_fault {
  error_class error = error_class::transient;
  /// May quote the provider, its key masked.
  std::string message;
  std::optional<milliseconds> retry_after;
  /// The provider asks not to be tried again, whatever the class.
  bool is_final = false;
};

/// Largest body of a refusal that is read.
inline constexpr std::size_t max_error_bytes = 1024 * 1024;

/// An answer that is none, whatever its status and its body; one of status 200
/// is judged by what it says.
call_fault fault_of_reply(const wire::response_head& head,
                          std::string_view body, const addressee& asked,
                          timestamp now);

/// What the provider itself says of trying again, in the head of its answer,
/// outweighs the class, except for an account that cannot pay.
void heed(const wire::response_head& head, timestamp now, call_fault& fault);

/// An event of the type `error`, in a stream that began well; what the head of
/// the stream says is not part of it.
call_fault fault_of_event(const nlohmann::json& event, const addressee& asked);

} // namespace dossier::io::llm::anthropic
