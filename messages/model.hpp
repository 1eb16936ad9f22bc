/// What an operator knows of a model: what it costs, what it takes, until when
/// it answers.

#pragma once

#include "messages/stage.hpp"

#include <map>

namespace dossier {

using calendar_day = std::chrono::sys_days;

/// Of one token each.
struct token_prices {
  nano_usd input = 0;
  nano_usd cache_write_5m = 0;
  nano_usd cache_write_1h = 0;
  nano_usd cache_read = 0;
  nano_usd output = 0;

  friend bool operator==(const token_prices&, const token_prices&) = default;
};

/// Prices from a day on, for requests with more input than so many tokens.
struct price_row {
  calendar_day from;
  std::int64_t above_input_tokens = 0;
  token_prices prices;
};

struct model_facts {
  std::string id;
  std::string provider;
  /// Most tokens of one answer; 0: unknown.
  int max_output = 0;
  /// Asked for with every request; empty: left to the provider.
  std::string thinking;
  std::string effort;
  /// What a token costs in the region that costs more, in thousandths.
  int us_region_permille = 1000;
  /// From this day on requests fail.
  std::optional<calendar_day> retires;
  /// Id of the model to take instead; empty: unknown.
  std::string replacement;
  /// Empty: what it costs is not known.
  std::vector<price_row> prices;
};

struct model_catalog {
  /// By provider.
  std::map<std::string, std::string, std::less<>> defaults;
  std::vector<model_facts> models;
};

/// Also by an id with a date at its end, such as `claude-haiku-4-5-20251001`.
/// Null: the model is not known, which does not keep anyone from using it.
const model_facts* find_model(const model_catalog& among, std::string_view id);

/// Day and model to take instead, in words, once the model is retired on
/// `today`; empty before.
std::string retirement_of(const model_facts& model, calendar_day today);

} // namespace dossier
