#include "actors/report/schema/currency.hpp"

#include "actors/report/schema/pointers.hpp"
#include "actors/report/schema/unknown.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <array>

namespace dossier::report {

namespace {

using nlohmann::json;

/// A sign of a currency other than the dollar, or one that comes before a
/// dollar of others, as in `A$`.
bool has_foreign_sign(std::string_view text) {
  char32_t before = 0;
  while (!text.empty()) {
    auto code = utf8::take(text).code;
    if ((code >= 0xa2 && code <= 0xa5) || (code >= 0x20a0 && code <= 0x20cf))
      return true;
    if (code == '$' && before >= 'a' && before <= 'z' && before != 's')
      return true;
    before = code;
  }
  return false;
}

bool has_foreign_word(std::string_view text) {
  constexpr auto names = std::array<std::string_view, 36>{
    "eur",    "euro",   "euros", "gbp", "pound", "pounds", "sterling", "chf",
    "franc",  "francs", "jpy",   "yen", "cny",   "rmb",    "yuan",     "inr",
    "rupee",  "rupees", "krw",   "won", "sek",   "nok",    "dkk",      "krona",
    "kronor", "pln",    "czk",   "huf", "brl",   "mxn",    "aud",      "cad",
    "sgd",    "hkd",    "zar",   "try"};
  auto is_letter = [](char letter) { return letter >= 'a' && letter <= 'z'; };
  for (auto at = text.begin(); at != text.end();) {
    auto begin = std::find_if(at, text.end(), is_letter);
    at = std::find_if_not(begin, text.end(), is_letter);
    if (std::find(names.begin(), names.end(), std::string_view{begin, at})
        != names.end())
      return true;
  }
  return false;
}

} // namespace

bool is_foreign_amount(std::string_view text) {
  auto plain = without_remark(text);
  return has_foreign_sign(plain) || has_foreign_word(plain);
}

std::vector<violation>
currency_faults(const json& document,
                const std::vector<std::string>& pointers) {
  std::vector<violation> found;
  for (const auto& pointer : pointers)
    if (pointer.ends_with("_usd"))
      for (const auto& [element_pointer, value] : select(document, pointer))
        if (value->is_string()
            && is_foreign_amount(value->get_ref<const std::string&>()))
          found.push_back({.pointer = element_pointer,
                           .expected = "an amount in US dollars",
                           .found = value->dump(
                             -1, ' ', false, json::error_handler_t::replace)});
  return found;
}

} // namespace dossier::report
