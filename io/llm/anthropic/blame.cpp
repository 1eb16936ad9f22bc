#include "io/llm/anthropic/blame.hpp"

#include "io/llm/wire/response/header_values.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace dossier::io::llm::anthropic {

namespace {

/// Longer ones are no sentence about a model.
constexpr std::size_t max_judged_bytes = 2000;

constexpr std::string_view quotes = "`'\"";

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> result;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \t\r\n"), text.size());
    if (end > 0)
      result.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

/// Without the marks around it; a path keeps its slashes.
std::string_view bare(std::string_view word) {
  constexpr std::string_view marks = "`'\"()[]{}<>.,;:!?";
  const auto first = word.find_first_not_of(marks);
  if (first == word.npos)
    return {};
  return word.substr(first, word.find_last_not_of(marks) - first + 1);
}

bool is_name(std::string_view word) {
  return quotes.find(word.front()) != quotes.npos
         || (bare(word).find_first_of("0123456789") != word.npos
             && word.front() != '/');
}

/// What is said of a model behind the word itself: its name, or that it is not
/// there.
bool is_verdict(std::string_view word) {
  constexpr std::array<std::string_view, 11> known{
    "not",    "is",      "was", "does",        "doesn't", "isn't",
    "cannot", "unknown", "has", "unavailable", "could"};
  return is_name(word)
         || std::find(known.begin(), known.end(), bare(word)) != known.end();
}

/// `model: x`, "model `x` not found", "unknown model", or the id: not a path or
/// a server that has models in its name.
bool names_model(const reply_words& words, std::string_view id) {
  const auto message
    = wire::lower_ascii(words.message.substr(0, max_judged_bytes));
  const auto said = words_of(message);
  const auto asked = wire::lower_ascii(id);
  for (std::size_t at = 0; at < said.size(); ++at) {
    if (bare(said[at]) == asked)
      return true;
    if (bare(said[at]) != "model")
      continue;
    const auto is_last = at + 1 == said.size();
    const auto before = at > 0 ? bare(said[at - 1]) : std::string_view{};
    if (is_last ? before == "unknown" || before == "such" || before == "invalid"
                : said[at].back() == ':' || is_verdict(said[at + 1]))
      return true;
  }
  return is_coded(words, {"model_not_found", "unknown_model"});
}

} // namespace

bool is_blamed(error_kind kind, const reply_words& words,
               std::string_view model) {
  const auto is_about_key
    = words.is_json
      && says_any(words, {"api key", "api-key", "api_key", "apikey",
                          "invalid_token", "bearer token"});
  if (kind == error_kind::key)
    return words.type == "authentication_error" || is_about_key;
  if (kind == error_kind::permission)
    return words.type == "permission_error" || is_about_key;
  return kind != error_kind::not_found
         || (words.is_json && names_model(words, model));
}

} // namespace dossier::io::llm::anthropic
