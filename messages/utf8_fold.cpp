#include "messages/utf8.hpp"
#include "messages/utf8_properties.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace dossier::utf8 {

namespace {

/// To be counted up when our own rules of folding change.
constexpr auto fold_rules = "2";

using code_points = std::vector<utf8proc_int32_t>;

/// A trade mark sign is no letters, though it decomposes into some.
utf8proc_int32_t without_trade_mark(utf8proc_int32_t code, void*) {
  return code == 0x2120 || code == 0x2122 ? ' ' : code;
}

/// In canonical order. The text is valid.
code_points decomposed(std::string_view text) {
  constexpr auto options = static_cast<utf8proc_option_t>(
    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE);
  auto split = [&](code_points& into) {
    return utf8proc_decompose_custom(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), into.data(),
      static_cast<utf8proc_ssize_t>(into.size()), options, without_trade_mark,
      nullptr);
  };
  code_points result(text.size() + 16);
  auto size = split(result);
  if (size > static_cast<utf8proc_ssize_t>(result.size())) {
    result.resize(static_cast<std::size_t>(size));
    size = split(result);
  }
  result.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return result;
}

/// Of Latin, Greek, Cyrillic, Hebrew, Arabic and Syriac: the marks that readers
/// leave out, and the stroke that stretches an Arabic word. The marks of other
/// scripts spell vowels, and so does the iota that Greek writes below a letter:
/// capitals have it beside them, where nothing tells it from any other iota.
bool is_accent(char32_t code) noexcept {
  constexpr char32_t iota_below = 0x0345;
  constexpr char32_t tatweel = 0x0640;
  constexpr char32_t end_of_syriac = 0x0750;
  if (code < 0x0300 || code == tatweel || code == iota_below)
    return code == tatweel;
  auto is_of_any_script = (code >= 0x1ab0 && code <= 0x1aff)
                          || (code >= 0x1dc0 && code <= 0x1dff)
                          || (code >= 0x20d0 && code <= 0x20ff)
                          || (code >= 0xfe20 && code <= 0xfe2f);
  auto category = property_of(code).category;
  return (code < end_of_syriac || is_of_any_script)
         && (category == UTF8PROC_CATEGORY_MN
             || category == UTF8PROC_CATEGORY_ME);
}

/// One that Unicode counts among the letters, as Hawaiian and Ukrainian do.
bool is_apostrophe(char32_t code) noexcept {
  return code >= 0x02b9 && code <= 0x02bf;
}

/// й, ў, ї, ѓ and ќ are letters of their alphabets, while ё may be spelled е.
bool makes_a_letter(char32_t base, char32_t accent) noexcept {
  switch (base) {
    case 0x0418:
    case 0x0438:
    case 0x0423:
    case 0x0443: return accent == 0x0306;
    case 0x0406:
    case 0x0456: return accent == 0x0308;
    case 0x0413:
    case 0x0433:
    case 0x041a:
    case 0x043a: return accent == 0x0301;
    default: return false;
  }
}

struct spelling {
  char32_t letter;
  std::string_view instead;
};

/// Small letters that have no decomposition, as those spell them who lack the
/// key, in order.
constexpr std::array spellings{
  spelling{0x00e6, "ae"}, spelling{0x00f0, "d"},  spelling{0x00f8, "o"},
  spelling{0x00fe, "th"}, spelling{0x0111, "d"},  spelling{0x0127, "h"},
  spelling{0x0131, "i"},  spelling{0x0138, "k"},  spelling{0x0142, "l"},
  spelling{0x014b, "n"},  spelling{0x0153, "oe"}, spelling{0x0167, "t"},
  spelling{0x0180, "b"},  spelling{0x0188, "c"},  spelling{0x0192, "f"},
  spelling{0x0199, "k"},  spelling{0x019a, "l"},  spelling{0x01a5, "p"},
  spelling{0x01ad, "t"},  spelling{0x01b4, "y"},  spelling{0x01b6, "z"},
  spelling{0x01e5, "g"},  spelling{0x0253, "b"},  spelling{0x0254, "o"},
  spelling{0x0256, "d"},  spelling{0x0257, "d"},  spelling{0x0259, "e"},
  spelling{0x025b, "e"},  spelling{0x0260, "g"},  spelling{0x0268, "i"},
  spelling{0x0272, "n"},  spelling{0x0275, "o"},  spelling{0x0289, "u"},
  spelling{0x028b, "v"},  spelling{0x0629, "ه"},  spelling{0x0649, "ي"},
  spelling{0x0671, "ا"},  spelling{0x0672, "ا"},  spelling{0x0673, "ا"},
  spelling{0x06a9, "ك"},  spelling{0x06c1, "ه"},  spelling{0x06c3, "ه"},
  spelling{0x06cc, "ي"},  spelling{0x06d2, "ي"},  spelling{0x06d5, "ه"},
};

std::string_view spelled_without(char32_t letter) noexcept {
  auto found = std::lower_bound(
    spellings.begin(), spellings.end(), letter,
    [](const spelling& each, char32_t wanted) { return each.letter < wanted; });
  if (found == spellings.end() || found->letter != letter)
    return {};
  return found->instead;
}

/// Decimal digits stand in tens that begin at a code ending in 0 or 6.
char32_t to_ascii_digit(char32_t digit) noexcept {
  auto zero = digit & ~char32_t{0xf};
  if (property_of(zero).category != UTF8PROC_CATEGORY_ND)
    zero += 6;
  return '0' + (digit - zero);
}

char32_t to_hiragana(char32_t code) noexcept {
  auto is_katakana
    = (code >= 0x30a1 && code <= 0x30f6) || code == 0x30fd || code == 0x30fe;
  return is_katakana ? code - 0x60 : code;
}

/// The folded forms of what `decomposed` gave, before they are composed.
class letter_folder {
public:
  void add(char32_t code) {
    if (is_accent(code) && !makes_a_letter(base_, code))
      return;
    base_ = code;
    if (is_apostrophe(code))
      return push('\'');
    const auto& is = property_of(code);
    if (is.category == UTF8PROC_CATEGORY_ND)
      push(to_ascii_digit(code));
    else if (is.casefold_seqindex == UINT16_MAX)
      push_spelled(to_hiragana(code));
    else
      push_small(code);
  }

  code_points take() {
    return std::move(result_);
  }

private:
  void push(char32_t code) {
    result_.push_back(static_cast<utf8proc_int32_t>(code));
  }

  void push_spelled(char32_t code) {
    auto instead = spelled_without(code);
    if (instead.empty())
      return push(code);
    while (!instead.empty())
      push(utf8::take(instead).code);
  }

  void push_small(char32_t code) {
    std::array<utf8proc_int32_t, 8> small{};
    auto size = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(code),
                                        small.data(), small.size(),
                                        UTF8PROC_CASEFOLD, nullptr);
    for (utf8proc_ssize_t i = 0; i < size; ++i)
      push_spelled(static_cast<char32_t>(small[static_cast<std::size_t>(i)]));
  }

  code_points result_;
  char32_t base_ = 0;
};

void append_folded(std::string& result, std::string_view valid_text) {
  letter_folder folder;
  for (auto code : decomposed(valid_text))
    folder.add(static_cast<char32_t>(code));
  auto codes = folder.take();
  auto size = utf8proc_normalize_utf32(
    codes.data(), static_cast<utf8proc_ssize_t>(codes.size()),
    static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE));
  for (utf8proc_ssize_t i = 0; i < size; ++i)
    append(result, static_cast<char32_t>(codes[static_cast<std::size_t>(i)]));
}

bool is_ascii(char byte) noexcept {
  return static_cast<unsigned char>(byte) < 0x80;
}

char to_small_ascii(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a')
                                        : letter;
}

} // namespace

/// Run by run: nothing composes with an ASCII letter but accents, which go.
std::string fold(std::string_view text) {
  if (!is_valid(text))
    return fold(repaired(text));
  std::string result;
  result.reserve(text.size());
  for (auto at = text.begin(); at != text.end();) {
    auto end = std::find_if(at, text.end(), is_ascii);
    if (end != at)
      append_folded(result, {at, end});
    at = std::find_if_not(end, text.end(), is_ascii);
    std::transform(end, at, std::back_inserter(result), to_small_ascii);
  }
  return result;
}

std::string lower(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    auto next = take(text);
    auto small = static_cast<char32_t>(
      utf8proc_tolower(static_cast<utf8proc_int32_t>(next.code)));
    if (small == next.code)
      result += next.bytes;
    else
      append(result, small);
  }
  return result;
}

std::string fold_version() {
  return std::string{fold_rules} + '/' + utf8proc_unicode_version();
}

} // namespace dossier::utf8
