#include "messages/utf8.hpp"

#include "messages/utf8_properties.hpp"

#include <algorithm>
#include <array>

namespace dossier::utf8 {

namespace {

constexpr char32_t replacement = 0xfffd;

bool is_continuation(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

// -- decoding -----------------------------------------------------------------

/// What may follow a first byte.
struct sequence_form {
  std::size_t tail = 0;
  /// Bounds of the second byte.
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  bool is_valid = true;
};

constexpr sequence_form form_of(unsigned char first) noexcept {
  if (first < 0x80)
    return {};
  if (first >= 0xc2 && first <= 0xdf)
    return {1};
  if (first >= 0xe0 && first <= 0xef)
    return {2, static_cast<unsigned char>(first == 0xe0 ? 0xa0 : 0x80),
            static_cast<unsigned char>(first == 0xed ? 0x9f : 0xbf)};
  if (first >= 0xf0 && first <= 0xf4)
    return {3, static_cast<unsigned char>(first == 0xf0 ? 0x90 : 0x80),
            static_cast<unsigned char>(first == 0xf4 ? 0x8f : 0xbf)};
  return {0, 0, 0, false};
}

} // namespace

// -- bytes --------------------------------------------------------------------

character take(std::string_view& text) noexcept {
  auto first = static_cast<unsigned char>(text[0]);
  // Most of what is read.
  if (first < 0x80) {
    character result{first, text.substr(0, 1)};
    text.remove_prefix(1);
    return result;
  }
  auto form = form_of(first);
  auto code = char32_t{form.tail == 0 ? first : first & (0x3fu >> form.tail)};
  std::size_t size = 1;
  for (; size <= form.tail && size < text.size(); ++size) {
    auto byte = static_cast<unsigned char>(text[size]);
    if (byte < (size == 1 ? form.low : 0x80)
        || byte > (size == 1 ? form.high : 0xbf))
      break;
    code = code << 6 | (byte & 0x3fu);
  }
  character result{form.is_valid && size > form.tail ? code : replacement,
                   text.substr(0, size)};
  text.remove_prefix(size);
  return result;
}

character take_last(std::string_view& text) noexcept {
  constexpr std::size_t longest = 4;
  auto size = std::size_t{1};
  while (size < std::min(text.size(), longest)
         && is_continuation(text[text.size() - size]))
    ++size;
  auto end = text.substr(text.size() - size);
  auto result = take(end);
  while (!end.empty())
    result = take(end);
  text.remove_suffix(result.bytes.size());
  return result;
}

bool is_valid(std::string_view text) noexcept {
  while (!text.empty()) {
    auto next = take(text);
    // U+FFFD itself takes three bytes and begins with 0xef.
    if (next.code == replacement && next.bytes != "\xef\xbf\xbd")
      return false;
  }
  return true;
}

std::string repaired(std::string_view text) {
  if (is_valid(text))
    return std::string{text};
  std::string result;
  while (!text.empty())
    append(result, take(text).code);
  return result;
}

void append(std::string& text, char32_t code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  auto size
    = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
  text.append(bytes.begin(), bytes.begin() + size);
}

std::size_t count(std::string_view text) noexcept {
  auto tails = std::count_if(text.begin(), text.end(), is_continuation);
  return text.size() - static_cast<std::size_t>(tails);
}

/// No sequence has more than three bytes after its first, so bytes that are no
/// text are cut where they are.
std::string_view head(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes)
    return text;
  auto end = max_bytes;
  while (end > 0 && max_bytes - end < 3 && is_continuation(text[end]))
    --end;
  return text.substr(0, is_continuation(text[end]) ? max_bytes : end);
}

std::string_view tail(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes)
    return text;
  text.remove_prefix(text.size() - max_bytes);
  for (int i = 0; i < 3 && !text.empty() && is_continuation(text[0]); ++i)
    text.remove_prefix(1);
  return text;
}

std::size_t next_border(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && is_continuation(text[at]))
    ++at;
  return std::min(at, text.size());
}

std::string excerpt(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view ellipsis = "…";
  if (text.size() <= max_bytes)
    return std::string{text};
  auto limit = max_bytes - std::min(max_bytes, ellipsis.size());
  std::size_t end = 0;
  for (auto rest = text; !rest.empty();) {
    auto next = end + take_cluster(rest).size();
    if (next > limit)
      break;
    end = next;
  }
  return std::string{text.substr(0, end)} + std::string{ellipsis};
}

// -- what a code point is -----------------------------------------------------

namespace {

bool is_ascii_word(char32_t code) noexcept {
  return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z')
         || (code >= 'a' && code <= 'z');
}

bool is_kept(char32_t code) noexcept {
  return !is_white_space(code) && !is_hidden(code);
}

} // namespace

bool is_white_space(char32_t code) noexcept {
  if (code < 0x80)
    return code == ' ' || (code >= '\t' && code <= '\r');
  auto category = property_of(code).category;
  return code == 0x85
         || (category >= UTF8PROC_CATEGORY_ZS
             && category <= UTF8PROC_CATEGORY_ZP);
}

bool is_dash(char32_t code) noexcept {
  constexpr char32_t hyphen = 0x2010;
  constexpr char32_t horizontal_bar = 0x2015;
  constexpr char32_t minus = 0x2212;
  return (code >= hyphen && code <= horizontal_bar) || code == minus;
}

bool is_letter_or_digit(char32_t code) noexcept {
  if (code < 0x80)
    return is_ascii_word(code);
  const auto& is = property_of(code);
  return is.category >= UTF8PROC_CATEGORY_LU
         && is.category <= UTF8PROC_CATEGORY_NL && !is.ignorable
         && (is.category <= UTF8PROC_CATEGORY_LO
             || is.category >= UTF8PROC_CATEGORY_ND);
}

bool is_word_part(char32_t code) noexcept {
  if (code < 0x80)
    return is_ascii_word(code);
  const auto& is = property_of(code);
  return is.category >= UTF8PROC_CATEGORY_LU
         && is.category <= UTF8PROC_CATEGORY_NO && !is.ignorable;
}

bool is_visible(char32_t code) noexcept {
  constexpr char32_t blank_braille = 0x2800;
  const auto& is = property_of(code);
  return is_letter_or_digit(code)
         || (is.category >= UTF8PROC_CATEGORY_NO
             && is.category <= UTF8PROC_CATEGORY_SO && !is.ignorable
             && code != blank_braille);
}

bool is_control(char32_t code) noexcept {
  if (code < 0x80)
    return code < 0x20 || code == 0x7f;
  const auto& is = property_of(code);
  switch (is.bidi_class) {
    case UTF8PROC_BIDI_CLASS_LRE:
    case UTF8PROC_BIDI_CLASS_LRO:
    case UTF8PROC_BIDI_CLASS_RLE:
    case UTF8PROC_BIDI_CLASS_RLO:
    case UTF8PROC_BIDI_CLASS_PDF:
    case UTF8PROC_BIDI_CLASS_LRI:
    case UTF8PROC_BIDI_CLASS_RLI:
    case UTF8PROC_BIDI_CLASS_FSI:
    case UTF8PROC_BIDI_CLASS_PDI: return true;
    default: break;
  }
  return is.category == UTF8PROC_CATEGORY_CC
         || is.category == UTF8PROC_CATEGORY_ZL
         || is.category == UTF8PROC_CATEGORY_ZP;
}

bool is_hidden(char32_t code) noexcept {
  if (code < 0x80)
    return false;
  auto is_joiner = code == 0x200c || code == 0x200d;
  auto is_flag_tag = code >= 0xe0020 && code <= 0xe007f;
  const auto& is = property_of(code);
  return is.category == UTF8PROC_CATEGORY_CF && is.ignorable && !is_joiner
         && !is_flag_tag && !is_control(code);
}

bool is_unspaced(char32_t code) noexcept {
  struct code_range {
    char32_t first;
    char32_t last;
  };
  constexpr std::array ranges{
    code_range{0x0e00, 0x0eff},   code_range{0x1000, 0x109f},
    code_range{0x1100, 0x11ff},   code_range{0x1780, 0x17ff},
    code_range{0x1950, 0x19ff},   code_range{0x1a20, 0x1aaf},
    code_range{0x1b00, 0x1b7f},   code_range{0x2e80, 0x2fdf},
    code_range{0x3005, 0x3007},   code_range{0x3021, 0x302f},
    code_range{0x3031, 0x303c},   code_range{0x3041, 0x31ff},
    code_range{0x3400, 0x4dbf},   code_range{0x4e00, 0xa4cf},
    code_range{0xa960, 0xa97f},   code_range{0xa980, 0xa9ff},
    code_range{0xaa60, 0xaadf},   code_range{0xac00, 0xd7ff},
    code_range{0xf900, 0xfaff},   code_range{0x16fe0, 0x18cff},
    code_range{0x1aff0, 0x1b2ff}, code_range{0x20000, 0x3ffff},
  };
  return code >= 0x0e00
         && std::any_of(ranges.begin(), ranges.end(), [=](code_range each) {
              return each.first <= code && code <= each.last;
            });
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty()) {
    auto rest = text;
    if (is_kept(take(rest).code))
      break;
    text = rest;
  }
  while (!text.empty()) {
    auto rest = text;
    if (is_kept(take_last(rest).code))
      break;
    text = rest;
  }
  return text;
}

bool is_blank(std::string_view text) noexcept {
  return trimmed(text).empty();
}

} // namespace dossier::utf8
