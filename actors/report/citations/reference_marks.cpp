#include "actors/report/citations/reference_marks.hpp"

#include "messages/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace dossier::report {

namespace {

using mark_list = std::array<std::string_view, 7>;

constexpr mark_list opening{"(", "[", "{", "（", "［", "【", "〔"};
constexpr mark_list closing{")", "]", "}", "）", "］", "】", "〕"};
constexpr mark_list dashes{"-", "‐", "‑", "‒", "–", "—", "−"};

/// The one of the words that stands at `at`; empty: none does.
std::string_view word_at(std::string_view text, std::size_t at,
                         const mark_list& wanted) noexcept {
  auto rest = text.substr(std::min(at, text.size()));
  auto found
    = std::find_if(wanted.begin(), wanted.end(), [&](std::string_view word) {
        return rest.starts_with(word);
      });
  return found == wanted.end() ? std::string_view{} : *found;
}

/// The first byte of a bracket: every text of every answer is looked through
/// byte by byte, several times.
bool may_be_bracket(char byte) noexcept {
  switch (static_cast<unsigned char>(byte)) {
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case 0xE3:
    case 0xEF: return true;
    default: return false;
  }
}

unsigned number_in(std::string_view text, const stretch& digits) noexcept {
  unsigned number = 0;
  std::from_chars(text.data() + digits.begin, text.data() + digits.end, number);
  return number;
}

/// Behind ` to ` or ` through `, which join ids as a dash does.
std::size_t skip_range_word(std::string_view text, std::size_t at) noexcept {
  for (std::string_view word : {" to ", " through "})
    if (text.substr(at).starts_with(word))
      return at + word.size();
  return at;
}

bool is_year(unsigned number) noexcept {
  return number >= 1900 && number <= 2100;
}

/// Words that stand before a citation without naming a product.
constexpr auto connectives = std::array<std::string_view, 12>{
  "And", "According", "Also", "As",     "By",      "From",
  "In",  "Per",       "See",  "Source", "Sources", "With"};

/// The stretches are in order and do not overlap.
bool holds(const std::vector<stretch>& all, std::size_t at) noexcept {
  auto next = std::upper_bound(all.begin(), all.end(), at,
                               [](std::size_t position, const stretch& one) {
                                 return position < one.begin;
                               });
  return next != all.begin() && at < std::prev(next)->end;
}

bool is_upper(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z';
}

bool is_id(std::string_view word) noexcept {
  return word.size() > 1 && word.front() == 'S' && is_digit(word[1]);
}

/// Whether one blank and a capitalised word stand right behind `end`.
bool precedes_name(std::string_view text, std::size_t end) {
  auto rest = text.substr(std::min(end, text.size()));
  return rest.size() > 1 && rest[0] == ' ' && is_upper(rest[1])
         && !is_id(rest.substr(1));
}

} // namespace

bool is_digit(char letter) noexcept {
  return letter >= '0' && letter <= '9';
}

bool is_lower_letter(char32_t code) noexcept {
  return code >= 'a' && code <= 'z';
}

bool joins_word(char32_t code) noexcept {
  return code == '_' || (utf8::is_word_part(code) && !utf8::is_unspaced(code));
}

char32_t code_before(std::string_view text, std::size_t at) noexcept {
  auto before = text.substr(0, at);
  return before.empty() ? 0 : utf8::take_last(before).code;
}

char32_t code_at(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size())
    return 0;
  text.remove_prefix(at);
  return utf8::take(text).code;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    auto rest = text.substr(at);
    auto next = utf8::take(rest);
    if (!utf8::is_white_space(next.code))
      break;
    at += next.bytes.size();
  }
  return at;
}

std::size_t next_s(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && text[at] != 'S' && text[at] != 's')
    ++at;
  return at;
}

std::size_t skip_digits(std::string_view text, std::size_t at) noexcept {
  at = std::min(at, text.size());
  while (at < text.size() && is_digit(text[at]))
    ++at;
  return at;
}

std::size_t skip_dash(std::string_view text, std::size_t at) noexcept {
  return at + word_at(text, at, dashes).size();
}

bool is_whole_number(std::string_view text, std::size_t end) noexcept {
  constexpr std::size_t group = 3;
  auto next = code_at(text, end);
  auto more = skip_digits(text, end + 1) - std::min(end + 1, text.size());
  return !joins_word(next) && next != '%' && (next != '.' || more == 0)
         && (next != ',' || more != group);
}

std::vector<stretch> brackets_in(std::string_view text) {
  std::vector<stretch> found;
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!may_be_bracket(text[at]))
      continue;
    if (!word_at(text, at, opening).empty()) {
      open.push_back(at);
    } else if (!open.empty() && !word_at(text, at, closing).empty()) {
      // What it encloses is known already.
      while (!found.empty() && found.back().begin > open.back())
        found.pop_back();
      found.push_back({open.back(), at});
      open.pop_back();
    }
  }
  return found;
}

std::vector<stretch> ids_in(std::string_view text) {
  std::vector<stretch> found;
  for (auto at = next_s(text, 0); at < text.size(); at = next_s(text, at + 1)) {
    auto end = skip_digits(text, at + 1);
    if (end > at + 1 && end - at - 1 <= max_id_digits
        && !joins_word(code_before(text, at))
        && !joins_word(code_at(text, end)))
      found.push_back({at, end});
  }
  return found;
}

bool id_range::can_be_spelled() const noexcept {
  constexpr unsigned most = 30;
  return first < last && last - first < most;
}

id_range range_at(std::string_view text, const stretch& id, bool is_inside) {
  auto from = skip_blanks(text, id.end);
  auto to = skip_dash(text, from);
  auto has_dash = to != from;
  auto is_spaced = has_dash && (from != id.end || skip_blanks(text, to) != to);
  if (!has_dash)
    to = skip_range_word(text, id.end);
  if (to == id.end)
    return {};
  to = skip_blanks(text, to);
  auto has_letter = to < text.size() && (text[to] == 'S' || text[to] == 's');
  stretch digits{to + has_letter, skip_digits(text, to + has_letter)};
  auto size = digits.end - digits.begin;
  if (size == 0 || size > max_id_digits || !is_whole_number(text, digits.end))
    return {};
  id_range result{.position = {id.begin, digits.end},
                  .first = number_in(text, {id.begin + 1, id.end}),
                  .last = number_in(text, digits),
                  .has_both_ids = has_letter};
  if (has_letter)
    return has_dash || is_inside ? result : id_range{};
  // `S3 – 12 sites` is no range, nor is `S3-2026`.
  return has_dash && !is_spaced && !is_year(result.last) ? result : id_range{};
}

bool follows_name(std::string_view text, std::size_t at) {
  if (at < 2 || text[at - 1] != ' ' || !joins_word(code_before(text, at - 1)))
    return false;
  auto begin = at - 1;
  for (auto rest = text.substr(0, begin);
       !rest.empty() && joins_word(utf8::take_last(rest).code);)
    begin = rest.size();
  auto word = text.substr(begin, at - 1 - begin);
  return is_upper(word.front()) && !is_id(word)
         && std::find(connectives.begin(), connectives.end(), word)
              == connectives.end();
}

marked_text::marked_text(std::string_view text, std::string_view key)
  : text_{text}, is_cell_{holds_sources(key)}, is_symbol_{key == "ticker"},
    ids_{ids_in(text)}, brackets_{is_cell_ ? std::vector<stretch>{}
                                           : brackets_in(text)} {
  // nop
}

bool marked_text::is_inside(std::size_t at) const {
  return is_cell_ || holds(brackets_, at);
}

std::optional<grip> marked_text::grip_of(const stretch& id) const {
  if (is_compound(id))
    return {};
  if (is_inside(id.begin))
    return grip::firm;
  if (is_symbol_ || is_glued(id))
    return {};
  auto is_named = follows_name(text_, id.begin) || precedes_name(text_, id.end);
  return is_named ? grip::named : grip::bare;
}

bool marked_text::is_at_id(std::size_t at) const {
  return holds(ids_, at);
}

/// `S3-compatible`, `S28.4`, `s3.example`.
bool marked_text::is_compound(const stretch& id) const {
  auto after = code_at(text_, id.end);
  auto next = code_at(text_, id.end + 1);
  if (text_[id.begin] == 's' && code_before(text_, id.begin) == '.')
    return true;
  return (after == '-' && is_lower_letter(next) && !is_at_id(id.end + 1))
         || (after == '.'
             && (is_lower_letter(next) || (next >= '0' && next <= '9')));
}

/// `R&S3`, `US-S3`, `S3/A`, `S3+`: joined to anything but another id.
bool marked_text::is_glued(const stretch& id) const {
  constexpr std::u32string_view joints = U"-/&+";
  auto after = code_at(text_, id.end);
  if (joints.find(after) != joints.npos && !is_at_id(id.end + 1)
      && (after == '+' || joins_word(code_at(text_, id.end + 1))))
    return true;
  if (joints.find(code_before(text_, id.begin)) == joints.npos)
    return false;
  auto before = code_before(text_, id.begin - 1);
  return joins_word(before) && !(before >= '0' && before <= '9');
}

} // namespace dossier::report
