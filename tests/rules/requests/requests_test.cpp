#include "actors/rules/requests/requests.hpp"
#include "messages/json.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;
using rules::parse_generate;

namespace {

const pipeline_catalog known{{"bench", company_graph()},
                             {"company_intelligence", company_graph()}};

job_request accepted(const json& body) {
  auto result = parse_generate(to_text(body), known);
  if (const auto* refused = std::get_if<problem>(&result))
    FAIL(*to_reply(*refused).body);
  return std::get<job_request>(result);
}

problem refused(std::string_view body) {
  auto result = parse_generate(body, known);
  REQUIRE(std::holds_alternative<problem>(result));
  return std::get<problem>(result);
}

/// The one fault of a body that is well apart from `field`.
field_error fault_of(const char* field, json value) {
  json body{{"companyName", "Acme"}};
  body[field] = std::move(value);
  auto refusal = refused(to_text(body));
  REQUIRE(refusal.code == problem_code::invalid_field);
  REQUIRE(refusal.errors.size() == 1);
  return refusal.errors[0];
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i)
    result += text;
  return result;
}

json many(std::size_t count) {
  auto result = json::array();
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(std::to_string(i));
  return result;
}

} // namespace

TEST_CASE("a company name is all that is needed") {
  job_request expected;
  expected.company_name = "Acme";
  CHECK((accepted({{"companyName", "Acme"}}) == expected));
}

TEST_CASE("every field of a request is read") {
  auto request = accepted({{"companyName", "Acme"},
                           {"geography", "Japan"},
                           {"focusAreas", {"margins", "supply"}},
                           {"userFiles", json::array()},
                           {"reportType", "bench"},
                           {"tags", {"a", "b"}},
                           {"userContext", "one\ntwo"},
                           {"timeHorizon", "3y"},
                           {"priority", -10},
                           {"budgetUsd", 2.5}});
  CHECK(request.geography == "Japan");
  CHECK(request.focus_areas == std::vector<std::string>{"margins", "supply"});
  CHECK(request.report_type == "bench");
  CHECK(request.tags == std::vector<std::string>{"a", "b"});
  CHECK(request.user_context == "one\ntwo");
  CHECK(request.horizon == time_horizon::years_3);
  CHECK(request.priority == -10);
  CHECK(request.budget == 2'500'000'000);
}

TEST_CASE("text is trimmed, and a tag counts once") {
  auto request = accepted({{"companyName", " \t Acme AG\xe3\x80\x80 "},
                           {"geography", "\xc2\xa0Japan"},
                           {"tags", {"a", " a ", "b", "a"}}});
  CHECK(request.company_name == "Acme AG");
  CHECK(request.geography == "Japan");
  CHECK(request.tags == std::vector<std::string>{"a", "b"});
}

TEST_CASE("every bad field is named, with its pointer and its limit") {
  auto why = refused(R"({"companyName": "", "geography": 7, "owner": "me",
                          "tags": ["fine", 3], "priority": 11})");
  CHECK(why.code == problem_code::invalid_field);
  CHECK(why.detail
        == "5 fields are not valid; the first: companyName must be 2 to 200 "
           "characters long, is 0.");
  CHECK(why.errors
        == std::vector<field_error>{
          {"/companyName", "must be 2 to 200 characters long, is 0"},
          {"/geography", "must be text"},
          {"/tags/1", "must be text"},
          {"/priority", "must be a whole number from -10 to 10"},
          {"/owner", "is not a field of this request"}});
}

TEST_CASE("one fault is said in one sentence") {
  auto why = refused("{}");
  CHECK(why.detail == "companyName is missing.");
  CHECK(why.errors == std::vector<field_error>{{"/companyName", "is missing"}});
}

TEST_CASE("an unknown field is refused by its name, however it is written") {
  CHECK(fault_of("a/b~c", 1)
        == field_error{"/a~1b~0c", "is not a field of this request"});
  for (const auto* name : {"user", "demo", "status", "companyname"})
    CHECK(fault_of(name, true).pointer == std::string{"/"} + name);
}

TEST_CASE("lengths are counted in characters, not bytes") {
  CHECK(accepted({{"companyName", repeated("社", 200)}}).company_name.size()
        == 600);
  CHECK(fault_of("companyName", repeated("社", 201)).detail
        == "must be 2 to 200 characters long, is 201");
  CHECK(fault_of("companyName", "A").detail
        == "must be 2 to 200 characters long, is 1");
  CHECK(accepted({{"companyName", "社社"}}).company_name == "社社");
  CHECK(fault_of("geography", repeated("ü", 121)).detail
        == "must be 1 to 120 characters long, is 121");
  CHECK(fault_of("geography", "  ").detail
        == "must be 1 to 120 characters long, is 0");
  CHECK(
    accepted({{"companyName", "Acme"}, {"userContext", repeated("é", 4000)}})
      .user_context.size()
    == 8000);
  CHECK(fault_of("userContext", repeated("x", 4001)).detail
        == "must be at most 4000 characters long, is 4001");
}

TEST_CASE("a name has a letter or a digit that can be seen, in some script") {
  for (const auto* name :
       {"3M", "77", "Ørsted", "株式会社", "Газпром", "شركة", "ª!", "אב", "กข",
        "한글", "१२", "〇〇", "株!", "🍕 Pizza", "é\u0301", "A\u200DB"}) {
    INFO(name);
    CHECK(accepted({{"companyName", name}}).company_name == name);
    CHECK(accepted({{"companyName", "Acme"}, {"geography", name}}).geography
          == name);
  }
  for (const auto* name : {"--",
                           "…!?",
                           "「」",
                           "“”",
                           "\u200b-\u200b-",
                           "!\u00a0!",
                           "\u3164\u3164",
                           "\u2800\u2800",
                           "\u115f\u115f",
                           "\u1160\u1160",
                           "\uffa0\uffa0",
                           "\ufe0f\ufe0f",
                           "\u0301\u0301",
                           "\ue000\ue001",
                           "🍕🍕",
                           "→→",
                           "™™",
                           "€€",
                           "½½",
                           "①①",
                           "²²",
                           "🇩🇪🇫🇷",
                           "👨\u200D👩",
                           "⠓⠑"}) {
    INFO(name);
    CHECK(fault_of("companyName", name).detail
          == "must contain a letter or a digit");
    CHECK(fault_of("geography", name).detail
          == "must contain a letter or a digit");
  }
}

TEST_CASE("a tag and a focus may be a sign, but not nothing") {
  CHECK(
    accepted({{"companyName", "Acme"}, {"tags", {"🔥", "½", "#1"}}}).tags.size()
    == 3);
  for (const auto* empty : {"\u3164", "\u2800", "\u0301", "\ue000"}) {
    INFO(empty);
    CHECK(
      fault_of("tags", json::array({empty}))
      == field_error{"/tags/0", "must contain a character that can be seen"});
    CHECK(fault_of("focusAreas", json::array({"a", empty})).pointer
          == "/focusAreas/1");
  }
}

TEST_CASE("what leaves no trace is taken out of a line, and is not counted") {
  auto request = accepted({{"companyName", "\ufeffAc\u00adme\u200b AG\u200e"},
                           {"geography", "\u3000日本\u2060 "},
                           {"tags", {"a\u200bb", "ab", "می\u200cخواهم"}}});
  CHECK(request.company_name == "Acme AG");
  CHECK(request.geography == "日本");
  CHECK(request.tags == std::vector<std::string>{"ab", "می\u200cخواهم"});
  CHECK(fault_of("companyName", "A\u200b\u200b").detail
        == "must be 2 to 200 characters long, is 1");
  CHECK(fault_of("tags", json::array({"\u200b"})).detail
        == "must be 1 to 40 characters long, is 0");
}

TEST_CASE("what stands on one line has no control characters") {
  for (const auto& [text, code] :
       {std::pair{"Acme\nInc", "U+000A"}, std::pair{"Acme\tInc", "U+0009"},
        std::pair{"Ac\x7fme", "U+007F"}, std::pair{"Ac\u0085me", "U+0085"},
        std::pair{"Ac\u2028me", "U+2028"}, std::pair{"Ac\u202eme", "U+202E"},
        std::pair{"Ac\u2066me", "U+2066"}}) {
    CHECK(fault_of("companyName", text).detail
          == std::string{"must be one line without control characters, has "}
               + code);
    CHECK(fault_of("geography", text).pointer == "/geography");
    CHECK(fault_of("tags", json::array({text})).pointer == "/tags/0");
    CHECK(fault_of("focusAreas", json::array({"a", text})).pointer
          == "/focusAreas/1");
  }
  CHECK(fault_of("companyName", std::string{"Ac\0me", 5}).detail
        == "must be one line without control characters, has U+0000");
}

TEST_CASE("a context may have lines, but nothing that hides") {
  CHECK(accepted({{"companyName", "Acme"}, {"userContext", "a\r\n\tb"}})
          .user_context
        == "a\r\n\tb");
  CHECK(fault_of("userContext", std::string{"a\0b", 3}).detail
        == "must not contain control characters, has U+0000");
  CHECK(fault_of("userContext", "a\n\u202eb").detail
        == "must not contain control characters, has U+202E");
}

TEST_CASE("lists have limits of their own") {
  CHECK(accepted({{"companyName", "Acme"}, {"focusAreas", many(10)}})
          .focus_areas.size()
        == 10);
  CHECK(fault_of("focusAreas", many(11)).detail
        == "must have at most 10 entries, has 11");
  CHECK(fault_of("tags", many(21)).detail
        == "must have at most 20 entries, has 21");
  CHECK(fault_of("tags", json::array({repeated("x", 41)})).detail
        == "must be 1 to 40 characters long, is 41");
  CHECK(fault_of("focusAreas", "margins").detail == "must be a list of texts");
}

TEST_CASE("files are refused while there are none") {
  CHECK(
    fault_of("userFiles", json::array({"file-1"}))
    == field_error{"/userFiles", "must be empty: files are not supported yet"});
  CHECK(fault_of("userFiles", "file-1").detail == "must be a list of texts");
}

TEST_CASE("an unknown report type names the known ones") {
  CHECK(fault_of("reportType", "sales")
        == field_error{"/reportType",
                       "must be one of bench, company_intelligence"});
}

TEST_CASE("a wrong type of a report type is one fault") {
  CHECK(fault_of("reportType", 3).detail == "must be text");
}

TEST_CASE("a time horizon is one of four") {
  CHECK(fault_of("timeHorizon", "5y").detail
        == "must be one of 6m, 1y, 2y, 3y");
  CHECK(fault_of("timeHorizon", 1).detail == "must be text");
}

TEST_CASE("a priority is a whole number") {
  CHECK(accepted({{"companyName", "Acme"}, {"priority", 10}}).priority == 10);
  CHECK(accepted({{"companyName", "Acme"}, {"priority", 2.0}}).priority == 2);
  for (json value : {json(11), json(-11), json(1.5), json("1"), json(nullptr),
                     json(1e300), json(18446744073709551615ull), json(true)}) {
    CAPTURE(value);
    CHECK(fault_of("priority", value).detail
          == "must be a whole number from -10 to 10");
  }
}

TEST_CASE("a budget is an amount that can be counted") {
  auto budget = [](json value) {
    return accepted({{"companyName", "Acme"}, {"budgetUsd", value}}).budget;
  };
  CHECK(budget(0.000000001) == 1);
  CHECK(budget(1) == 1'000'000'000);
  CHECK(budget(1'000'000) == 1'000'000'000'000'000);
  for (json value : {json(0), json(-1), json(0.0000000001), json(1000001),
                     json(1e300), json("5"), json(nullptr)}) {
    CAPTURE(value);
    CHECK(fault_of("budgetUsd", value).detail
          == "must be a number of US dollars above 0, at most 1000000");
  }
}

TEST_CASE("a body that is no JSON is told from one that is no object") {
  CHECK(refused("").code == problem_code::malformed_json);
  CHECK(refused("").detail == "The body is empty; it must be a JSON object.");
  auto why = refused("{\n\"companyName\": Acme}");
  CHECK(why.code == problem_code::malformed_json);
  CHECK(why.detail == "The body is not JSON: see line 2, byte 18.");
  CHECK(refused("{\"companyName\": \"\xff\"}").code
        == problem_code::malformed_json);
  CHECK(refused("{} {}").code == problem_code::malformed_json);
  auto list = refused("[]");
  CHECK(list.code == problem_code::invalid_field);
  CHECK(list.errors == std::vector<field_error>{{"", "must be an object"}});
  CHECK(list.detail == "The body must be an object.");
}

TEST_CASE("the faults of a hostile body are not listed without end") {
  json body{{"companyName", "Acme"}};
  for (auto i = 0; i < 5000; ++i)
    body["x" + std::to_string(i)] = i;
  auto refusal = refused(to_text(body));
  CHECK(refusal.errors.size() == 100);
  CHECK(refusal.detail.starts_with("5000 fields are not valid;"));
}
