#include "io/llm/anthropic/error_reply.hpp"

#include "io/llm/anthropic/blame.hpp"
#include "io/llm/anthropic/error_kind.hpp"
#include "io/llm/redact.hpp"
#include "io/llm/retry_after.hpp"
#include "io/llm/wire/response/header_values.hpp"

#include <nlohmann/json.hpp>

namespace dossier::io::llm::anthropic {

namespace {

/// Of the provider's own words no more is passed on.
constexpr std::size_t max_detail_bytes = 250;
constexpr std::size_t max_id_bytes = 64;
constexpr std::size_t max_media_bytes = 60;

// -- sentences ----------------------------------------------------------------

std::string unknown_model_sentence(const model_facts& model,
                                   calendar_day today) {
  if (auto retired = retirement_of(model, today); !retired.empty()) {
    retired.front() = 'T';
    return retired;
  }
  auto text = "The provider has no model " + model.id + " for this key";
  if (!model.replacement.empty())
    text += "; " + model.replacement + " takes its place";
  return text;
}

/// Where the words blame neither, the address may be wrong as well.
std::string sentence_without_blame(error_kind kind, const addressee& asked) {
  if (kind == error_kind::key)
    return asked.url
           + " does not let us in: check the API key, and that "
             "provider.base_url is the provider's address";
  if (kind == error_kind::permission)
    return asked.url
           + " refuses the request: something on the way may block it, or the "
             "API key lacks the right; check provider.base_url";
  return "There is nothing at " + asked.url
         + ": correct provider.base_url; or the provider has no model "
         + asked.model.id;
}

std::string sentence_of(error_kind kind, const reply_words& words,
                        const addressee& asked, calendar_day today) {
  if (!is_blamed(kind, words, asked.model.id))
    return sentence_without_blame(kind, asked);
  switch (kind) {
    case error_kind::rejected:
      return "The provider does not accept the request";
    case error_kind::too_long:
      return "The prompt is too long for " + asked.model.id;
    case error_kind::too_large:
      return "The request is too large for the provider";
    case error_kind::key: return "The provider does not accept the API key";
    case error_kind::permission: return "The API key does not give this right";
    case error_kind::account:
      return "The provider does not let this account use it as it stands";
    case error_kind::spent:
      return "The account's credit or spending limit is used up";
    case error_kind::filtered:
      return "The provider's content filter blocked the answer";
    case error_kind::not_found:
      return unknown_model_sentence(asked.model, today);
    case error_kind::slow: return "The provider ran out of time";
    case error_kind::conflict: return "The provider met a conflict";
    case error_kind::limited: return "The provider's rate limit is reached";
    case error_kind::overloaded: return "The provider is overloaded";
    case error_kind::broken: return "The provider has a fault of its own";
    case error_kind::elsewhere:
      return "The provider's address leads elsewhere: correct "
             "provider.base_url";
    case error_kind::no_answer:
      return "The provider did not answer with a stream of events";
    case error_kind::compressed:
      return "The provider compresses its answers, which cannot be read: "
             "correct the gateway at provider.base_url";
    case error_kind::other_protocol:
      return "The provider answers in OpenAI's protocol instead of the "
             "Messages API: correct provider.base_url";
  }
  return {};
}

/// `HTTP 403, text/html`
std::string status_line(const wire::response_head& head,
                        const std::string& key) {
  auto result = "HTTP " + std::to_string(head.status);
  const auto type = head.field("content-type").value_or("");
  // Masked as it came: in lower case a key is not known any more.
  auto media = wire::lower_ascii(
    plain_text(type.substr(0, type.find(';')), key, max_media_bytes));
  return media.empty() ? result : result + ", " + media;
}

/// `The provider is overloaded (HTTP 529: Overloaded; request req_1).`
std::string message_of(std::string sentence, std::string details,
                       const reply_words& words, const std::string& key) {
  auto said = plain_text(words.message, key, max_detail_bytes);
  if (!said.empty())
    details += (details.empty() ? "" : ": ") + said;
  auto id = plain_text(words.request_id, key, max_id_bytes);
  if (!id.empty())
    details += (details.empty() ? "request " : "; request ") + id;
  if (!details.empty())
    sentence += " (" + details + ")";
  return sentence + ".";
}

// -- what else the header says ------------------------------------------------

/// Without a query, which may hold what is secret.
void add_target(reply_words& words, const wire::response_head& head) {
  auto target = head.field("location").value_or("");
  target = target.substr(0, target.find_first_of("?#"));
  if (head.status / 100 == 3 && !target.empty())
    words.message = "to " + std::string{target};
}

} // namespace

void heed(const wire::response_head& head, timestamp now, call_fault& fault) {
  fault.retry_after = retry_after(head, now);
  auto should_retry
    = wire::lower_ascii(head.field("x-should-retry").value_or(""));
  auto is_retried = fault.error == error_class::transient
                    || fault.error == error_class::throttled;
  if (fault.error == error_class::billing)
    return;
  if (should_retry == "true" && !is_retried)
    fault.error = error_class::transient;
  if (should_retry == "false" && is_retried) {
    fault.is_final = true;
    fault.message += " It asks not to be tried again.";
  }
}

call_fault fault_of_reply(const wire::response_head& head,
                          std::string_view body, const addressee& asked,
                          timestamp now) {
  auto words = words_of_reply(head, body.substr(0, max_error_bytes));
  if (auto id = head.field("request-id"))
    words.request_id = *id;
  add_target(words, head);
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const auto kind = kind_of(head.status, words);
  call_fault result;
  result.error = class_of(kind);
  result.message = message_of(sentence_of(kind, words, asked, today),
                              status_line(head, asked.key), words, asked.key);
  heed(head, now, result);
  return result;
}

call_fault fault_of_event(const nlohmann::json& event, const addressee& asked) {
  const auto words = words_in(event);
  const auto kind = kind_of(words);
  call_fault result;
  result.error = class_of(kind);
  result.message
    = message_of(sentence_of(kind, words, asked, {}), {}, words, asked.key);
  return result;
}

} // namespace dossier::io::llm::anthropic
