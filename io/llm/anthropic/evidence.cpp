#include "io/llm/anthropic/evidence.hpp"

#include "io/llm/anthropic/blame.hpp"
#include "io/llm/anthropic/listing.hpp"

namespace dossier::io::llm::anthropic {

namespace {

constexpr evidence all_good{.address = conclusion::good,
                            .key = conclusion::good,
                            .model = conclusion::good};

bool is_success(int status) {
  return status / 100 == 2;
}

/// In an error of the provider's own shape: numbers and plain words may be
/// anybody's.
bool is_of_provider(const reply_words& words) {
  reply_words alone;
  alone.type = words.type;
  return words.is_json && kind_of(200, alone) != error_kind::no_answer;
}

/// What nobody is told whose key is not valid.
bool is_past_the_key(error_kind kind, const reply_words& words,
                     const std::string& model) {
  switch (kind) {
    case error_kind::permission:
    case error_kind::not_found: return is_blamed(kind, words, model);
    case error_kind::account:
    case error_kind::spent: return words.is_json;
    case error_kind::rejected:
    case error_kind::too_long:
    case error_kind::too_large:
    case error_kind::filtered:
    case error_kind::limited: return is_of_provider(words);
    case error_kind::key:
    case error_kind::slow:
    case error_kind::conflict:
    case error_kind::overloaded:
    case error_kind::broken:
    case error_kind::elsewhere:
    case error_kind::no_answer:
    case error_kind::other_protocol:
    case error_kind::compressed: return false;
  }
  return false;
}

conclusion address_of(error_kind kind, const reply_words& words,
                      const std::string& model) {
  if (kind == error_kind::elsewhere)
    return conclusion::bad;
  // Providers have a refusal for paths, too.
  if (kind == error_kind::not_found && !is_blamed(kind, words, model))
    return conclusion::open;
  return is_of_provider(words) ? conclusion::good : conclusion::open;
}

evidence evidence_of(error_kind kind, const reply_words& words,
                     const std::string& model) {
  evidence result;
  result.address = address_of(kind, words, model);
  if (kind != error_kind::no_answer)
    result.refused = kind;
  if (kind == error_kind::key && is_blamed(kind, words, model))
    result.key = conclusion::bad;
  else if (is_past_the_key(kind, words, model))
    result.key = conclusion::good;
  if (kind == error_kind::not_found && is_blamed(kind, words, model))
    result.model = conclusion::bad;
  if (result.key != conclusion::open)
    result.address = conclusion::good;
  return result;
}

/// Somebody answered, and it is no provider.
bool is_of_another(const wire::plain_answer& answer, error_kind kind,
                   const reply_words& words) {
  if (kind == error_kind::not_found)
    return !words.is_json;
  if (kind == error_kind::other_protocol)
    return true;
  return kind == error_kind::no_answer && !words.message.empty()
         && !answer.failure && !looks_like_events(answer.body).value_or(false);
}

/// It names the model, and not the place where it was asked for.
bool is_about_model(const wire::plain_answer& answer, const std::string& id) {
  return answer.head.status == 404 && answer.body.find(id) != std::string::npos
         && answer.body.find("/v1/models") == std::string::npos;
}

} // namespace

evidence evidence_of_call(const wire::plain_answer& answer,
                          const std::string& id, bool has_begun) {
  const auto& [head, body, failure, at] = answer;
  if (head.status == 0)
    return has_begun ? all_good : evidence{};
  const auto words = words_of_reply(head, body);
  const auto kind = kind_of(head.status, words);
  auto result = evidence_of(kind, words, id);
  if (has_begun)
    return outweighed(all_good, result);
  if (is_of_another(answer, kind, words))
    result.address = conclusion::bad;
  return result;
}

evidence evidence_of_listing(const wire::plain_answer& answer,
                             const std::string& id) {
  const auto& [head, body, failure, at] = answer;
  if (head.status == 0)
    return {};
  if (is_success(head.status) && read_listing(body))
    return all_good;
  const auto words = words_of_reply(head, body);
  const auto kind = kind_of(head.status, words);
  auto result = evidence_of(kind, words, id);
  if (result.model == conclusion::bad && !is_about_model(answer, id))
    result = {};
  return result;
}

evidence outweighed(const evidence& first, const evidence& second) {
  const auto of = [](conclusion one, conclusion other) {
    return other == conclusion::open ? one : other;
  };
  return {.address = of(first.address, second.address),
          .key = of(first.key, second.key),
          .model = of(first.model, second.model),
          .refused = second.refused ? second.refused : first.refused};
}

std::string words_of(const wire::plain_answer& answer) {
  auto result = "HTTP " + std::to_string(answer.head.status);
  const auto words = words_of_reply(answer.head, answer.body).message;
  return words.empty() ? result : result + ": " + words;
}

} // namespace dossier::io::llm::anthropic
