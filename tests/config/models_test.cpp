#include "config/models.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier;
using namespace dossier::config;

namespace {

struct models_world {
  test::temporary_directory folder;
  std::filesystem::path file = folder.path() / "models.toml";

  std::variant<model_catalog, faults> load(const std::string& text) const {
    std::ofstream{file} << text;
    return load_models(file);
  }

  /// The only fault, without the folder of the file.
  std::string refusal(const std::string& text) const {
    auto outcome = load(text);
    REQUIRE(std::holds_alternative<faults>(outcome));
    auto found = std::get<faults>(outcome);
    REQUIRE(found.size() == 1);
    found[0].file = "file";
    return to_string(found[0]);
  }
};

model_catalog shipped() {
  auto outcome = load_models(std::filesystem::path{test::source_dir()}
                             / "config/models.toml");
  if (const auto* found = std::get_if<faults>(&outcome))
    FAIL(to_string(found->front()));
  return std::get<model_catalog>(std::move(outcome));
}

calendar_day day(const char* text) {
  return std::chrono::floor<std::chrono::days>(
    *parse_timestamp(std::string{text} + "T00:00:00Z"));
}

std::string model_with(const std::string& line) {
  return "[[model]]\nid = \"m\"\nprovider = \"p\"\n" + line + "\n";
}

std::string priced(const std::string& entry) {
  return model_with("prices = [{ from = 2026-01-01, cache_write_5m = 1, "
                    "cache_write_1h = 1, cache_read = 1, "
                    + entry + " }]");
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
         {"claude-fable-5-1", {10000, 12500, 20000, 1000, 50000}}}) {
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
    "[default]\np = \"m\"\n"
    + model_with("max_output = 5\nthinking_modes = [\"a\"]\nthinking = \"a\"\n"
                 "effort = \"low\"\nretires = 2030-01-02\nus_region = 1.1\n"
                 "replacement = \"m\"\nprices = [{ from = 2026-01-01, "
                 "above_input_tokens = 7, input = 0.001, cache_write_5m = 2, "
                 "cache_write_1h = 3.0, cache_read = 4.5, output = 1e1 }]")));
  const auto& model = models.models.at(0);
  CHECK(model.max_output == 5);
  CHECK(model.thinking == "a");
  CHECK(model.effort == "low");
  CHECK(model.retires == day("2030-01-02"));
  CHECK(model.us_region_permille == 1100);
  CHECK(model.prices.at(0).from == day("2026-01-01"));
  CHECK(model.prices.at(0).above_input_tokens == 7);
  CHECK(model.prices.at(0).prices == token_prices{1, 2000, 3000, 4500, 10'000});
}

TEST_CASE_METHOD(models_world, "what is wrong with an entry is told") {
  constexpr auto no_amount
    = "is no amount from 0 to 100000 of at most three decimals";
  auto table = std::vector<std::pair<std::string, std::string>>{
    {"", "file: /model: is missing"},
    {"model = 3", "file: /model: is no list of tables"},
    {"x = 1\n" + model_with(""), "file: /x: unknown key"},
    {"[[model]]\nprovider = \"p\"", "file: /model/0/id: is missing"},
    {"[[model]]\nid = \"m\"", "file: /model/0/provider: is missing"},
    {model_with("max_output = 0"),
     "file: /model/0/max_output: is no whole number from 1 to 100000000"},
    {model_with("max_otput = 1"), "file: /model/0/max_otput: unknown key"},
    {model_with("retires = \"soon\""),
     "file: /model/0/retires: is no day such as 2026-11-30"},
    {model_with("retires = 3"), "file: /model/0/retires: is no text"},
    {model_with("thinking = \"a\""),
     "file: /model/0/thinking: is none of thinking_modes"},
    {model_with("effort = \"much\""),
     "file: /model/0/effort: is none of: low medium high xhigh max"},
    {model_with("us_region = -1"),
     std::string{"file: /model/0/us_region: "} + no_amount},
    {model_with("prices = 3"), "file: /model/0/prices: is no list"},
    {priced("input = 1"), "file: /model/0/prices/0/output: is missing"},
    {priced("input = 0.0001, output = 1"),
     std::string{"file: /model/0/prices/0/input: "} + no_amount},
    {priced("input = \"1\", output = 1"),
     std::string{"file: /model/0/prices/0/input: "} + no_amount},
    {priced("input = nan, output = 1"),
     std::string{"file: /model/0/prices/0/input: "} + no_amount},
    {priced("input = 1, output = 1, x = 1"),
     "file: /model/0/prices/0/x: unknown key"},
    {model_with("") + model_with(""), "file: /model: m is listed twice"},
    {model_with("replacement = \"n\""),
     "file: /model: n replaces m, but is not listed"},
    {"[default]\np = \"n\"\n" + model_with(""),
     "file: /default/p: n is not listed"},
    {"[default]\np = 3\n" + model_with(""), "file: /default/p: is no text"},
  };
  for (const auto& [text, fault] : table) {
    CAPTURE(text);
    CHECK(refusal(text) == fault);
  }
  CHECK_THAT(refusal("[[model]\n"), Catch::StartsWith("file:1: "));
}

TEST_CASE_METHOD(models_world, "a file that is not there is told") {
  auto outcome = load_models(folder.path() / "none.toml");
  CHECK(std::get<faults>(outcome).at(0).reason == "cannot be read");
  outcome = load_models(folder.path());
  CHECK(std::get<faults>(outcome).at(0).reason == "cannot be read");
}
