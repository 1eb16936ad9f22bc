#include "storage/sqlite/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::storage::sqlite {

namespace {

bool is_plain(char c) {
  return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

void append(std::string& json, const std::string& text) {
  if (!std::all_of(text.begin(), text.end(), is_plain)) {
    // A byte that is no UTF-8 must not lose the whole transaction.
    json += nlohmann::json(text).dump(-1, ' ', false,
                                      nlohmann::json::error_handler_t::replace);
    return;
  }
  json += '"';
  json += text;
  json += '"';
}

/// The end of the string that begins after `begin`: its closing quote.
std::size_t closing_quote(const std::string& json, std::size_t begin) {
  while (begin < json.size() && json[begin] != '"')
    begin += json[begin] == '\\' ? 2 : 1;
  return std::min(begin, json.size());
}

std::string unescape(const std::string& json, std::size_t begin,
                     std::size_t size) {
  auto text = json.substr(begin, size);
  if (text.find('\\') == text.npos)
    return text;
  return nlohmann::json::parse('"' + text + '"').get<std::string>();
}

} // namespace

std::string to_array(const std::vector<std::string>& items) {
  std::string json = "[";
  for (const auto& item : items) {
    if (json.size() > 1)
      json += ',';
    append(json, item);
  }
  return json + ']';
}

std::string
to_object(const std::vector<std::pair<std::string, std::string>>& items) {
  std::string json = "{";
  for (const auto& [key, value] : items) {
    if (json.size() > 1)
      json += ',';
    append(json, key);
    json += ':';
    append(json, value);
  }
  return json + '}';
}

std::vector<std::string> strings_of(const std::string& json) {
  std::vector<std::string> result;
  for (auto quote = json.find('"'); quote < json.size();) {
    auto end = closing_quote(json, quote + 1);
    result.push_back(unescape(json, quote + 1, end - quote - 1));
    quote = json.find('"', end + 1);
  }
  return result;
}

} // namespace dossier::storage::sqlite
