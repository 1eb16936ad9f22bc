#include "io/llm/readable_text.hpp"

#include "io/llm/wire/response/header_values.hpp"
#include "messages/code_units.hpp"
#include "messages/utf8.hpp"
#include "messages/visible.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iconv.h>
#include <memory>
#include <optional>

namespace dossier::io::llm {

namespace {

constexpr std::string_view replacement_text = "\xef\xbf\xbd";

// -- character sets -----------------------------------------------------------

struct close_converter {
  void operator()(iconv_t converter) const noexcept {
    ::iconv_close(converter);
  }
};

using converter_ptr
  = std::unique_ptr<std::remove_pointer_t<iconv_t>, close_converter>;

/// Null for a name that is none; nothing but a name gets through, as the
/// converter takes instructions behind it.
converter_ptr converter_from(std::string name) {
  constexpr std::string_view letters
    = "abcdefghijklmnopqrstuvwxyz0123456789-_.:";
  if (name.empty() || name.size() > 40
      || name.find_first_not_of(letters) != std::string::npos)
    return nullptr;
  if (name == "iso-8859-1" || name == "latin1" || name == "us-ascii"
      || name == "ascii")
    name = "windows-1252"; // which is what such pages mean
  auto made = ::iconv_open("UTF-8", name.c_str());
  return made == reinterpret_cast<iconv_t>(-1) ? nullptr : converter_ptr{made};
}

std::string converted(iconv_t converter, std::string_view bytes) {
  std::string result;
  std::array<char, 4096> room{};
  auto* from = const_cast<char*>(bytes.data()); // iconv only reads it
  auto left = bytes.size();
  while (left > 0) {
    auto* to = room.data();
    auto free = room.size();
    auto outcome = ::iconv(converter, &from, &left, &to, &free);
    const auto why = errno;
    result.append(room.data(), room.size() - free);
    if (outcome != static_cast<std::size_t>(-1) || why == E2BIG)
      continue;
    result += replacement_text;
    ++from;
    --left;
  }
  return result;
}

std::string joined(std::string_view bytes) {
  text_joiner joiner;
  auto result = joiner.feed(bytes);
  return result + joiner.finish();
}

std::size_t count_of(std::string_view text, std::string_view name) {
  std::size_t result = 0;
  for (auto at = text.find(name); at != text.npos;
       at = text.find(name, at + name.size()))
    ++result;
  return result;
}

/// A text in UTF-8 with a few bad bytes, rather than one in another set.
bool is_mostly_utf8(std::string_view mended) {
  auto leads = std::count_if(mended.begin(), mended.end(), [](char byte) {
    return static_cast<unsigned char>(byte) >= 0xc0;
  });
  return static_cast<std::size_t>(leads)
         > 2 * count_of(mended, replacement_text);
}

/// Texts are for the greater part ASCII, whose other byte is zero: it stands
/// first in a unit of the big-endian kind, which is meant without a mark.
bool is_little_endian(std::string_view bytes) {
  std::array<std::size_t, 2> zeros{};
  for (std::size_t at = 0; at < bytes.size(); ++at)
    zeros[at % 2] += bytes[at] == '\0';
  return zeros[1] > zeros[0];
}

/// Sets whose bytes pass for UTF-8, or begin with a mark of their own.
std::string set_beside_utf8(std::string_view bytes, std::string_view charset) {
  const auto mark = bytes.substr(0, 2);
  const auto is_marked = mark == "\xff\xfe" || mark == "\xfe\xff";
  if (charset == "utf-16" && !is_marked)
    return is_little_endian(bytes) ? "utf-16le" : "utf-16be";
  if (charset.substr(0, 6) == "utf-16" || charset.substr(0, 6) == "utf-32"
      || charset.substr(0, 8) == "iso-2022")
    return std::string{charset};
  return is_marked ? "utf-16" : "";
}

// -- pages --------------------------------------------------------------------

struct named_character {
  std::string_view name;
  std::string_view text;
};

constexpr std::array named_characters{
  named_character{"amp", "&"},    named_character{"lt", "<"},
  named_character{"gt", ">"},     named_character{"quot", "\""},
  named_character{"apos", "'"},   named_character{"nbsp", " "},
  named_character{"copy", "©"},   named_character{"reg", "®"},
  named_character{"ndash", "–"},  named_character{"mdash", "—"},
  named_character{"hellip", "…"}, named_character{"bull", "•"},
  named_character{"middot", "·"}, named_character{"raquo", "»"},
  named_character{"laquo", "«"},  named_character{"rsquo", "’"},
  named_character{"lsquo", "‘"},  named_character{"ldquo", "“"},
  named_character{"rdquo", "”"},  named_character{"auml", "ä"},
  named_character{"ouml", "ö"},   named_character{"uuml", "ü"},
  named_character{"Auml", "Ä"},   named_character{"Ouml", "Ö"},
  named_character{"Uuml", "Ü"},   named_character{"szlig", "ß"},
  named_character{"eacute", "é"}, named_character{"egrave", "è"},
  named_character{"agrave", "à"}, named_character{"ccedil", "ç"},
};

/// Of a number such as `#233` or `#xE9`; nothing when it is none.
std::optional<std::string> numbered_character(std::string_view name) {
  const auto is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::string digits{name.substr(is_hex ? 2 : 1)};
  constexpr std::string_view known = "0123456789abcdefABCDEF";
  if (digits.empty() || digits.size() > 7
      || digits.find_first_not_of(known.substr(0, is_hex ? 22 : 10))
           != std::string::npos)
    return {};
  auto letter = std::stoul(digits, nullptr, is_hex ? 16 : 10);
  if (letter == 0 || letter > 0x10ffff || (letter & 0xfffff800) == 0xd800)
    return std::string{replacement_text};
  std::string result;
  utf8::append(result, static_cast<char32_t>(letter));
  return result;
}

std::optional<std::string> character_named(std::string_view name) {
  if (!name.empty() && name.front() == '#')
    return numbered_character(name);
  for (const auto& known : named_characters)
    if (known.name == name)
      return std::string{known.text};
  return {};
}

std::string with_characters(std::string_view text) {
  constexpr std::size_t longest_name = 10;
  std::string result;
  while (!text.empty()) {
    auto at = std::min(text.find('&'), text.size());
    result += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty())
      break;
    auto end = text.substr(0, longest_name + 1).find(';');
    auto meant = end <= longest_name ? character_named(text.substr(1, end - 1))
                                     : std::nullopt;
    result += meant.value_or("&");
    text.remove_prefix(meant ? end + 1 : 1);
  }
  return result;
}

/// `div` of `<div class="x">` and of `</DIV>`.
std::string tag_name(std::string_view tag) {
  constexpr std::string_view ends = " \t\r\n/>";
  tag.remove_prefix(1);
  if (!tag.empty() && tag.front() == '/')
    tag.remove_prefix(1);
  return wire::lower_ascii(tag.substr(0, tag.find_first_of(ends)));
}

/// Inside a word it separates nothing.
bool is_inline(const std::string& tag) {
  constexpr std::array<std::string_view, 12> known{
    "a", "abbr", "b",     "code", "em",     "font",
    "i", "s",    "small", "span", "strong", "u"};
  return std::find(known.begin(), known.end(), tag) != known.end();
}

/// One past `end` behind `from`, whatever its case; the end of the text when it
/// is not there.
std::size_t past(const std::string& lower_page, std::string_view end,
                 std::size_t from) {
  auto at = lower_page.find(end, from);
  return at == std::string::npos ? lower_page.size() : at + end.size();
}

struct page_words {
  std::string title;
  std::string text;
};

/// Where the tag at `at` ends, with all inside it that nobody reads.
std::size_t skip_tag(const std::string& lower_page, std::size_t at,
                     const std::string& name) {
  if (lower_page.compare(at, 4, "<!--") == 0)
    return past(lower_page, "-->", at);
  const auto end = past(lower_page, ">", at);
  if (lower_page[at + 1] != '/'
      && (name == "script" || name == "style" || name == "svg"))
    return past(lower_page, ">", past(lower_page, "</" + name, end) - 1);
  return end;
}

page_words read_page(std::string_view page) {
  const auto lower_page = wire::lower_ascii(page);
  page_words result;
  auto is_title = false;
  for (std::size_t at = 0; at < page.size();) {
    if (page[at] != '<' || at + 1 == page.size()
        || std::string_view{" \t\r\n0123456789="}.find(page[at + 1])
             != std::string_view::npos) {
      const auto end = std::min(page.find('<', at + 1), page.size());
      (is_title ? result.title : result.text) += page.substr(at, end - at);
      at = end;
      continue;
    }
    const auto name = tag_name(std::string_view{lower_page}.substr(at));
    if (name == "title")
      is_title = page[at + 1] != '/' && result.title.empty();
    else if (!is_inline(name))
      (is_title ? result.title : result.text) += ' ';
    at = skip_tag(lower_page, at, name);
  }
  return result;
}

std::string one_spaced(std::string_view text) {
  std::string result;
  for (auto letter : visible_part(text)) {
    const auto is_space = static_cast<unsigned char>(letter) <= 0x20;
    if (!is_space)
      result += letter;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  return result;
}

} // namespace

std::string readable_text(std::string_view bytes, std::string_view charset) {
  if (auto other = set_beside_utf8(bytes, charset); !other.empty())
    if (auto converter = converter_from(other))
      return converted(converter.get(), bytes);
  if (utf8::is_valid(bytes))
    return std::string{bytes};
  if (charset.substr(0, 3) != "utf")
    if (auto converter = converter_from(std::string{charset}))
      return converted(converter.get(), bytes);
  auto mended = joined(bytes);
  if (is_mostly_utf8(mended))
    return mended;
  auto converter = converter_from("windows-1252");
  return converter ? converted(converter.get(), bytes) : mended;
}

std::string words_of_page(std::string_view page) {
  const auto found = read_page(page);
  auto title = one_spaced(with_characters(found.title));
  auto text = one_spaced(with_characters(found.text));
  if (title.empty() || text.substr(0, title.size()) == title)
    return text;
  return text.empty() ? title : title + ": " + text;
}

bool is_page(std::string_view text) {
  text = visible_part(text);
  if (text.substr(0, 1) != "<" || text.find('>') == text.npos)
    return false;
  const auto start = wire::lower_ascii(text.substr(0, 5));
  return start == "<html" || start[1] == '!' || start[1] == '?'
         || text.find("</") != text.npos;
}

std::string charset_of_page(std::string_view bytes) {
  constexpr std::size_t looked_at = 1024;
  constexpr std::string_view key = "charset=";
  constexpr std::string_view ends = "\"'; />\t\r\n";
  const auto start = wire::lower_ascii(bytes.substr(0, looked_at));
  auto at = start.find(key);
  if (at == std::string::npos)
    return {};
  at = start.find_first_not_of("\"'", at + key.size());
  if (at == std::string::npos)
    return {};
  auto name = start.substr(at, start.find_first_of(ends, at) - at);
  // Of a wider set, this much could not have been read.
  return name.rfind("utf-16", 0) == 0 || name.rfind("utf-32", 0) == 0 ? ""
                                                                      : name;
}

} // namespace dossier::io::llm
