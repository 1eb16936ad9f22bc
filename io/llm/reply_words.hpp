/// What a refusal says of itself, whoever wrote it: the provider, a gateway or
/// a proxy on the way.

#pragma once

#include "io/llm/wire/response/response_reader.hpp"

#include <nlohmann/json_fwd.hpp>

#include <initializer_list>
#include <optional>
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
  /// Of HTTP, where the error itself gives one, as gateways do; 0: none.
  int status = 0;
  /// For people.
  std::string message;
  std::string request_id;
  /// Said in JSON, as programs do that know the caller.
  bool is_json = false;
  /// Of OpenAI's protocols, an answer or a piece of one.
  bool is_openai = false;
  /// Packed in a way that cannot be unpacked.
  bool is_compressed = false;
};

using word_list = std::initializer_list<std::string_view>;

/// Whether the message has any of these in it, which are in lower case, however
/// it writes them.
bool says_any(const reply_words& words, word_list parts);

/// Whether any of these is the code; some give it as the type.
bool is_coded(const reply_words& words, word_list known);
bool begins_code(const reply_words& words, std::string_view start);

/// Of an error in JSON of any shape: `error` as an object, text or list,
/// `errors`, `detail`, `message` and their kin.
reply_words words_in(const nlohmann::json& body);

/// Of a whole body: JSON, events, a page or plain text, in any character set.
/// What is declared as plain text is no page and no stream of events. What
/// cannot be read is reported as such.
reply_words words_of_reply(const wire::response_head& head,
                           std::string_view body);

/// Whether a body begins like a stream of events, whatever its header says;
/// nothing as long as too little of it has come.
std::optional<bool> looks_like_events(std::string_view start);

/// JSON that may have code units which make no character; discarded when it is
/// none.
nlohmann::json lenient_json(std::string_view text);

} // namespace dossier::io::llm
