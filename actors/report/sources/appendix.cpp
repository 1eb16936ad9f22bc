#include "actors/report/sources/appendix.hpp"

#include "actors/report/schema/members.hpp"
#include "actors/report/section.hpp"
#include "actors/report/sources/sources.hpp"
#include "messages/utf8.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

using nlohmann::json;

constexpr auto unknown_text = "–";

struct section {
  std::string name;
  json document;
};

/// What model stages wrote, in pipeline order, and the names of those missing.
struct material {
  std::vector<section> sections;
  std::vector<std::string> failed;
  json foundation;
};

material gather(const compute_inputs& inputs) {
  material result;
  const auto& edges = inputs.graph.stages[inputs.stage];
  for (std::size_t i = 0; i < inputs.graph.stages.size(); ++i) {
    const auto& stage = inputs.graph.stages[i];
    bool awaited = edges.needs.test(i) || edges.prefers.test(i);
    if (!awaited || stage.kind == stage_kind::computed)
      continue;
    auto text = i < inputs.outputs.size() ? inputs.outputs[i] : nullptr;
    if (!text)
      result.failed.push_back(stage.name);
    else
      result.sections.push_back({stage.name, to_document(text)});
    if (text && i == inputs.graph.foundation)
      result.foundation = result.sections.back().document;
  }
  return result;
}

std::string text_or_unknown(const json& object, const char* key) {
  auto text = text_at(object, key);
  return text.empty() ? unknown_text : text;
}

std::string or_unknown(const std::string& text) {
  return text.empty() ? unknown_text : text;
}

// -- sources ------------------------------------------------------------------

json reference_of(const source& entry) {
  json url = entry.url.empty() ? json{} : json(entry.url);
  return {{"id", entry.id},
          {"citation", or_unknown(entry.citation)},
          {"url", std::move(url)},
          {"type", entry.type.empty() ? "unknown" : entry.type},
          {"date", or_unknown(entry.date)},
          {"sections_used_in", json::array()}};
}

/// Stands for an id that is cited and nowhere explained.
json stub_of(const std::string& id) {
  return reference_of({.id = id,
                       .citation = "[citation needed]",
                       .url = "",
                       .type = "unknown",
                       .date = ""});
}

/// Listed where the schema has that list, else read off the text.
std::vector<std::string> ids_of(const json& document,
                                const source_catalog& catalog) {
  return document.is_object() && document.contains("sources_used")
           ? sources_used(document)
           : cited_ids(document, catalog);
}

struct references {
  json list = json::array();
  std::size_t stubs = 0;
};

references list_sources(const source_catalog& catalog,
                        const std::vector<section>& sections) {
  references result;
  std::map<std::pair<unsigned, std::string>, json> by_number;
  auto key_of = [](const std::string& id) {
    return std::pair{source_number(id).value_or(~0U), id};
  };
  for (const auto& entry : catalog)
    by_number.emplace(key_of(entry.id), reference_of(entry));
  for (const auto& [name, document] : sections)
    for (const auto& id : ids_of(document, catalog)) {
      auto [at, is_new] = by_number.try_emplace(key_of(id));
      if (is_new) {
        at->second = stub_of(id);
        ++result.stubs;
      }
      auto& users = at->second["sections_used_in"];
      if (std::find(users.begin(), users.end(), name) == users.end())
        users.push_back(name);
    }
  for (auto& [key, entry] : by_number)
    result.list.push_back(std::move(entry));
  return result;
}

// -- rates and averages -------------------------------------------------------

const char* rate_in_words(const std::string& letter) {
  if (letter == "A")
    return "Rate disclosed by the company";
  if (letter == "B")
    return "Average of the period (Bloomberg, Reuters or a central bank)";
  return "Current spot rate";
}

const char* dataset_in_words(const std::string& letter) {
  if (letter == "A")
    return "Industry dataset (such as Damodaran, S&P Capital IQ or an "
           "association)";
  if (letter == "B")
    return "Average of three to five peers";
  return "Estimate";
}

json list_rates(const json& foundation) {
  auto rates = json::array();
  if (!foundation.is_object() || !foundation.contains("fx_rates"))
    return rates;
  for (const auto& [pair, rate] : foundation["fx_rates"].items()) {
    if (!rate.is_object() || !rate.contains("rate")
        || !rate["rate"].is_number())
      continue;
    auto letter = text_or_unknown(rate, "source");
    rates.push_back({{"currency_pair", pair},
                     {"rate", rate["rate"]},
                     {"source", letter},
                     {"source_description", rate_in_words(letter)}});
  }
  return rates;
}

json industry_averages(const json& foundation) {
  json known;
  if (foundation.is_object() && foundation.contains("industry_averages"))
    known = foundation["industry_averages"];
  auto letter = text_or_unknown(known, "source");
  if (letter == unknown_text)
    letter = "C";
  return {{"source", letter},
          {"dataset", text_or_unknown(known, "dataset")},
          {"description", dataset_in_words(letter)}};
}

// -- calculations -------------------------------------------------------------

struct calculations {
  json list = json::array();
  std::size_t too_short = 0;
};

void collect(const json& value, const std::string& section,
             calculations& into) {
  if (value.is_array())
    for (const auto& next : value)
      collect(next, section, into);
  if (!value.is_object())
    return;
  for (const auto& [key, next] : value.items()) {
    if (key != "derived_metrics" || !next.is_array()) {
      collect(next, section, into);
      continue;
    }
    for (const auto& metric : next) {
      auto calculation = text_or_unknown(metric, "calculation");
      into.too_short += utf8::count(calculation) < min_calculation_characters;
      into.list.push_back({{"section", section},
                           {"metric", text_or_unknown(metric, "metric")},
                           {"formula", text_or_unknown(metric, "formula")},
                           {"calculation", calculation},
                           {"source", text_or_unknown(metric, "source")}});
    }
  }
}

// -- confidence ---------------------------------------------------------------

json confidence_from(std::size_t stubs, std::size_t too_short) {
  constexpr std::size_t few = 2;
  auto level = confidence::low;
  if (stubs == 0 && too_short == 0)
    level = confidence::high;
  else if (stubs <= few && too_short <= few)
    level = confidence::medium;
  auto reason = level == confidence::high
                  ? std::string{"Every citation is explained and every "
                                "calculation is shown."}
                  : std::to_string(stubs) + " citations are unexplained and "
                      + std::to_string(too_short)
                      + " calculations are too short to follow.";
  return {{"level", to_string(level)}, {"reason", reason}};
}

} // namespace

json appendix(const compute_inputs& inputs) {
  auto [sections, failed, foundation] = gather(inputs);
  auto sources = list_sources(inputs.sources, sections);
  calculations derived;
  for (const auto& [name, document] : sections)
    collect(document, name, derived);
  auto ids = json::array();
  for (const auto& entry : sources.list)
    ids.push_back(entry["id"]);
  return {{"source_references", std::move(sources.list)},
          {"fx_rates_and_industry",
           {{"fx_rates", list_rates(foundation)},
            {"industry_averages", industry_averages(foundation)}}},
          {"derived_metrics", std::move(derived.list)},
          {"failed_sections", failed},
          {"confidence", confidence_from(sources.stubs, derived.too_short)},
          {"sources_used", std::move(ids)}};
}

} // namespace dossier::report
