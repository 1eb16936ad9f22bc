/// Tables whose entries are each written as they should be, and cannot be
/// meant.

#include "tests/config/models_world.hpp"

using namespace dossier;
using namespace dossier::test;

namespace {

std::string row(const std::string& start) {
  return "{ " + start
         + ", input = 1, cache_write_5m = 1, cache_write_1h = 1, "
           "cache_read = 1, output = 1 }";
}

std::string rows(const std::vector<std::string>& starts) {
  std::string result = "prices = [";
  for (const auto& each : starts)
    result += row(each) + ", ";
  return result + "]\n";
}

std::string with_default(const std::string& line) {
  return "[default]\n" + line + "\n";
}

std::string of_openai() {
  return "[[model]]\nid = \"o\"\nprovider = \"openai\"\n";
}

/// Of a table with one entry: what stands behind `/model/m/`.
using examples = std::vector<std::pair<std::string, std::string>>;

} // namespace

TEST_CASE_METHOD(models_world, "providers are those there are") {
  constexpr auto none = "is none of: anthropic openai";
  CHECK(refusal("[[model]]\nid = \"m\"\nprovider = \"antropic\"")
        == std::string{"file: /model/m/provider: "} + none);
  CHECK(refusal("[[model]]\nid = \"m\"\nprovider = \"demo\"")
        == std::string{"file: /model/m/provider: "} + none);
  CHECK(refusal(with_default("antropic = \"m\"") + model_with(""))
        == std::string{"file: /default/antropic: "} + none);
}

TEST_CASE_METHOD(models_world, "a provider's default is a model of its own") {
  CHECK(refusal(with_default("anthropic = \"o\"") + of_openai())
        == "file: /default/anthropic: o is a model of openai");
  CHECK(refusal(with_default("openai = \"m\"") + model_with(""))
        == "file: /default/openai: m is a model of anthropic");
  CHECK(refusal(with_default("anthropic = \"n\"") + model_with(""))
        == "file: /default/anthropic: n is not listed");
  CHECK(std::holds_alternative<model_catalog>(
    load(with_default("anthropic = \"m\"\nopenai = \"o\"") + model_with("")
         + of_openai())));
}

TEST_CASE_METHOD(models_world, "an id stands once, and can be shown") {
  CHECK(refusal(model_with("") + model_with(""))
        == "file: /model/m: is listed twice");
  for (const auto* id : {" ", " m", "m ", "a\\nb", "a\\tb", "\\u200b"}) {
    CAPTURE(id);
    CHECK(refusal(model_with("", id))
          == "file: /model/0/id: has a blank at an end, or a control "
             "character");
  }
  for (const auto* id : {"local/llama 3", "m:v1.0", "modèle"})
    CHECK(std::holds_alternative<model_catalog>(load(model_with("", id))));
}

TEST_CASE_METHOD(models_world, "each request has one price") {
  constexpr auto twice
    = "has the day and above_input_tokens of a row before it";
  constexpr auto alone = "begins a tier, and no price without "
                         "above_input_tokens holds on its day";
  for (const auto& [lines, reason] :
       examples{{rows({"from = 2026-01-01", "from = 2026-01-01"}),
                 std::string{"prices/1: "} + twice},
                {rows({"from = 2026-01-01", "from = 2026-02-01",
                       "from = 2026-01-01, above_input_tokens = 0"}),
                 std::string{"prices/2: "} + twice},
                {rows({"from = 2026-01-01",
                       "from = 2026-01-01, above_input_tokens = 5",
                       "from = \"2026-01-01\", above_input_tokens = 5"}),
                 std::string{"prices/2: "} + twice},
                {rows({"from = 2026-01-01, above_input_tokens = 5"}),
                 std::string{"prices/0: "} + alone},
                {rows({"from = 2026-01-02",
                       "from = 2026-01-01, above_input_tokens = 5"}),
                 std::string{"prices/1: "} + alone}}) {
    CAPTURE(lines);
    CHECK(refusal(model_with(lines)) == "file: /model/m/" + reason);
  }
  CHECK(std::holds_alternative<model_catalog>(load(model_with(rows(
    {"from = 2026-01-01, above_input_tokens = 5", "from = 2026-01-01",
     "from = 2026-03-01", "from = 2026-01-01, above_input_tokens = 6"})))));
}

TEST_CASE_METHOD(models_world, "nothing has no price, or less") {
  constexpr auto price
    = "is no number above 0, up to 100000, of at most three decimals";
  constexpr auto factor
    = "is no number above 0, up to 100, of at most three decimals";
  for (const auto* amount : {"0", "0.0", "-0.0", "-1", "0.0000000001", "inf"}) {
    CAPTURE(amount);
    CHECK(refusal(priced("output = 1, input = " + std::string{amount}))
          == std::string{"file: /model/m/prices/0/input: "} + price);
    CHECK(refusal(model_with("us_region = " + std::string{amount}))
          == std::string{"file: /model/m/us_region: "} + factor);
  }
  CHECK(refusal(model_with("us_region = 101"))
        == std::string{"file: /model/m/us_region: "} + factor);
  for (const auto* amount : {"0", "-5", "1.5", "\"64k\""})
    CHECK(refusal(model_with("max_output = " + std::string{amount}))
          == "file: /model/m/max_output: is no whole number from 1 to "
             "100000000");
}

TEST_CASE_METHOD(models_world, "a day is told how to be written") {
  for (const auto* text :
       {"2026-11-29T00:00:00Z", "2026-11-29T00:00:00", "10:00:00", "20261130",
        "\"30.11.2026\"", "\"\"", "\"0000-00-00\"", "true", "[2026-11-29]"})
    for (const auto* key : {"retires", "retires_no_sooner_than"}) {
      CAPTURE(key, text);
      CHECK(refusal(model_with(key + std::string{" = "} + text))
            == "file: /model/m/" + std::string{key}
                 + ": is no day such as 2026-11-30");
    }
  CHECK(refusal(model_with(rows({"from = 2026-11-29T00:00:00Z"})))
        == "file: /model/m/prices/0/from: is no day such as 2026-11-30");
}

TEST_CASE_METHOD(models_world, "a model answers after it began to") {
  for (const auto& [lines, reason] : examples{
         {"retires = 2020-01-22\n" + rows({"from = 2026-01-01"}),
          "retires: is not after 2026-01-01, from which a price holds"},
         {"retires = 2026-01-01\n" + rows({"from = 2026-01-01"}),
          "retires: is not after 2026-01-01, from which a price holds"},
         {"retires = 2026-02-01\n"
            + rows({"from = 2026-01-01", "from = 2026-03-01"}),
          "retires: is not after 2026-03-01, from which a price holds"},
         {"retires_no_sooner_than = 2025-01-01\n" + rows({"from = 2026-01-01"}),
          "retires_no_sooner_than: is not after 2026-01-01, from which a price "
          "holds"},
         {"retires_no_sooner_than = 2026-05-01\nretires = 2026-04-30\n",
          "retires: is before retires_no_sooner_than, 2026-05-01"}}) {
    CAPTURE(lines);
    CHECK(refusal(model_with(lines)) == "file: /model/m/" + reason);
  }
}

TEST_CASE_METHOD(models_world, "a replacement is another model, and lasts") {
  const auto replaced_by
    = [](const std::string& id) { return "replacement = \"" + id + "\"\n"; };
  CHECK(refusal(model_with(replaced_by("m")))
        == "file: /model/m/replacement: is the model itself");
  CHECK(refusal(model_with(replaced_by("n")))
        == "file: /model/m/replacement: n is not listed");
  CHECK(refusal(model_with("replacement = \"\"\n"))
        == "file: /model/m/replacement: is empty");
  CHECK(refusal(model_with(replaced_by("o")) + of_openai())
        == "file: /model/m/replacement: o is a model of openai");
  CHECK(refusal(model_with(replaced_by("n") + "retires = 2026-11-30\n")
                + model_with("retires = 2026-11-30\n", "n"))
        == "file: /model/m/replacement: n is retired on 2026-11-30, no later "
           "than m");
  const auto circle = std::get<faults>(
    load(model_with(replaced_by("b"), "a") + model_with(replaced_by("c"), "b")
         + model_with(replaced_by("a"), "c")
         + model_with(replaced_by("a"), "before")));
  REQUIRE(circle.size() == 3);
  CHECK(circle[0].key == "/model/a/replacement");
  CHECK(circle[0].reason == "leads back to a");
  CHECK(circle[2].reason == "leads back to c");
  CHECK(std::holds_alternative<model_catalog>(
    load(model_with(replaced_by("b"), "a") + model_with(replaced_by("c"), "b")
         + model_with("", "c"))));
}
