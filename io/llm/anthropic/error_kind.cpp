#include "io/llm/anthropic/error_kind.hpp"

#include <array>
#include <optional>

namespace dossier::io::llm::anthropic {

namespace {

/// A cap that waiting does not lift; some come as 429, some as 400. The limits
/// of an organization and of a workspace have a text each.
bool is_spent(const reply_words& words) {
  return words.type == "billing_error"
         || begins_code(words, "linked_organization_")
         || is_coded(words, {"enforced_spend_limit_reached",
                             "contract_spend_limit_reached",
                             "user_profile_billing_not_authorized",
                             "user_profile_not_billable", "insufficient_quota"})
         || says_any(words, {"credit balance is too low", "api usage limits",
                             "exceeded your current quota"});
}

/// A filter alone is also the name of a field or a feature.
bool is_filtered(const reply_words& words) {
  return is_coded(words, {"content_filter", "content_policy_violation"})
         || (says_any(words, {"content filter", "content policy",
                              "content management policy"})
             && says_any(
               words, {"block", "filtered", "violat", "trigger", "flagged"}));
}

/// No request of this account or key is taken, whatever it asks.
bool is_account(const reply_words& words) {
  return begins_code(words, "organization_")
         || begins_code(words, "cmek_key_disabled")
         || is_coded(words,
                     {"claude_code_key_creator_not_member",
                      "parent_organization_required", "api_key_scope_missing",
                      "cmek_key_network_blocked",
                      "workspace_human_review_disabled"})
         || says_any(words,
                     {"organization has been disabled",
                      "organization has been suspended",
                      "organization is disabled", "organization is on hold",
                      "account has been disabled", "account has been suspended",
                      "account is disabled", "account is suspended",
                      "account is on hold", "workspace has been archived",
                      "workspace is archived", "workspace is disabled"});
}

bool is_too_long(const reply_words& words) {
  return is_coded(words, {"context_length_exceeded"})
         || words.type == "exceed_context_size_error"
         || says_any(words, {"prompt is too long", "exceed context limit",
                             "maximum context length",
                             "exceeds the available context size"});
}

error_kind kind_of_status(int status) {
  switch (status) {
    case 401: return error_kind::key;
    case 402: return error_kind::spent;
    case 403: return error_kind::permission;
    case 404: return error_kind::not_found;
    case 408:
    case 504: return error_kind::slow;
    case 409: return error_kind::conflict;
    case 413: return error_kind::too_large;
    case 429: return error_kind::limited;
    case 529: return error_kind::overloaded;
    default: break;
  }
  if (status >= 500)
    return error_kind::broken;
  return status >= 400 ? error_kind::rejected : error_kind::elsewhere;
}

std::optional<error_kind> kind_of_type(std::string_view type) {
  using entry = std::pair<std::string_view, error_kind>;
  constexpr auto known = std::array{
    entry{"invalid_request_error", error_kind::rejected},
    entry{"authentication_error", error_kind::key},
    entry{"billing_error", error_kind::spent},
    entry{"permission_error", error_kind::permission},
    entry{"not_found_error", error_kind::not_found},
    entry{"request_too_large", error_kind::too_large},
    entry{"rate_limit_error", error_kind::limited},
    entry{"timeout_error", error_kind::slow},
    entry{"conflict_error", error_kind::conflict},
    entry{"overloaded_error", error_kind::overloaded},
    entry{"api_error", error_kind::broken},
  };
  for (const auto& [name, kind] : known)
    if (name == type)
      return kind;
  return {};
}

error_kind refined(error_kind kind, const reply_words& words) {
  if (is_spent(words))
    return error_kind::spent;
  const auto is_told_by_words = kind == error_kind::rejected
                                || kind == error_kind::broken
                                || kind == error_kind::no_answer;
  if (is_account(words)
      && (is_told_by_words || class_of(kind) == error_class::auth))
    return error_kind::account;
  if ((is_told_by_words || kind == error_kind::permission)
      && is_filtered(words))
    return error_kind::filtered;
  if (is_told_by_words && is_too_long(words))
    return error_kind::too_long;
  const auto named = kind_of_type(words.type);
  const auto is_same_class = named && class_of(*named) == class_of(kind);
  const auto is_busy = named && class_of(*named) == error_class::throttled
                       && class_of(kind) == error_class::transient;
  const auto is_about_key
    = is_same_class && class_of(kind) == error_class::auth;
  return is_busy || is_about_key ? *named : kind;
}

/// By its type, or else by the status that it gives itself.
error_kind told_kind(const reply_words& words, error_kind otherwise) {
  if (words.is_openai)
    return error_kind::other_protocol;
  if (auto kind = kind_of_type(words.type))
    return refined(*kind, words);
  return refined(words.status != 0 ? kind_of_status(words.status) : otherwise,
                 words);
}

} // namespace

error_class class_of(error_kind kind) {
  switch (kind) {
    case error_kind::rejected:
    case error_kind::too_large:
    case error_kind::elsewhere:
    case error_kind::other_protocol:
    case error_kind::compressed: return error_class::invalid_request;
    case error_kind::too_long: return error_class::truncated;
    case error_kind::key:
    case error_kind::permission:
    case error_kind::account: return error_class::auth;
    case error_kind::spent: return error_class::billing;
    case error_kind::filtered: return error_class::refusal;
    case error_kind::not_found: return error_class::not_found;
    case error_kind::slow:
    case error_kind::conflict:
    case error_kind::broken:
    case error_kind::no_answer: return error_class::transient;
    case error_kind::limited:
    case error_kind::overloaded: return error_class::throttled;
  }
  return error_class::transient;
}

error_kind kind_of(const reply_words& words) {
  return told_kind(words, error_kind::broken);
}

error_kind kind_of(int status, const reply_words& words) {
  if (status / 100 != 2)
    return refined(kind_of_status(status), words);
  if (words.is_compressed)
    return error_kind::compressed;
  return told_kind(words, error_kind::no_answer);
}

} // namespace dossier::io::llm::anthropic
