#include "io/llm/plain_text.hpp"

#include "messages/json.hpp"

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

std::string one_line(const std::string& text) {
  std::string result;
  for (auto letter : text) {
    auto is_blank
      = static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7f;
    if (!is_blank)
      result += letter;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  while (!result.empty() && result.back() == ' ')
    result.pop_back();
  return result;
}

bool is_inside_character(const std::string& text, std::size_t at) {
  return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

void shorten(std::string& text, std::size_t max_bytes) {
  constexpr std::string_view ellipsis = "…";
  if (text.size() <= max_bytes)
    return;
  auto end = max_bytes - std::min(max_bytes, ellipsis.size());
  while (end > 0 && is_inside_character(text, end))
    --end;
  text.resize(end);
  text += ellipsis;
}

} // namespace

std::string plain_text(std::string_view words, std::string_view secret,
                       std::size_t max_bytes) {
  auto text = one_line(to_utf8(std::string{words}));
  if (secret.size() >= least_key_letters)
    mask_secret(text, secret);
  mask_keys(text);
  shorten(text, max_bytes);
  return text;
}

} // namespace dossier::io::llm
