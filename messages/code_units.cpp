#include "messages/code_units.hpp"

#include <algorithm>
#include <optional>

namespace dossier {

namespace {

constexpr std::string_view stray_text = "\xef\xbf\xbd";

/// U+FFFF is no character and stands in no text; the private one behind it
/// tells the byte.
constexpr std::string_view kept_mark = "\xef\xbf\xbf";
constexpr char32_t kept_base = 0xe000;
constexpr std::size_t kept_size = 6;

bool is_high(char32_t unit) noexcept {
  return unit >= 0xd800 && unit < 0xdc00;
}

bool is_low(char32_t unit) noexcept {
  return unit >= 0xdc00 && unit < 0xe000;
}

unsigned char byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

void append_utf8(std::string& to, char32_t letter) {
  auto tail = [&](unsigned shift) {
    to += static_cast<char>(0x80 | (letter >> shift & 0x3f));
  };
  if (letter < 0x10000) {
    to += static_cast<char>(0xe0 | letter >> 12);
  } else {
    to += static_cast<char>(0xf0 | letter >> 18);
    tail(12);
  }
  tail(6);
  tail(0);
}

void append_pair(std::string& to, char32_t high, char32_t low) {
  append_utf8(to, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
}

// -- bytes --------------------------------------------------------------------

/// How many bytes a character has, and between what its second one lies.
struct lead_form {
  std::size_t size = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
};

/// Surrogates are accepted: their halves may come apart. Size 0: no lead.
lead_form form_of_lead(unsigned char lead) noexcept {
  if (lead < 0x80)
    return {1};
  if (lead < 0xc2 || lead > 0xf4)
    return {};
  if (lead < 0xe0)
    return {2};
  if (lead < 0xf0)
    return {3, static_cast<unsigned char>(lead == 0xe0 ? 0xa0 : 0x80)};
  return {4, static_cast<unsigned char>(lead == 0xf0 ? 0x90 : 0x80),
          static_cast<unsigned char>(lead == 0xf4 ? 0x8f : 0xbf)};
}

/// The longest beginning of a character at the front of `text`, which is not
/// empty: its whole length when `is_whole`.
struct sequence {
  std::size_t size = 1;
  bool is_whole = false;
  /// The text ended before it did.
  bool is_open = false;
};

sequence sequence_in(std::string_view text) noexcept {
  const auto form = form_of_lead(byte_at(text, 0));
  for (std::size_t at = 1; at < form.size; ++at) {
    if (at == text.size())
      return {at, false, true};
    const auto byte = byte_at(text, at);
    const auto low = at == 1 ? form.low : 0x80;
    const auto high = at == 1 ? form.high : 0xbf;
    if (byte < low || byte > high)
      return {at};
  }
  return {std::max<std::size_t>(form.size, 1), form.size > 0};
}

/// Half of a pair, written as a number of three bytes.
std::optional<char32_t> surrogate_in(std::string_view text) noexcept {
  if (text.size() < 3 || byte_at(text, 0) != 0xed || byte_at(text, 1) < 0xa0
      || !sequence_in(text).is_whole)
    return {};
  return 0xd000 | (byte_at(text, 1) & 0x3fu) << 6 | (byte_at(text, 2) & 0x3fu);
}

// -- JSON ---------------------------------------------------------------------

struct unit_in_json {
  char32_t value = 0;
  std::size_t size = 0;
};

std::optional<char32_t> hex_number(std::string_view digits) noexcept {
  char32_t result = 0;
  for (auto digit : digits) {
    result <<= 4;
    if (digit >= '0' && digit <= '9')
      result |= static_cast<char32_t>(digit - '0');
    else if (digit >= 'a' && digit <= 'f')
      result |= static_cast<char32_t>(digit - 'a' + 10);
    else if (digit >= 'A' && digit <= 'F')
      result |= static_cast<char32_t>(digit - 'A' + 10);
    else
      return {};
  }
  return result;
}

/// Half of a pair at the front of `json`, as an escape or as bytes.
std::optional<unit_in_json> half_in(std::string_view json) noexcept {
  if (json.size() >= 6 && json[0] == '\\' && json[1] == 'u')
    if (auto unit = hex_number(json.substr(2, 4));
        unit && (is_high(*unit) || is_low(*unit)))
      return unit_in_json{*unit, 6};
  if (auto unit = surrogate_in(json))
    return unit_in_json{*unit, 3};
  return {};
}

void append_stray(std::string& to, std::string_view bytes, stray_units how) {
  if (how == stray_units::replaced) {
    to += stray_text;
    return;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    to += kept_mark;
    append_utf8(to, kept_base + byte_at(bytes, at));
  }
}

/// Returns how much of `json` that was.
std::size_t append_halves(std::string& to, std::string_view json,
                          const unit_in_json& first, stray_units how) {
  if (is_high(first.value))
    if (auto second = half_in(json.substr(first.size));
        second && is_low(second->value)) {
      append_pair(to, first.value, second->value);
      return first.size + second->size;
    }
  std::string bytes;
  append_utf8(bytes, first.value);
  append_stray(to, bytes, how);
  return first.size;
}

} // namespace

std::string with_whole_characters(std::string_view json, stray_units how) {
  std::string result;
  result.reserve(json.size());
  while (!json.empty()) {
    auto used = std::size_t{1};
    if (auto half = half_in(json)) {
      used = append_halves(result, json, *half, how);
    } else if (json.front() == '\\') {
      used = std::min<std::size_t>(json.size(), 2);
      result += json.substr(0, 1);
      if (used == 2 && byte_at(json, 1) >= 0x80)
        used = 1;
      else
        result += json.substr(1, used - 1);
    } else if (auto next = sequence_in(json); next.is_whole) {
      used = next.size;
      result += json.substr(0, used);
    } else {
      used = next.size;
      append_stray(result, json.substr(0, used), how);
    }
    json.remove_prefix(used);
  }
  return result;
}

std::string units_of(std::string_view kept) {
  std::string result;
  for (auto at = kept.find(kept_mark); at != kept.npos;
       at = kept.find(kept_mark)) {
    result += kept.substr(0, at);
    const auto pair = kept.substr(at, kept_size);
    const auto is_ours = pair.size() == kept_size && byte_at(pair, 3) == 0xee
                         && byte_at(pair, 4) >= 0x80 && byte_at(pair, 4) < 0x84;
    if (is_ours)
      result += static_cast<char>((byte_at(pair, 4) & 0x3fu) << 6
                                  | (byte_at(pair, 5) & 0x3fu));
    else
      result += kept_mark;
    kept.remove_prefix(at + (is_ours ? kept_size : kept_mark.size()));
  }
  result += kept;
  return result;
}

// -- pieces -------------------------------------------------------------------

std::string text_joiner::feed(std::string_view units) {
  waiting_ += units;
  std::string_view rest{waiting_};
  std::string result;
  while (!rest.empty()) {
    const auto next = sequence_in(rest);
    if (next.is_open)
      break;
    auto used = next.size;
    const auto half = surrogate_in(rest);
    if (half && is_high(*half)) {
      const auto after = rest.substr(3);
      const auto other = surrogate_in(after);
      if (other && is_low(*other)) {
        append_pair(result, *half, *other);
        used = 6;
      } else if (after.empty()
                 || (after[0] == '\xed' && sequence_in(after).is_open)) {
        break;
      } else {
        result += stray_text;
      }
    } else if (half || !next.is_whole) {
      result += stray_text;
    } else {
      result += rest.substr(0, used);
    }
    rest.remove_prefix(used);
  }
  waiting_ = std::string{rest};
  return result;
}

std::string text_joiner::finish() {
  std::string result;
  for (std::string_view rest{waiting_}; !rest.empty();
       rest.remove_prefix(sequence_in(rest).size))
    result += stray_text;
  waiting_.clear();
  return result;
}

} // namespace dossier
