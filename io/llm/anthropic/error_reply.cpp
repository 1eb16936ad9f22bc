#include "io/llm/anthropic/error_reply.hpp"

#include "io/llm/retry_after.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace dossier::io::llm::anthropic {

namespace {

using nlohmann::json;

/// Of the provider's own words no more is passed on.
constexpr std::size_t max_detail_bytes = 250;

/// What an error says of itself; empty where it says nothing.
struct error_words {
  std::string type;
  std::string code;
  std::string message;
  std::string request_id;
};

std::string text_at(const json& object, const char* key) {
  if (!object.is_object())
    return {};
  auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string{};
}

const json& member(const json& object, const char* key) {
  static const json nothing;
  if (!object.is_object())
    return nothing;
  auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

error_words words_of(const json& body) {
  const auto& error = member(body, "error");
  return {text_at(error, "type"),
          text_at(member(error, "details"), "error_code"),
          text_at(error, "message"), text_at(body, "request_id")};
}

bool says(const error_words& words, std::string_view part) {
  return words.message.find(part) != std::string::npos;
}

bool is_any_of(std::string_view text,
               std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

/// A cap that waiting does not lift; some come as 429, some as 400.
bool is_spent(const error_words& words) {
  return words.type == "billing_error"
         || is_any_of(words.code, {"enforced_spend_limit_reached",
                                   "contract_spend_limit_reached"})
         || says(words, "credit balance is too low")
         || says(words, "specified API usage limits");
}

bool is_too_long(const error_words& words) {
  return says(words, "prompt is too long")
         || says(words, "exceed context limit")
         || words.code == "context_length_exceeded";
}

// -- kinds --------------------------------------------------------------------

enum class kind {
  rejected,
  too_long,
  too_large,
  key,
  permission,
  spent,
  unknown_model,
  slow,
  conflict,
  limited,
  overloaded,
  broken,
  elsewhere,
};

error_class class_of(enum kind kind) {
  switch (kind) {
    case kind::rejected:
    case kind::too_large:
    case kind::elsewhere: return error_class::invalid_request;
    case kind::too_long: return error_class::truncated;
    case kind::key:
    case kind::permission: return error_class::auth;
    case kind::spent: return error_class::billing;
    case kind::unknown_model: return error_class::not_found;
    case kind::slow:
    case kind::conflict:
    case kind::broken: return error_class::transient;
    case kind::limited:
    case kind::overloaded: return error_class::throttled;
  }
  return error_class::transient;
}

kind kind_of_status(int status) {
  switch (status) {
    case 401: return kind::key;
    case 402: return kind::spent;
    case 403: return kind::permission;
    case 404: return kind::unknown_model;
    case 408:
    case 504: return kind::slow;
    case 409: return kind::conflict;
    case 413: return kind::too_large;
    case 429: return kind::limited;
    case 529: return kind::overloaded;
    default: break;
  }
  if (status >= 500)
    return kind::broken;
  return status >= 400 ? kind::rejected : kind::elsewhere;
}

kind kind_of_type(std::string_view type) {
  using entry = std::pair<std::string_view, kind>;
  constexpr auto known = std::array{
    entry{"invalid_request_error", kind::rejected},
    entry{"authentication_error", kind::key},
    entry{"billing_error", kind::spent},
    entry{"permission_error", kind::permission},
    entry{"not_found_error", kind::unknown_model},
    entry{"request_too_large", kind::too_large},
    entry{"rate_limit_error", kind::limited},
    entry{"timeout_error", kind::slow},
    entry{"conflict_error", kind::conflict},
    entry{"overloaded_error", kind::overloaded},
  };
  for (const auto& [name, kind] : known)
    if (name == type)
      return kind;
  return kind::broken;
}

kind refined(enum kind kind, const error_words& words) {
  if (is_spent(words))
    return kind::spent;
  if (kind == kind::rejected && is_too_long(words))
    return kind::too_long;
  if (class_of(kind) == error_class::transient
      && words.type == "overloaded_error")
    return kind::overloaded;
  return kind;
}

// -- words --------------------------------------------------------------------

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

std::string sentence_of(enum kind kind, const model_facts& model,
                        calendar_day today) {
  switch (kind) {
    case kind::rejected: return "The provider does not accept the request";
    case kind::too_long: return "The prompt is too long for " + model.id;
    case kind::too_large: return "The request is too large for the provider";
    case kind::key: return "The provider does not accept the API key";
    case kind::permission: return "The API key does not give this right";
    case kind::spent:
      return "The account's credit or spending limit is used up";
    case kind::unknown_model: return unknown_model_sentence(model, today);
    case kind::slow: return "The provider ran out of time";
    case kind::conflict: return "The provider met a conflict";
    case kind::limited: return "The provider's rate limit is reached";
    case kind::overloaded: return "The provider is overloaded";
    case kind::broken: return "The provider has a fault of its own";
    case kind::elsewhere:
      return "The provider's address leads elsewhere: correct "
             "provider.base_url";
  }
  return {};
}

/// `The provider is overloaded (HTTP 529: Overloaded; request req_1).`
std::string message_of(std::string sentence, int status,
                       const error_words& words) {
  std::string details;
  if (status != 0)
    details = "HTTP " + std::to_string(status);
  if (!words.message.empty())
    details += (details.empty() ? "" : ": ")
               + words.message.substr(0, max_detail_bytes);
  if (!words.request_id.empty())
    details += (details.empty() ? "request " : "; request ")
               + words.request_id.substr(0, 64);
  if (!details.empty())
    sentence += " (" + details + ")";
  return sentence + ".";
}

/// What the provider itself says of trying again outweighs the status, except
/// for an account that cannot pay.
void obey(std::string_view should_retry, call_fault& fault) {
  auto is_retried = fault.error == error_class::transient
                    || fault.error == error_class::throttled;
  if (fault.error == error_class::billing)
    return;
  if (should_retry == "true" && !is_retried)
    fault.error = error_class::transient;
  if (should_retry == "false" && is_retried) {
    fault.error = error_class::invalid_request;
    fault.message += " It asks not to be tried again.";
  }
}

} // namespace

call_fault fault_of_reply(const response_head& head, std::string_view body,
                          const model_facts& model, timestamp now) {
  auto words
    = words_of(json::parse(body.substr(0, max_error_bytes), nullptr, false));
  if (auto id = head.field("request-id"))
    words.request_id = *id;
  const auto kind = refined(kind_of_status(head.status), words);
  const auto today = std::chrono::floor<std::chrono::days>(now);
  call_fault result;
  result.error = class_of(kind);
  result.message
    = message_of(sentence_of(kind, model, today), head.status, words);
  result.retry_after = retry_after(head, now);
  obey(head.field("x-should-retry").value_or(""), result);
  return result;
}

call_fault fault_of_event(const json& event, const model_facts& model) {
  const auto words = words_of(event);
  const auto kind = refined(kind_of_type(words.type), words);
  call_fault result;
  result.error = class_of(kind);
  result.message = message_of(sentence_of(kind, model, {}), 0, words);
  return result;
}

} // namespace dossier::io::llm::anthropic
