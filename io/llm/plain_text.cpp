#include "io/llm/plain_text.hpp"

#include "messages/utf8.hpp"

#include <algorithm>

namespace dossier::io::llm {

namespace {

constexpr std::string_view mask = "***";

/// How keys of the providers begin, and how many letters more make it one.
constexpr std::string_view key_start = "sk-";
constexpr std::size_t least_key_letters = 6;

constexpr std::string_view key_letters
  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

void mask_secret(std::string& text, std::string_view secret) {
  for (auto at = text.find(secret); at != text.npos;
       at = text.find(secret, at + mask.size()))
    text.replace(at, secret.size(), mask);
}

void mask_keys(std::string& text) {
  for (auto at = text.find(key_start); at != text.npos;
       at = text.find(key_start, at + mask.size())) {
    auto letters = at + key_start.size();
    auto end
      = std::min(text.find_first_not_of(key_letters, letters), text.size());
    auto is_word_start
      = at == 0 || key_letters.find(text[at - 1]) == key_letters.npos;
    if (is_word_start && end - letters >= least_key_letters)
      text.replace(at, end - at, mask);
  }
}

/// What breaks a line, moves a cursor or turns text around is a space.
std::string one_line(std::string_view text) {
  constexpr char32_t byte_order_mark = 0xfeff;
  std::string result;
  while (!text.empty()) {
    const auto next = utf8::take(text);
    if (!utf8::is_white_space(next.code) && !utf8::is_control(next.code)
        && next.code != byte_order_mark)
      utf8::append(result, next.code);
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  while (!result.empty() && result.back() == ' ')
    result.pop_back();
  return result;
}

} // namespace

std::string plain_text(std::string_view words, std::string_view secret,
                       std::size_t max_bytes) {
  auto text = one_line(words);
  if (secret.size() >= least_key_letters)
    mask_secret(text, secret);
  mask_keys(text);
  return utf8::excerpt(text, max_bytes);
}

} // namespace dossier::io::llm
