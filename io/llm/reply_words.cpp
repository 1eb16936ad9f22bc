#include "io/llm/reply_words.hpp"

#include "io/llm/readable_text.hpp"
#include "io/llm/wire/header_values.hpp"
#include "io/llm/wire/sse_parser.hpp"
#include "messages/code_units.hpp"
#include "messages/visible.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
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
std::string place_in(const json& from) {
  std::string result;
  const auto& place = part_of(from, "loc");
  if (place.is_array())
    for (const auto& step : place)
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
  return result.empty() ? result : place_in(from) + result;
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

bool is_binary(std::string_view text) {
  auto odd = std::count_if(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 && letter != '\n'
           && letter != '\r' && letter != '\t' && letter != '\f'
           && letter != '\x1b';
  });
  return static_cast<std::size_t>(odd) * 20 > text.size();
}

/// The error among the events of a body that should have been none.
reply_words words_of_events(std::string_view text) {
  sse_parser parser;
  std::vector<sse_event> events;
  parser.feed(text, events);
  parser.feed("\n\n", events);
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
  if (media == "text/event-stream" || looks_like_events(visible))
    if (auto result = words_of_events(visible); !result.message.empty())
      return result;
  if (media.find("html") != media.npos || media.find("xml") != media.npos
      || is_page(visible))
    if (auto words = words_of_page(visible); !words.empty())
      return plainly(std::move(words));
  if (is_binary(text))
    return plainly(std::to_string(size) + " bytes that are no text");
  return plainly(std::string{visible});
}

} // namespace

json lenient_json(std::string_view text) {
  auto result = json::parse(text, nullptr, false);
  if (!result.is_discarded())
    return result;
  return json::parse(with_whole_characters(text, stray_units::replaced),
                     nullptr, false);
}

bool looks_like_events(std::string_view text) {
  text = visible_part(text);
  const auto starts = {"event:", "data:", ":"};
  return std::any_of(starts.begin(), starts.end(), [=](std::string_view start) {
    return text.substr(0, start.size()) == start;
  });
}

reply_words words_in(const json& body) {
  const auto& error = error_in(body);
  reply_words result;
  result.is_json = true;
  result.type = scalar_at(error, "type");
  result.code = scalar_at(part_of(error, "details"), "error_code");
  for (const auto* key : {"error_code", "code"})
    if (result.code.empty())
      result.code = scalar_at(error, key);
  result.message = message_in(body, 0);
  result.request_id = scalar_at(body, "request_id");
  return result;
}

reply_words words_of_reply(const response_head& head, std::string_view body) {
  auto coding = codings_in(head);
  if (coding.empty())
    coding = coding_of(body);
  if (!coding.empty() && !body.empty()) {
    auto result
      = plainly("compressed with " + coding + ", which was not asked for");
    result.is_compressed = true;
    return result;
  }
  const auto media = media_type_in(head);
  auto charset = charset_in(head);
  if (charset.empty() && media.find("html") != std::string::npos)
    charset = charset_of_page(body);
  return words_of_text(readable_text(body, charset), media, body.size());
}

} // namespace dossier::io::llm
