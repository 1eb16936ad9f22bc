/// What a refusal says of itself, whoever wrote it: the provider, a gateway or
/// a proxy on the way.

#pragma once

#include "io/llm/wire/response_reader.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace dossier::io::llm {

/// Empty where nothing is said. Words of strangers: neither bounded nor fit to
/// be shown.
struct reply_words {
  /// Of an error, as providers name it: `overloaded_error`.
  std::string type;
  /// More exact than the type; a number as its digits.
  std::string code;
  /// For people.
  std::string message;
  std::string request_id;
  /// Said in JSON, as programs do that know who asks.
  bool is_json = false;
  /// The body would have to be unpacked first.
  bool is_compressed = false;
};

/// Of an error in JSON of any shape: `error` as an object, text or list,
/// `errors`, `detail`, `message` and their kin.
reply_words words_in(const nlohmann::json& body);

/// Of a whole body: JSON, events, a page or plain text, in any character set.
/// What cannot be read is told as such.
reply_words words_of_reply(const response_head& head, std::string_view body);

/// Whether a body begins like a stream of events, whatever its header says.
bool looks_like_events(std::string_view text);

/// JSON that may have code units which make no character; discarded when it is
/// none.
nlohmann::json lenient_json(std::string_view text);

} // namespace dossier::io::llm
