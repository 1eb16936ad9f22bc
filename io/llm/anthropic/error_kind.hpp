/// What kind of refusal it is, told from its status and from what it says.

#pragma once

#include "io/llm/reply_words.hpp"
#include "messages/stage.hpp"

namespace dossier::io::llm::anthropic {

enum class error_kind {
  rejected,
  too_long,
  too_large,
  /// The key is not known, or does not give the right.
  key,
  permission,
  /// The account or organisation may not use the service as it stands.
  account,
  spent,
  filtered,
  not_found,
  slow,
  conflict,
  limited,
  overloaded,
  broken,
  elsewhere,
  /// A success that is neither events nor a message nor an error.
  no_answer,
  /// An answer of another protocol.
  other_protocol,
  /// One that cannot be unpacked.
  compressed,
};

error_class class_of(error_kind kind);

/// Of an answer with this status. What a success says decides alone.
error_kind kind_of(int status, const reply_words& words);

/// Of an error that stands where the status was told already.
error_kind kind_of(const reply_words& words);

} // namespace dossier::io::llm::anthropic
