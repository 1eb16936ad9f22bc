/// What an answer lets one conclude of the address it came from, and of the key
/// and the model it was asked for with. Any page on the way answers too, and
/// knows of none of them.

#pragma once

#include "io/llm/anthropic/error_kind.hpp"
#include "io/llm/wire/plain_answer.hpp"

namespace dossier::io::llm::anthropic {

enum class conclusion { open, good, bad };

struct evidence {
  /// Good: a provider answers there.
  conclusion address = conclusion::open;
  /// Good: it is known and valid, whatever it may be used for.
  conclusion key = conclusion::open;
  conclusion model = conclusion::open;
  /// Of a refusal, as the client classes it; nothing where none came.
  std::optional<error_kind> refused;
};

/// Of an answer to `POST /v1/messages`. `has_begun`: it is a message, or begins
/// as one.
evidence evidence_of_call(const wire::plain_answer& answer,
                          const std::string& id, bool has_begun);

/// Of an answer to `GET /v1/models/{id}`, for which many gateways have no
/// place.
evidence evidence_of_listing(const wire::plain_answer& answer,
                             const std::string& id);

/// What was added to `first` by who speaks with more weight.
evidence outweighed(const evidence& first, const evidence& second);

/// Status and words, such as `HTTP 403: Blocked`, fit to be shown once keys are
/// masked.
std::string words_of(const wire::plain_answer& answer);

} // namespace dossier::io::llm::anthropic
