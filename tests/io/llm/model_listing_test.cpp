#include "io/llm/anthropic/listing.hpp"
#include "io/llm/model_listing.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier;
using namespace dossier::io::llm;
using nlohmann::json;

namespace {

calendar_day day(const char* text) {
  return std::chrono::floor<std::chrono::days>(
    *parse_timestamp(std::string{text} + "T00:00:00Z"));
}

/// What the provider says of a model that the table knows in full.
json described() {
  const auto yes = json{{"supported", true}}, no = json{{"supported", false}};
  return {{"type", "model"},
          {"id", "m"},
          {"lifecycle", "deprecated"},
          {"retires_at", "2027-01-22T00:00:00Z"},
          {"max_tokens", 64000},
          {"capabilities",
           {{"thinking",
             {{"supported", true},
              {"types",
               {{"adaptive", yes},
                {"between_tools", no},
                {"disabled", yes},
                {"enabled", yes}}}}},
            {"effort",
             {{"supported", true},
              {"low", yes},
              {"medium", no},
              {"high", yes},
              {"xhigh", nullptr},
              {"max", no}}}}}};
}

model_facts table() {
  model_facts result;
  result.id = "m";
  result.max_output = 64'000;
  result.thinking_modes
    = {{"adaptive", {"low", "high"}}, {"disabled", {"low"}}};
  result.thinking = "adaptive";
  result.effort = "high";
  result.retires = day("2027-01-22");
  result.replacement = "n";
  return result;
}

/// One line each, those that are fatal marked.
std::vector<std::string> told(const model_facts& known, const json& said) {
  std::vector<std::string> result;
  for (const auto& each :
       differences(known, anthropic::read_listing(said.dump()).value()))
    result.push_back((each.is_fatal ? "! " : "") + each.found + "; "
                     + each.advice);
  return result;
}

json without(json from, const char* pointer) {
  from[json::json_pointer{pointer}] = nullptr;
  return from;
}

json with(const char* pointer, json value) {
  auto result = described();
  result[json::json_pointer{pointer}] = std::move(value);
  return result;
}

} // namespace

TEST_CASE("what a provider says of a model is read") {
  const auto read = anthropic::read_listing(described().dump()).value();
  CHECK(read.id == "m");
  CHECK(read.lifecycle == "deprecated");
  CHECK(read.retires == day("2027-01-22"));
  CHECK(read.max_tokens == 64'000u);
  CHECK(read.thinking_modes
        == std::vector<std::string>{"adaptive", "disabled"});
  CHECK(read.efforts == std::vector<std::string>{"low", "high"});
}

TEST_CASE("what a provider does not say of a model is not known") {
  const auto read
    = anthropic::read_listing(R"({"type":"model","id":"m"})").value();
  CHECK(read.lifecycle.empty());
  CHECK_FALSE(read.retires);
  CHECK_FALSE(read.max_tokens);
  CHECK_FALSE(read.thinking_modes);
  CHECK_FALSE(read.efforts);
  CHECK(differences(table(), read).empty());
}

TEST_CASE("a bad byte costs a description that byte alone") {
  const auto whole = described().dump();
  for (const auto* piece :
       {"\"display_name\":\"\xe9\",", "\"display_name\":\"\\ud83d\",",
        "\"next\":[\"\xff\"],"}) {
    auto body = "{" + (piece + whole.substr(1));
    CAPTURE(body);
    const auto read = anthropic::read_listing(body);
    REQUIRE(read);
    CHECK(read->id == "m");
    CHECK(read->max_tokens == 64'000u);
    CHECK(read->efforts == std::vector<std::string>{"low", "high"});
  }
}

TEST_CASE("a limit is reported as the provider writes it, or not at all") {
  CHECK_THAT(told(table(), with("/max_tokens", 18446744073709551615u)).at(1),
             Catch::Contains("the provider says 18446744073709551615; "));
  for (const auto& limit :
       {json(-1), json(64000.5), json("64000"), json(1e30), json(false)})
    CHECK_FALSE(
      anthropic::read_listing(with("/max_tokens", limit).dump())->max_tokens);
}

TEST_CASE("an answer of another kind describes no model") {
  for (const auto* body :
       {"", "null", "[]", "<html>", R"({"id":"m"})", R"({"type":"model"})",
        R"({"type":"model","id":3})", R"({"type":"error","id":"m"})",
        R"({"object":"model","id":"m"})"})
    CHECK_FALSE(anthropic::read_listing(body));
  for (const auto* pointer :
       {"/lifecycle", "/retires_at", "/max_tokens", "/capabilities",
        "/capabilities/thinking", "/capabilities/thinking/types",
        "/capabilities/effort"})
    CHECK(anthropic::read_listing(without(described(), pointer).dump()));
}

TEST_CASE("what the table and the provider say differently is reported") {
  constexpr auto correct = "correct its entry in provider.models_file";
  const std::string deprecated
    = "m is deprecated, to be retired on 2027-01-22; set provider.model = "
      "\"n\"";
  using lines = std::vector<std::string>;
  CHECK(told(table(), described()) == lines{deprecated});
  CHECK(told(table(), with("/lifecycle", "retired"))
        == lines{"! the provider has retired m; set provider.model = \"n\""});
  CHECK(told(table(), with("/retires_at", "2027-03-01T12:00:00Z"))
        == lines{"m is deprecated, to be retired on 2027-03-01; set "
                 "provider.model = \"n\"",
                 std::string{"retires is 2027-01-22 in the table, and the "
                             "provider says 2027-03-01; "}
                   + correct});
  auto active = with("/lifecycle", "active");
  active["retires_at"] = nullptr;
  CHECK(told(table(), active)
        == lines{std::string{"retires is 2027-01-22 in the table, and the "
                             "provider says no day; "}
                 + correct});
  CHECK(told(table(), with("/max_tokens", 32000))
        == lines{deprecated,
                 std::string{"max_output is 64000 in the table, and the "
                             "provider says 32000; "}
                   + correct});
  CHECK(
    told(table(), with("/capabilities/effort/high/supported", false))
    == lines{"! effort \"high\" is not taken by m, which takes: low; change it "
             "in provider.models_file",
             deprecated,
             std::string{"efforts are low high in the table, and the provider "
                         "says low; "}
               + correct});
  CHECK(told(table(),
             with("/capabilities/thinking/types/adaptive/supported", false))
        == lines{"! thinking \"adaptive\" is not taken by m, which takes: "
                 "disabled; change it in provider.models_file",
                 deprecated,
                 std::string{"thinking_modes are adaptive disabled in the "
                             "table, and the provider says disabled; "}
                   + correct});
}

TEST_CASE("of a model that is not in the table nothing differs but its life") {
  model_facts unknown;
  unknown.id = "m";
  auto said = with("/lifecycle", "active");
  said["retires_at"] = nullptr;
  CHECK(told(unknown, said).empty());
  CHECK(told(unknown, with("/lifecycle", "retired"))
        == std::vector<std::string>{"! the provider has retired m; set "
                                    "provider.model to another one"});
}
