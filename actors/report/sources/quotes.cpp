#include "actors/report/sources/quotes.hpp"

#include "actors/report/citations/citations.hpp"
#include "actors/report/schema/members.hpp"
#include "actors/report/section.hpp"
#include "actors/report/word_count.hpp"

#include <array>

namespace dossier::report {

namespace {

using nlohmann::json;

/// Shorter passages in quotation marks are names and terms.
constexpr std::size_t min_passage_words = 4;

struct marks {
  std::string_view open;
  std::string_view close;
};

constexpr auto quotation_marks
  = std::array<marks, 3>{marks{"“", "”"}, marks{"\"", "\""}, marks{"«", "»"}};

/// The first source cited in the sentence that `rest` goes on with.
std::string citation_after(std::string_view rest) {
  auto end = rest.find_first_of(".!?\n");
  for (const auto& one : references_in(rest))
    if (end == std::string_view::npos || one.begin < end)
      return id_at(rest, one);
  return {};
}

void find_passages(std::string_view text, const marks& mark,
                   std::vector<quote>& into) {
  for (auto open = text.find(mark.open); open != std::string_view::npos;) {
    auto begin = open + mark.open.size();
    auto close = text.find(mark.close, begin);
    if (close == std::string_view::npos)
      return;
    auto passage = text.substr(begin, close - begin);
    auto source = citation_after(text.substr(close + mark.close.size()));
    if (!source.empty() && count_words(passage) >= min_passage_words)
      into.push_back({std::string{passage}, std::move(source)});
    open = text.find(mark.open, close + mark.close.size());
  }
}

void collect(const json& value, std::vector<quote>& into) {
  if (value.is_string())
    for (const auto& mark : quotation_marks)
      find_passages(value.get_ref<const std::string&>(), mark, into);
  if (value.is_array())
    for (const auto& next : value)
      collect(next, into);
  if (!value.is_object())
    return;
  auto text = text_at(value, "quote");
  auto source = text_at(value, "source");
  bool is_quote = !text.empty() && !source.empty();
  if (is_quote)
    into.push_back({std::move(text), std::move(source)});
  for (const auto& [key, next] : value.items())
    if (may_cite(key) && !brings_sources(key) && !(is_quote && key == "quote"))
      collect(next, into);
}

} // namespace

std::vector<quote> quotes_in(const json& document) {
  std::vector<quote> result;
  collect(document, result);
  return result;
}

std::map<std::string, unsigned>
quote_counts(const std::vector<section_text>& outputs) {
  std::map<std::string, unsigned> counts;
  for (const auto& text : outputs)
    for (const auto& [ignored, source] : quotes_in(to_document(text)))
      ++counts[source];
  return counts;
}

} // namespace dossier::report
