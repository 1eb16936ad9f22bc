#include "tests/config/models_world.hpp"
#include "tests/support/places.hpp"

using namespace dossier;
using namespace dossier::config;
using namespace dossier::test;

namespace {

model_catalog shipped() {
  auto outcome
    = load_models(std::filesystem::path{source_dir()} / "config/models.toml");
  if (const auto* found = std::get_if<faults>(&outcome))
    FAIL(to_string(found->front()));
  return std::get<model_catalog>(std::move(outcome));
}

calendar_day day(const char* text) {
  return std::chrono::floor<std::chrono::days>(
    *parse_timestamp(std::string{text} + "T00:00:00Z"));
}

/// A model with two ways of thinking, one of which goes with little effort.
std::string thinking(const std::string& lines) {
  return model_with("thinking_modes = { adaptive = [\"low\", \"high\", "
                    "\"max\"], between_tools = [\"low\"] }\n"
                    "default_thinking = \"adaptive\"\n"
                    "default_effort = \"high\"\n"
                    + lines);
}

} // namespace

TEST_CASE("the table as it is shipped loads, and has its default") {
  auto models = shipped();
  CHECK(models.defaults.at("anthropic") == "claude-sonnet-5-5");
  for (const auto& each : models.models) {
    CAPTURE(each.id);
    CHECK(each.provider == "anthropic");
    CHECK(each.max_output >= 64'000);
    CHECK_FALSE(each.prices.empty());
  }
}

TEST_CASE("the shipped prices are what the provider lists") {
  struct example {
    const char* id;
    token_prices first;
  };
  auto models = shipped();
  for (const auto& [id, prices] : std::vector<example>{
         {"claude-sonnet-4-5", {3000, 3750, 6000, 300, 15000}},
         {"claude-sonnet-4-6", {3000, 3750, 6000, 300, 15000}},
         {"claude-sonnet-5", {2000, 2500, 4000, 200, 10000}},
         {"claude-sonnet-5-5", {2000, 2500, 4000, 200, 10000}},
         {"claude-haiku-4-5", {1000, 1250, 2000, 100, 5000}},
         {"claude-haiku-5-5", {100, 125, 200, 10, 500}},
         {"claude-opus-4-5", {5000, 6250, 10000, 500, 25000}},
         {"claude-opus-4-6", {5000, 6250, 10000, 500, 25000}},
         {"claude-opus-4-7", {5000, 6250, 10000, 500, 25000}},
         {"claude-opus-4-8", {5000, 6250, 10000, 500, 25000}},
         {"claude-opus-5", {5000, 6250, 10000, 500, 25000}},
         {"claude-opus-5-5", {4000, 5000, 8000, 200, 20000}},
         {"claude-fable-5", {10000, 12500, 20000, 1000, 50000}},
         {"claude-fable-5-1", {10000, 12500, 20000, 250, 50000}},
         {"claude-fable-5-2", {8000, 10000, 16000, 200, 40000}}}) {
    CAPTURE(id);
    const auto* found = find_model(models, id);
    REQUIRE(found);
    CHECK(found->prices.at(0).prices == prices);
  }
  const auto& haiku = *find_model(models, "claude-haiku-5-5");
  CHECK(haiku.prices.at(1).above_input_tokens == 100'000);
  CHECK(haiku.prices.at(1).prices == token_prices{500, 625, 1000, 50, 2500});
  const auto& sonnet = *find_model(models, "claude-sonnet-5-5");
  CHECK(sonnet.prices.at(1).from == day("2026-10-07"));
  CHECK(sonnet.prices.at(1).prices.cache_read == 100);
  CHECK(sonnet.us_region_permille == 1100);
}

TEST_CASE("the shipped table says from when to when models answer") {
  struct example {
    const char* id;
    const char* priced_from;
    int max_output;
    const char* retires;
    const char* replacement;
  };
  auto models = shipped();
  const auto table = std::vector<example>{
    {"claude-sonnet-5-5", "2026-09-28", 128'000, "", ""},
    {"claude-sonnet-5", "2026-06-30", 128'000, "", "claude-sonnet-5-5"},
    {"claude-sonnet-4-6", "2026-02-17", 128'000, "", "claude-sonnet-5-5"},
    {"claude-sonnet-4-5", "2025-09-29", 64'000, "2026-11-30",
     "claude-sonnet-5-5"},
    {"claude-haiku-5-5", "2026-10-07", 128'000, "", ""},
    {"claude-haiku-4-5", "2025-10-15", 64'000, "", "claude-haiku-5-5"},
    {"claude-opus-5-5", "2026-09-22", 128'000, "", ""},
    {"claude-opus-5", "2026-07-24", 128'000, "", "claude-opus-5-5"},
    {"claude-opus-4-8", "2026-05-28", 128'000, "", "claude-opus-5-5"},
    {"claude-opus-4-7", "2026-04-16", 128'000, "", "claude-opus-5-5"},
    {"claude-opus-4-6", "2026-02-05", 128'000, "", "claude-opus-5-5"},
    {"claude-opus-4-5", "2025-11-24", 64'000, "2027-01-22", "claude-opus-5-5"},
    {"claude-fable-5-2", "2026-11-09", 128'000, "", ""},
    {"claude-fable-5-1", "2026-09-01", 128'000, "", "claude-fable-5-2"},
    {"claude-fable-5", "2026-06-09", 128'000, "", "claude-fable-5-2"},
  };
  CHECK(models.models.size() == table.size());
  for (const auto& [id, from, most, retires, replacement] : table) {
    CAPTURE(id);
    const auto* found = find_model(models, id);
    REQUIRE(found);
    CHECK(found->prices.at(0).from == day(from));
    CHECK(found->max_output == most);
    CHECK((found->retires ? to_date(timestamp{*found->retires}) : "")
          == retires);
    CHECK(found->replacement == replacement);
  }
}

TEST_CASE("each shipped model takes the thinking and effort it is known for") {
  const std::string none, all = "low medium high xhigh max",
                          upto_high = "low medium high",
                          no_xhigh = "low medium high max";
  using modes = std::map<std::string, std::string>;
  /// With which efforts each way of thinking goes; the empty one is that of a
  /// request that names none.
  const auto table = std::map<std::string, modes>{
    {"claude-sonnet-5-5",
     {{"", all}, {"adaptive", all}, {"between_tools", upto_high}}},
    {"claude-sonnet-5", {{"", all}, {"adaptive", all}, {"disabled", all}}},
    {"claude-sonnet-4-6",
     {{"", no_xhigh}, {"adaptive", no_xhigh}, {"disabled", no_xhigh}}},
    {"claude-sonnet-4-5", {{"", none}, {"disabled", none}}},
    {"claude-haiku-5-5",
     {{"", all}, {"adaptive", all}, {"disabled", upto_high}}},
    {"claude-haiku-4-5", {{"", none}, {"disabled", none}}},
    {"claude-opus-5-5", {{"", all}, {"adaptive", all}}},
    {"claude-opus-5", {{"", all}, {"adaptive", all}, {"disabled", upto_high}}},
    {"claude-opus-4-8", {{"", all}, {"adaptive", all}, {"disabled", all}}},
    {"claude-opus-4-7", {{"", all}, {"adaptive", all}, {"disabled", all}}},
    {"claude-opus-4-6",
     {{"", no_xhigh}, {"adaptive", no_xhigh}, {"disabled", no_xhigh}}},
    {"claude-opus-4-5", {{"", upto_high}, {"disabled", upto_high}}},
    {"claude-fable-5-2", {{"", all}, {"adaptive", all}}},
    {"claude-fable-5-1", {{"", all}, {"adaptive", all}}},
    {"claude-fable-5", {{"", all}, {"adaptive", all}}},
  };
  const auto shipped_models = shipped();
  for (auto model : shipped_models.models) {
    const auto& taken = table.at(model.id);
    for (const auto* thinking :
         {"", "adaptive", "between_tools", "disabled", "enabled", "none"})
      for (const auto* effort :
           {"", "low", "medium", "high", "xhigh", "max", "minimal"}) {
        CAPTURE(model.id, thinking, effort);
        model.thinking = thinking;
        model.effort = effort;
        const auto mode = taken.find(thinking);
        const auto is_taken
          = mode != taken.end()
            && (' ' + mode->second + ' ')
                   .find(' ' + model.effort + (*effort ? " " : ""))
                 != std::string::npos;
        CHECK(objection_to_thought(model).has_value() != is_taken);
      }
  }
}

TEST_CASE("a model is found by its id, with a date too") {
  auto models = shipped();
  CHECK(find_model(models, "claude-haiku-4-5")->id == "claude-haiku-4-5");
  CHECK(find_model(models, "claude-haiku-4-5-20251001")->id
        == "claude-haiku-4-5");
  CHECK(find_model(models, "claude-opus-5")->id == "claude-opus-5");
  for (const auto* unknown :
       {"", "claude", "claude-haiku-4-5-x", "claude-haiku-4-5-2025100",
        "claude-haiku-4-5-2025100x", "xclaude-haiku-4-5"})
    CHECK_FALSE(find_model(models, unknown));
}

TEST_CASE("a model that is retired is named with the one to take instead") {
  auto models = shipped();
  const auto& old = *find_model(models, "claude-sonnet-4-5");
  CHECK(retirement_of(old, day("2026-11-29")).empty());
  CHECK(retirement_of(old, day("2026-11-30"))
        == "the model claude-sonnet-4-5 was retired on 2026-11-30; set "
           "provider.model = \"claude-sonnet-5-5\"");
  CHECK(retirement_of(*find_model(models, "claude-opus-5-5"), day("2099-01-01"))
          .empty());
}

TEST_CASE_METHOD(models_world, "an entry is read whole") {
  auto models = std::get<model_catalog>(load(
    "[default]\nanthropic = \"m\"\n"
    + model_with("max_output = 5\nthinking_modes = { adaptive = [\"low\", "
                 "\"max\"], disabled = [] }\ndefault_thinking = \"disabled\"\n"
                 "thinking = \"adaptive\"\neffort = \"low\"\n"
                 "retires = 2030-01-02\nus_region = 1.1\n"
                 "retires_no_sooner_than = 2029-01-02\n"
                 "replacement = \"n\"\nprices = [{ from = 2026-01-01, "
                 "above_input_tokens = 7, input = 0.001, cache_write_5m = 2, "
                 "cache_write_1h = 3.0, cache_read = 4.5, output = 1e1 }, "
                 "{ from = \"2026-01-01\", input = 1, cache_write_5m = 1, "
                 "cache_write_1h = 1, cache_read = 1, output = 1 }]")
    + model_with("", "n")));
  const auto& model = models.models.at(0);
  CHECK(model.max_output == 5);
  CHECK(model.thinking == "adaptive");
  CHECK(model.thinking_modes
        == decltype(model.thinking_modes){{"adaptive", {"low", "max"}},
                                          {"disabled", {}}});
  CHECK(model.default_thinking == "disabled");
  CHECK(model.default_effort.empty());
  CHECK(model.retires_no_sooner_than == day("2029-01-02"));
  CHECK(model.effort == "low");
  CHECK(model.retires == day("2030-01-02"));
  CHECK(model.us_region_permille == 1100);
  CHECK(model.prices.at(0).from == day("2026-01-01"));
  CHECK(model.prices.at(0).above_input_tokens == 7);
  CHECK(model.prices.at(0).prices == token_prices{1, 2000, 3000, 4500, 10'000});
}

TEST_CASE_METHOD(models_world, "what is wrong with an entry is reported") {
  constexpr auto no_amount
    = "is no number above 0, up to 100000, of at most three decimals";
  constexpr auto no_factor
    = "is no number above 0, up to 100, of at most three decimals";
  auto table = std::vector<std::pair<std::string, std::string>>{
    {"", "file: /model: is missing"},
    {"model = 3", "file: /model: is no list of tables"},
    {"x = 1\n" + model_with(""), "file: /x: unknown key"},
    {"[[model]]\nprovider = \"anthropic\"", "file: /model/0/id: is missing"},
    {"[[model]]\nid = \"m\"", "file: /model/m/provider: is missing"},
    {model_with("max_output = 0"),
     "file: /model/m/max_output: is no whole number from 1 to 100000000"},
    {model_with("max_otput = 1"), "file: /model/m/max_otput: unknown key"},
    {model_with("retires = \"soon\""),
     "file: /model/m/retires: is no day such as 2026-11-30"},
    {model_with("retires = 3"),
     "file: /model/m/retires: is no day such as 2026-11-30"},
    {model_with("thinking_modes = [\"adaptive\"]"),
     "file: /model/m/thinking_modes: is no table of efforts by mode, such as "
     "{ adaptive = [\"low\", \"high\"] }"},
    {model_with("thinking_modes = { enabled = [] }"),
     "file: /model/m/thinking_modes/enabled: is none of: adaptive "
     "between_tools disabled"},
    {model_with("thinking_modes = { adaptive = [\"much\"] }"),
     "file: /model/m/thinking_modes/adaptive: is no list of: low medium high "
     "xhigh max"},
    {model_with("thinking_modes = { adaptive = \"low\" }"),
     "file: /model/m/thinking_modes/adaptive: is no list of: low medium high "
     "xhigh max"},
    {model_with("thinking = 3"), "file: /model/m/thinking: is no text"},
    {model_with("thinking = \"adaptive\""),
     "file: /model/m/thinking: \"adaptive\" is not taken by m, whose "
     "thinking_modes are not listed: list them, or leave it out"},
    {model_with("effort = \"low\""),
     "file: /model/m/effort: \"low\" is not taken by m, whose thinking_modes "
     "are not listed: list them, or leave it out"},
    {thinking("thinking = \"disabled\""),
     "file: /model/m/thinking: \"disabled\" is not taken by m: set adaptive or "
     "between_tools, or leave it out"},
    {thinking("effort = \"much\""),
     "file: /model/m/effort: \"much\" is not taken by m with its usual "
     "thinking \"adaptive\": set low, high or max, or leave it out"},
    {thinking("thinking = \"between_tools\"\neffort = \"max\""),
     "file: /model/m/effort: \"max\" is not taken by m with thinking "
     "\"between_tools\": set low"},
    {thinking("thinking = \"between_tools\""),
     "file: /model/m/effort: is left out, and the usual one of m, \"high\", is "
     "not taken with thinking \"between_tools\": set low"},
    {model_with("thinking_modes = { disabled = [] }\neffort = \"low\""),
     "file: /model/m/effort: \"low\" is not taken by m, which takes no effort: "
     "leave it out"},
    {model_with("thinking_modes = { disabled = [] }\n"
                "default_thinking = \"adaptive\""),
     "file: /model/m/default_thinking: \"adaptive\" is not taken by m: set "
     "disabled, or leave it out"},
    {model_with("us_region = -1"),
     std::string{"file: /model/m/us_region: "} + no_factor},
    {model_with("prices = 3"), "file: /model/m/prices: is no list"},
    {priced("input = 1"), "file: /model/m/prices/0/output: is missing"},
    {priced("input = 0.0001, output = 1"),
     std::string{"file: /model/m/prices/0/input: "} + no_amount},
    {priced("input = \"1\", output = 1"),
     std::string{"file: /model/m/prices/0/input: "} + no_amount},
    {priced("input = nan, output = 1"),
     std::string{"file: /model/m/prices/0/input: "} + no_amount},
    {priced("input = 1, output = 1, x = 1"),
     "file: /model/m/prices/0/x: unknown key"},
    {"[default]\nanthropic = \"n\"\n" + model_with(""),
     "file: /default/anthropic: n is not listed"},
    {"[default]\nanthropic = 3\n" + model_with(""),
     "file: /default/anthropic: is no text"},
  };
  for (const auto& [text, fault] : table) {
    CAPTURE(text);
    CHECK(refusal(text) == fault);
  }
  CHECK_THAT(refusal("[[model]\n"), Catch::StartsWith("file:1: "));
}

TEST_CASE_METHOD(models_world, "a file that is not there is reported") {
  auto outcome = load_models(folder.path() / "none.toml");
  CHECK(std::get<faults>(outcome).at(0).reason == "cannot be read");
  outcome = load_models(folder.path());
  CHECK(std::get<faults>(outcome).at(0).reason == "cannot be read");
}
