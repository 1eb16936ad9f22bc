/// What falls short in a finished report without having been refused.

#include "actors/report/review.hpp"
#include "actors/report/section.hpp"
#include "actors/report/sources/quotes.hpp"
#include "actors/report/word_count.hpp"

#include <set>

namespace dossier::report {

namespace {

/// `quoted` holds the sources that earlier sections have quoted.
void judge_quotes(const nlohmann::json& document, stage_index stage,
                  std::set<std::string>& quoted, std::vector<warning>& into) {
  for (const auto& [text, source] : quotes_in(document)) {
    if (auto words = count_words(text); words > max_quote_words)
      into.push_back({.code = "quote_too_long",
                      .stage = stage,
                      .detail = "a quote from " + source + " has "
                                + std::to_string(words) + " words, more than "
                                + std::to_string(max_quote_words)});
    if (!quoted.insert(source).second)
      into.push_back(
        {.code = "quote_repeated",
         .stage = stage,
         .detail = source + " is quoted more than once in the report"});
  }
}

} // namespace

std::vector<warning>
report_warnings(const pipeline& graph, const std::vector<section_text>& outputs,
                const source_catalog& sources, timestamp now) {
  std::vector<warning> found;
  std::set<std::string> quoted;
  auto count = std::min(graph.stages.size(), outputs.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (!outputs[i] || graph.stages[i].kind == stage_kind::computed)
      continue;
    auto index = static_cast<stage_index>(i);
    auto document = to_document(outputs[i]);
    auto more = warnings_of(document, graph.stages[i],
                            {.stage = index,
                             .part = part::whole,
                             .shown = sources,
                             .outputs = outputs,
                             .now = now},
                            graph);
    found.insert(found.end(), more.begin(), more.end());
    judge_quotes(document, index, quoted, found);
  }
  return found;
}

} // namespace dossier::report
