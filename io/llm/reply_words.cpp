#include "io/llm/reply_words.hpp"

#include "io/llm/readable_text.hpp"
#include "io/llm/wire/response/header_values.hpp"
#include "io/llm/wire/response/sse_parser.hpp"
#include "messages/code_units.hpp"
#include "messages/utf8.hpp"
#include "messages/visible.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <vector>

namespace dossier::io::llm {

namespace {

using nlohmann::json;

/// Of nested errors and lists no more is looked at.
constexpr int max_words_depth = 6;
constexpr std::size_t max_listed = 5;

// -- JSON ---------------------------------------------------------------------

const json& part_of(const json& object, const char* key) {
  static const json nothing;
  if (!object.is_object())
    return nothing;
  auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

/// Texts as they are, numbers as their digits.
std::string scalar_at(const json& object, const char* key) {
  const auto& value = part_of(object, key);
  if (value.is_string())
    return value.get<std::string>();
  return value.is_number_integer() ? value.dump() : std::string{};
}

void add_words(std::string& to, const std::string& more, const char* between) {
  if (!has_visible(more) || to.find(more) != std::string::npos)
    return;
  to += (to.empty() ? "" : between) + more;
}

std::string message_in(const json& from, int depth);

std::string messages_in(const json& list, int depth) {
  std::string result;
  std::size_t count = 0;
  for (const auto& each : list)
    if (count++ < max_listed)
      add_words(result, message_in(each, depth), "; ");
  return result;
}

/// `body.model: ` where a validator says what it speaks of.
std::string location_in(const json& from) {
  std::string result;
  const auto& location = part_of(from, "loc");
  if (location.is_array())
    for (const auto& step : location)
      if (step.is_string() || step.is_number_integer())
        result += (result.empty() ? "" : ".")
                  + (step.is_string() ? step.get<std::string>() : step.dump());
  return result.empty() ? result : result + ": ";
}

/// From the general to the particular, without repeating what was said.
std::string message_in(const json& from, int depth) {
  if (from.is_string())
    return from.get<std::string>();
  if (!from.is_structured() || depth >= max_words_depth)
    return {};
  if (from.is_array())
    return messages_in(from, depth + 1);
  std::string result;
  for (const auto* key :
       {"title", "error", "errors", "message", "Message", "msg",
        "error_message", "errorMessage", "error_description", "detail",
        "details", "description", "reason"})
    add_words(result, message_in(part_of(from, key), depth + 1), ": ");
  return result.empty() ? result : location_in(from) + result;
}

const json& first_of(const json& list) {
  return list.is_array() && !list.empty() ? list.front() : list;
}

/// The object that describes the error, the first of a list; the body itself
/// where there is no other.
const json& error_in(const json& body) {
  const auto& whole = first_of(body);
  for (const auto* key : {"error", "errors"})
    if (const auto& part = first_of(part_of(whole, key)); part.is_object())
      return part;
  return whole;
}

/// `error_code` of details, which may be a list of them.
std::string code_in(const json& details, int depth = 0) {
  auto result = scalar_at(details, "error_code");
  if (result.empty() && details.is_array() && depth == 0)
    for (const auto& each : details)
      if (result = code_in(each, depth + 1); !result.empty())
        break;
  return result;
}

int status_in(const json& error) {
  for (const auto* key :
       {"code", "status", "error_code", "statusCode", "status_code"}) {
    const auto digits = scalar_at(error, key);
    const auto* end = digits.data() + digits.size();
    int status = 0;
    if (std::from_chars(digits.data(), end, status).ptr == end && status >= 400
        && status <= 599)
      return status;
  }
  return 0;
}

/// One whole answer, a chunk, or an event of the Responses API.
bool is_of_openai(const json& body, std::string_view type) {
  const auto object = scalar_at(body, "object");
  return object.rfind("chat.completion", 0) == 0 || object == "text_completion"
         || object == "response" || type.rfind("response.", 0) == 0;
}

bool says_something(const json& value, int depth = 0) {
  if (value.is_string())
    return has_visible(value.get_ref<const std::string&>());
  if (!value.is_structured())
    return !value.is_null();
  return depth < max_words_depth
         && std::any_of(value.begin(), value.end(), [=](const json& each) {
              return says_something(each, depth + 1);
            });
}

// -- bodies -------------------------------------------------------------------

reply_words plainly(std::string message) {
  reply_words result;
  result.message = std::move(message);
  return result;
}

/// `gzip`, by how its bytes begin.
std::string coding_of(std::string_view body) {
  if (body.substr(0, 2) == "\x1f\x8b")
    return "gzip";
  return body.substr(0, 4) == "\x28\xb5\x2f\xfd" ? "zstd" : "";
}

bool is_odd(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 && letter != '\n'
         && letter != '\r' && letter != '\t' && letter != '\f'
         && letter != '\x1b';
}

bool is_binary(std::string_view text) {
  const auto odd = std::count_if(text.begin(), text.end(), is_odd);
  return static_cast<std::size_t>(odd) * 20 > text.size();
}

/// In whatever set, but not packed: what is packed looks like noise.
bool is_surely_text(std::string_view bytes) {
  if (std::any_of(bytes.begin(), bytes.end(), is_odd))
    return false;
  const auto high = std::count_if(bytes.begin(), bytes.end(), [](char byte) {
    return static_cast<unsigned char>(byte) >= 0x80;
  });
  return utf8::is_valid(bytes)
         || static_cast<std::size_t>(high) * 4 < bytes.size();
}

/// What a body is packed with; empty when its bytes are text, whatever the
/// header says of them.
std::string packing_of(const wire::response_head& head, std::string_view body) {
  if (auto by_bytes = coding_of(body); !by_bytes.empty())
    return by_bytes;
  auto declared = wire::codings_in(head);
  return declared.empty() || is_surely_text(body) ? "" : declared;
}

/// The error among the events of a body that should have been none.
reply_words words_of_events(std::string_view text) {
  wire::sse_parser parser;
  std::vector<wire::sse_event> events;
  parser.feed(text, events);
  parser.finish(events);
  reply_words result;
  for (const auto& event : events) {
    const auto content = lenient_json(event.data);
    auto words
      = content.is_discarded() ? plainly(event.data) : words_in(content);
    if (result.message.empty() || !part_of(content, "error").is_null())
      result = std::move(words);
  }
  return result;
}

/// Without a message where it is neither.
reply_words words_of_events_or_page(std::string_view text,
                                    std::string_view media) {
  const auto is_stream = media == "text/event-stream";
  if (is_stream || looks_like_events(text).value_or(false)) {
    auto result = words_of_events(text);
    if (is_stream ? !result.message.empty() : result.is_json)
      return result;
  }
  if (media.find("html") != media.npos || media.find("xml") != media.npos
      || is_page(text))
    return plainly(words_of_page(text));
  return {};
}

/// `size` is that of the body, which the text was made of.
reply_words words_of_text(const std::string& text, std::string_view media,
                          std::size_t size) {
  const auto visible = visible_part(text);
  if (visible.empty())
    return {};
  const auto json_body = lenient_json(visible);
  if (json_body.is_null())
    return {};
  if (json_body.is_structured()) {
    auto result = words_in(json_body);
    if (result.message.empty() && says_something(json_body))
      result.message = visible;
    return result;
  }
  if (media != "text/plain")
    if (auto result = words_of_events_or_page(visible, media);
        !result.message.empty())
      return result;
  if (is_binary(text))
    return plainly(std::to_string(size) + " bytes that are no text");
  return plainly(std::string{visible});
}

} // namespace

bool says_any(const reply_words& words, word_list parts) {
  const auto message = wire::lower_ascii(words.message);
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return message.find(part) != std::string::npos;
  });
}

bool is_coded(const reply_words& words, word_list known) {
  return std::any_of(known.begin(), known.end(), [&](std::string_view code) {
    return words.code == code || words.type == code;
  });
}

bool begins_code(const reply_words& words, std::string_view start) {
  return words.code.rfind(start, 0) == 0 || words.type.rfind(start, 0) == 0;
}

json lenient_json(std::string_view text) {
  auto result = json::parse(text, nullptr, false);
  if (!result.is_discarded())
    return result;
  return json::parse(with_whole_characters(text, stray_units::replaced),
                     nullptr, false);
}

std::optional<bool> looks_like_events(std::string_view start) {
  // Visible as long as it is not whole.
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  start = visible_part(start);
  auto may_become = byte_order_mark.substr(0, start.size()) == start;
  for (std::string_view field : {"event:", "data:", "id:", "retry:", ":"}) {
    if (start.substr(0, field.size()) == field)
      return true;
    may_become = may_become || field.substr(0, start.size()) == start;
  }
  return may_become ? std::nullopt : std::optional{false};
}

reply_words words_in(const json& body) {
  const auto& whole = first_of(body);
  const auto& error = error_in(body);
  reply_words result;
  result.is_json = true;
  result.type = scalar_at(error, "type");
  result.is_openai = is_of_openai(whole, result.type);
  result.code = code_in(part_of(error, "details"));
  for (const auto* from : {&error, &whole})
    for (const auto* key : {"error_code", "code"})
      if (result.code.empty())
        result.code = scalar_at(*from, key);
  result.status = status_in(error);
  if (result.status == 0)
    result.status = status_in(whole);
  result.message = message_in(body, 0);
  if (result.is_openai && result.message.empty())
    result.message = scalar_at(whole, "object");
  result.request_id = scalar_at(body, "request_id");
  return result;
}

reply_words words_of_reply(const wire::response_head& head,
                           std::string_view body) {
  if (const auto packing = packing_of(head, body); !packing.empty()) {
    auto result
      = plainly("compressed with " + packing + ", which was not asked for");
    result.is_compressed = true;
    return result;
  }
  const auto media = wire::media_type_in(head);
  auto charset = wire::charset_in(head);
  if (charset.empty() && media.find("html") != std::string::npos)
    charset = charset_of_page(body);
  return words_of_text(readable_text(body, charset), media, body.size());
}

} // namespace dossier::io::llm
