/// What looks like a citation and does not say of which source.

#include "actors/report/citations/reference_marks.hpp"
#include "messages/utf8.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

/// Of a number without its letter, as the second of `S1, 28`.
constexpr std::size_t max_bare_digits = 3;

/// Behind a number that goes on a list of ids, as in `S1, 28`; `at` itself
/// where there is none.
std::size_t skip_number(std::string_view text, std::size_t at) {
  constexpr std::string_view joints = ",;/&+|";
  constexpr std::string_view ends = ",;/&+|)]}";
  auto from = skip_blanks(text, at);
  if (text.substr(from).starts_with("and "))
    from += 4;
  else if (from < text.size() && joints.find(text[from]) != text.npos)
    ++from;
  else
    return at;
  from = skip_blanks(text, from);
  auto end = skip_digits(text, from);
  auto rest = text.substr(skip_blanks(text, end));
  auto goes_on = rest.empty() || ends.find(rest.front()) != ends.npos
                 || rest.starts_with("and ");
  return end > from && end - from <= max_bare_digits && goes_on
             && is_whole_number(text, end)
           ? end
           : at;
}

/// Behind what hangs on an id in brackets or a cell and is none: `.4`, `a`.
std::size_t skip_tail(std::string_view text, std::size_t end) {
  constexpr std::size_t max_letters = 2;
  if (code_at(text, end) == '.' && skip_digits(text, end + 1) > end + 1)
    return skip_digits(text, end + 1);
  auto at = end;
  while (at < text.size() && is_lower_letter(code_at(text, at)))
    ++at;
  return at - end <= max_letters && !joins_word(code_at(text, at)) ? at : end;
}

/// Whether a digit of another script is at `at`.
bool is_foreign_digit(std::string_view text, std::size_t at) {
  if (code_at(text, at) < 0x80)
    return false;
  auto rest = text.substr(at);
  auto folded = utf8::fold(utf8::take(rest).bytes);
  return folded.size() == 1 && is_digit(folded.front());
}

/// The end of what begins with the S at `at`, looks like an id, and is none.
std::size_t end_of_odd_id(std::string_view text, std::size_t at) {
  if (joins_word(code_before(text, at)))
    return at;
  auto end = skip_digits(text, at + 1);
  if (end > at + 1)
    return skip_tail(text, end) > end ? skip_tail(text, end) : at;
  if (is_foreign_digit(text, at + 1))
    return utf8::next_border(text, at + 2);
  auto from = skip_blanks(text, at + 1);
  end = skip_digits(text, from);
  auto rest = text.substr(skip_blanks(text, end));
  auto is_spaced = text[at] == 'S' && from > at + 1 && end > from
                   && end - from <= max_bare_digits
                   && is_whole_number(text, end);
  auto is_alone
    = rest.empty() || std::string_view{",;)]}"}.find(rest.front()) != rest.npos;
  return is_spaced && is_alone ? end : at;
}

} // namespace

std::vector<std::string> unclear_in(std::string_view text,
                                    std::string_view key) {
  marked_text marked{text, key};
  std::vector<std::string> found;
  auto note = [&](std::size_t begin, std::size_t end) {
    if (end > begin)
      found.emplace_back(text.substr(begin, end - begin));
  };
  for (const auto& id : marked.ids()) {
    auto is_inside = marked.is_inside(id.begin);
    auto range = range_at(text, id, is_inside);
    if (range.is_found() && !follows_name(text, id.begin))
      note(id.begin, range.position.end);
    else if (is_inside && skip_number(text, id.end) > id.end)
      note(id.begin, skip_number(text, id.end));
  }
  if (!marked.has_inside())
    return found;
  for (auto at = next_s(text, 0); at < text.size(); at = next_s(text, at + 1))
    if (marked.is_inside(at))
      note(at, end_of_odd_id(text, at));
  return found;
}

} // namespace dossier::report
