/// What an operator knows of a model: what it costs, what it takes, until when
/// it answers.

#pragma once

#include "messages/stage.hpp"

#include <array>
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
  /// How it may be asked to think, and with which efforts each way goes; a way
  /// without any goes only with none named. Empty: unknown.
  std::map<std::string, std::vector<std::string>, std::less<>> thinking_modes;
  /// What the provider takes where a request names none; empty: unknown.
  std::string default_thinking;
  std::string default_effort;
  /// Asked for with every request; empty: left to the provider.
  std::string thinking;
  std::string effort;
  /// What a token costs in the region that costs more, in thousandths.
  int us_region_permille = 1000;
  /// From this day on requests fail.
  std::optional<calendar_day> retires;
  /// Its maker has promised not to retire it earlier.
  std::optional<calendar_day> retires_no_sooner_than;
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

/// Of every effort there is, from the least.
inline constexpr std::array<std::string_view, 5> effort_levels{
  "low", "medium", "high", "xhigh", "max"};

/// What keeps the provider from taking a model's `thinking` and `effort`.
struct thought_objection {
  /// The one of the two that has to change.
  std::string_view key;
  /// What is wrong, and what is allowed.
  std::string reason;
};

/// Nothing: the provider takes both, together and with its own defaults.
std::optional<thought_objection> objection_to_thought(const model_facts& model);

/// Day and model to take instead, in words, once the model is retired on
/// `today`; empty before.
std::string retirement_of(const model_facts& model, calendar_day today);

} // namespace dossier
