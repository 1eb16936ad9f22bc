#include "config/models/models.hpp"

#include "config/models/check.hpp"
#include "config/object_reader.hpp"
#include "config/settings.hpp"
#include "messages/visible.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <toml++/toml.h>
#include <tuple>

namespace dossier::config {

namespace {

using nlohmann::json;

/// Nano-dollars a token for a dollar a million tokens.
constexpr double nano_per_unit = 1000;

/// Dearer than any model, and far from where sums overflow.
constexpr double max_price = 100'000;
constexpr double max_factor = 100;

constexpr int most_tokens = 100'000'000;

/// What reading one file takes.
struct loading {
  std::string file;
  faults into;
};

// -- TOML as JSON, which the reader reads -------------------------------------

json json_of(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    auto result = json::object();
    for (const auto& [key, value] : *table)
      result[std::string{key.str()}] = json_of(value);
    return result;
  }
  if (const auto* list = node.as_array()) {
    auto result = json::array();
    for (const auto& each : *list)
      result.push_back(json_of(each));
    return result;
  }
  if (auto day = node.value_exact<toml::date>()) {
    auto date = std::chrono::year{day->year} / day->month / day->day;
    return to_date(timestamp{std::chrono::sys_days{date}});
  }
  if (auto text = node.value_exact<std::string>())
    return *text;
  if (auto whole = node.value_exact<std::int64_t>())
    return *whole;
  if (auto number = node.value_exact<double>())
    return *number;
  if (auto flag = node.value_exact<bool>())
    return *flag;
  return nullptr;
}

// -- values -------------------------------------------------------------------

/// Left out, or not empty.
std::string text_if_any(object_reader& from, const char* key) {
  return from.member(key) ? from.text(key) : std::string{};
}

/// TOML writes a day as it is, or as a text.
std::optional<calendar_day> read_day(object_reader& from, const char* key) {
  const auto* value = from.member(key);
  if (!value)
    return {};
  const auto text = value->is_string() ? value->get<std::string>() : "";
  if (auto when = parse_timestamp(text + "T00:00:00Z"))
    return std::chrono::floor<std::chrono::days>(*when);
  from.refuse(key, "is no day such as 2026-11-30");
  return {};
}

/// Whole thousandths only: what is billed is exact. Nothing is for nothing:
/// what has no price is left out.
std::optional<std::int64_t> read_thousandths(object_reader& from,
                                             const char* key, double most) {
  const auto* value = from.member(key);
  if (!value)
    return {};
  auto amount = value->is_number() ? value->get<double>() : -1;
  auto scaled = amount * nano_per_unit;
  if (std::round(scaled) >= 1 && amount <= most
      && std::abs(scaled - std::round(scaled)) < 1e-6)
    return std::llround(scaled);
  from.refuse(key, "is no number above 0, up to "
                     + std::to_string(std::llround(most))
                     + ", of at most three decimals");
  return {};
}

nano_usd read_price(object_reader& from, const char* key) {
  if (!from.member(key))
    from.refuse(key, "is missing");
  return read_thousandths(from, key, max_price).value_or(0);
}

price_row read_row(loading& at, const json& value, const std::string& pointer) {
  object_reader from{value, at.file, pointer, at.into};
  price_row result;
  if (!from.member("from"))
    from.refuse("from", "is missing");
  result.from = read_day(from, "from").value_or(calendar_day{});
  result.above_input_tokens
    = from.number_or("above_input_tokens", 0, 0, most_tokens);
  result.prices.input = read_price(from, "input");
  result.prices.cache_write_5m = read_price(from, "cache_write_5m");
  result.prices.cache_write_1h = read_price(from, "cache_write_1h");
  result.prices.cache_read = read_price(from, "cache_read");
  result.prices.output = read_price(from, "output");
  from.refuse_the_rest();
  return result;
}

// -- models -------------------------------------------------------------------

void read_prices(loading& at, object_reader& from, model_facts& model) {
  const auto* rows = from.member("prices");
  if (!rows)
    return;
  if (!rows->is_array())
    return from.refuse("prices", "is no list");
  for (std::size_t i = 0; i < rows->size(); ++i)
    model.prices.push_back(
      read_row(at, (*rows)[i], from.pointer_to("prices/" + std::to_string(i))));
}

bool is_effort(const json& value) {
  return value.is_string()
         && std::find(effort_levels.begin(), effort_levels.end(),
                      value.get<std::string>())
              != effort_levels.end();
}

/// Thinking of the type `enabled` asks for a budget of tokens, which no request
/// of ours names.
bool is_thinking_mode(const std::string& name) {
  return name == "adaptive" || name == "between_tools" || name == "disabled";
}

void read_modes(object_reader& from, model_facts& model) {
  const auto* modes = from.member("thinking_modes");
  if (!modes)
    return;
  if (!modes->is_object())
    return from.refuse("thinking_modes",
                       "is no table of efforts by mode, such as "
                       "{ adaptive = [\"low\", \"high\"] }");
  for (const auto& [mode, efforts] : modes->items()) {
    const auto key = "thinking_modes/" + mode;
    if (!is_thinking_mode(mode))
      from.refuse(key, "is none of: adaptive between_tools disabled");
    else if (!efforts.is_array()
             || !std::all_of(efforts.begin(), efforts.end(), is_effort))
      from.refuse(key, "is no list of: low medium high xhigh max");
    else
      model.thinking_modes[mode] = efforts.get<std::vector<std::string>>();
  }
}

/// What the table says of the provider has to be possible; what an operator
/// asks for has to be allowed.
void read_thought(loading& at, object_reader& from, model_facts& model) {
  const auto before = at.into.size();
  read_modes(from, model);
  model.default_thinking = text_if_any(from, "default_thinking");
  model.default_effort = text_if_any(from, "default_effort");
  const auto choice
    = std::pair{text_if_any(from, "thinking"), text_if_any(from, "effort")};
  if (at.into.size() > before)
    return;
  auto usual = model;
  usual.thinking = model.default_thinking;
  usual.effort = model.default_effort;
  if (auto why = objection_to_thought(usual))
    return from.refuse("default_" + std::string{why->key}, why->reason);
  std::tie(model.thinking, model.effort) = choice;
  if (auto why = objection_to_thought(model))
    from.refuse(std::string{why->key}, why->reason);
}

constexpr std::array makers{provider_kind::anthropic, provider_kind::openai};

/// Empty: there is such a provider.
std::string objection_to_provider(std::string_view name) {
  std::string names;
  for (auto each : makers) {
    if (to_string(each) == name)
      return {};
    names += ' ' + std::string{to_string(each)};
  }
  return "is none of:" + names;
}

std::string read_provider(object_reader& from) {
  auto result = from.text("provider");
  if (result.empty())
    return result;
  if (auto why = objection_to_provider(result); !why.empty())
    from.refuse("provider", why);
  return result;
}

/// Goes into requests and into lines for people.
bool is_model_id(const std::string& text) {
  const auto is_control
    = [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; };
  return !text.empty() && visible_part(text) == text
         && std::none_of(text.begin(), text.end(), is_control);
}

std::string read_id(object_reader& from) {
  auto result = from.text("id");
  if (!result.empty() && !is_model_id(result))
    from.refuse("id", "has a blank at an end, or a control character");
  return result;
}

model_facts read_model(loading& at, const json& value,
                       const std::string& pointer) {
  object_reader from{value, at.file, pointer, at.into};
  model_facts result;
  result.id = read_id(from);
  result.provider = read_provider(from);
  result.max_output = from.number_or("max_output", 0, 1, most_tokens);
  read_thought(at, from, result);
  if (auto share = read_thousandths(from, "us_region", max_factor))
    result.us_region_permille = static_cast<int>(*share);
  result.retires = read_day(from, "retires");
  result.retires_no_sooner_than = read_day(from, "retires_no_sooner_than");
  result.replacement = text_if_any(from, "replacement");
  read_prices(at, from, result);
  from.refuse_the_rest();
  return result;
}

/// By its id; by its number, from 0, where it has none.
std::string pointer_to_entry(const json& value, std::size_t number) {
  const auto id = value.is_object() ? value.value("id", json{}) : json{};
  const auto is_named = id.is_string() && is_model_id(id.get<std::string>());
  return pointer_to_model(is_named ? id.get<std::string>()
                                   : std::to_string(number));
}

void read_defaults(loading& at, const json* value, model_catalog& catalog) {
  if (!value)
    return;
  object_reader from{*value, at.file, "/default", at.into};
  if (!value->is_object())
    return;
  for (const auto& [provider, ignored] : value->items()) {
    catalog.defaults[provider] = from.text(provider.c_str());
    if (auto why = objection_to_provider(provider); !why.empty())
      from.refuse(provider, why);
  }
}

model_catalog read_catalog(loading& at, const json& document) {
  object_reader from{document, at.file, "", at.into};
  model_catalog result;
  read_defaults(at, from.member("default"), result);
  const auto* models = from.member("model");
  if (!models || !models->is_array())
    from.refuse("model", models ? "is no list of tables" : "is missing");
  else
    for (std::size_t i = 0; i < models->size(); ++i)
      result.models.push_back(
        read_model(at, (*models)[i], pointer_to_entry((*models)[i], i)));
  from.refuse_the_rest();
  if (at.into.empty())
    at.into = objections_to(result, at.file);
  return result;
}

} // namespace

std::variant<model_catalog, faults>
load_models(const std::filesystem::path& file) {
  loading at{.file = file.generic_string()};
  std::ifstream in{file, std::ios::binary};
  std::error_code error;
  if (!in || std::filesystem::is_directory(file, error))
    return faults{{.file = at.file, .reason = "cannot be read"}};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  try {
    auto result = read_catalog(at, json_of(toml::parse(text)));
    if (at.into.empty())
      return result;
  } catch (const toml::parse_error& broken) {
    at.into.push_back({.file = at.file,
                       .line = broken.source().begin.line,
                       .reason = std::string{broken.description()}});
  }
  return std::move(at.into);
}

} // namespace dossier::config
