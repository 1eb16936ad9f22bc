#include "storage/page_cursor.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace dossier::storage {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

/// Tells the cursor of a page of audit entries from those of jobs.
constexpr auto audit_mark = "audit";

std::string to_hex(std::string_view text) {
  std::string result;
  for (unsigned char byte : text) {
    result += digits[byte >> 4];
    result += digits[byte & 15u];
  }
  return result;
}

[[noreturn]] void refuse() {
  throw std::invalid_argument("the cursor does not belong to this query");
}

std::string from_hex(std::string_view text) {
  if (text.size() % 2 != 0)
    refuse();
  std::string result;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    auto high = digits.find(text[i]);
    auto low = digits.find(text[i + 1]);
    if (high == digits.npos || low == digits.npos)
      refuse();
    result += static_cast<char>(high << 4 | low);
  }
  return result;
}

std::string encode(const nlohmann::json& cursor) {
  return to_hex(
    cursor.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

/// Discarded where the text is no JSON.
nlohmann::json decode(const std::string& cursor) {
  return nlohmann::json::parse(from_hex(cursor), nullptr, false);
}

/// Told from those of other orders by their first element.
int order_of(const job_query& query) {
  return 2 * static_cast<int>(query.order) + (query.descending ? 1 : 0);
}

bool fits(const nlohmann::json& cursor, const job_query& query) {
  return cursor.is_array() && cursor.size() == 3 && cursor[0] == order_of(query)
         && cursor[2].is_number_integer()
         && (query.order == job_order::company_name
               ? cursor[1].is_string()
               : cursor[1].is_number_integer());
}

} // namespace

std::string to_cursor(const job_query& query, const page_position& last) {
  auto cursor = nlohmann::json::array({order_of(query)});
  std::visit([&](const auto& key) { cursor.push_back(key); }, last.key);
  cursor.push_back(last.number);
  return encode(cursor);
}

std::optional<page_position> read_cursor(const job_query& query) {
  if (query.cursor.empty())
    return {};
  auto cursor = decode(query.cursor);
  if (!fits(cursor, query))
    refuse();
  page_position last;
  last.number = cursor[2].get<std::int64_t>();
  if (query.order == job_order::company_name)
    last.key = cursor[1].get<std::string>();
  else
    last.key = cursor[1].get<std::int64_t>();
  return last;
}

std::string to_cursor(std::int64_t last_entry) {
  return encode({audit_mark, last_entry});
}

std::optional<std::int64_t> read_cursor(const audit_query& query) {
  if (query.cursor.empty())
    return {};
  auto cursor = decode(query.cursor);
  if (!cursor.is_array() || cursor.size() != 2 || cursor[0] != audit_mark
      || !cursor[1].is_number_integer())
    refuse();
  return cursor[1].get<std::int64_t>();
}

std::size_t page_limit(std::size_t asked) noexcept {
  return std::clamp<std::size_t>(asked, 1, 200);
}

} // namespace dossier::storage
