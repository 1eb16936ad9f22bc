/// What sections cite, and the sources and dates that they bring.

#include "tests/report/checks/checks_world.hpp"

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

namespace {

std::string unknown(const std::string& number) {
  return "the document: expected only ids of the catalogue or of new_sources "
         "(what is no source and has such a name takes a hyphen: S-"
         + number + "), found S" + number;
}

} // namespace

TEST_CASE_METHOD(checks_world, "sources: cited ids exist") {
  CHECK(holds("sources", "{}", R"j({"text": "Up (S1), S2."})j"));
  CHECK(holds("sources", "{}",
              R"j({"text": "(S3)",
                  "new_sources": [{"id": "S3", "citation": "New"}]})j"));
  CHECK(holds("sources", "{}",
              R"j({"text": "(S9)", "source_catalog": [{"id": "S9"}]})j"));
  CHECK(run("sources", "{}", R"j({"text": "(S7)"})j") == lines{unknown("7")});
  CHECK(run("sources", "{}", R"j({"text": "(S01)"})j") == lines{unknown("01")});
}

TEST_CASE_METHOD(checks_world, "sources: cited ids exist in every form") {
  for (const auto* text :
       {"(S1/S99)", "(Reuters S99)", "per S99", "(s99)", "(S1&S99)",
        "(Table S99)", "(S99 Report)", "S1/S99", "#S99", "as S99 says"}) {
    INFO(text);
    CHECK(run("sources", "{}", json{{"text", text}}.dump().c_str())
          == lines{unknown("99")});
  }
  for (const auto* cell :
       {"S1 and S99", "S1 & S99", "S1/S99", "S1 + S99", "S99 (note 4)",
        "Reuters S99", "#S99", "s99", "[S99]", "S99"}) {
    INFO(cell);
    CHECK(run("sources", "{}", json{{"source", cell}}.dump().c_str())
          == lines{unknown("99")});
  }
  for (const auto* document :
       {R"j({"facilities": [{"type": "Manufacturing (S99)"}]})j",
        R"j({"ticker": "XETRA: NWI (S99)"})j", R"j({"AUD/USD (S99)": 1})j",
        R"j({"news": [{"date": "2026-11-20 (S99)"}]})j"}) {
    INFO(document);
    CHECK(run("sources", "{}", document) == lines{unknown("99")});
  }
}

TEST_CASE_METHOD(checks_world, "sources: each id is whole and by itself") {
  auto clear = [](const char* text) {
    return std::string{"/text: expected each id whole and by itself, such as "
                       "(S1, S2), and no id for anything else, found \""}
           + text + '"';
  };
  CHECK(run("sources", "{}", R"j({"text": "(S1, 28)"})j")
        == lines{clear("S1, 28")});
  CHECK(run("sources", "{}", R"j({"text": "(S2.4)"})j")
        == lines{clear("S2.4")});
  CHECK(run("sources", "{}", R"j({"text": "(S2a)"})j") == lines{clear("S2a")});
  CHECK(run("sources", "{}", R"j({"text": "(S2–1)"})j")
        == lines{clear("S2–1")});
}

TEST_CASE_METHOD(checks_world, "sources: which ones were used is not asked") {
  for (const auto* document :
       {R"j({"text": "Up (S1)."})j",
        R"j({"text": "(S1)", "sources_used": []})j",
        R"j({"text": "(S1)", "sources_used": ["S1", "S2", "S99"]})j",
        R"j({"text": "none", "sources_used": "S2"})j"})
    CHECK(holds("sources", "{}", document));
}

TEST_CASE_METHOD(checks_world, "sources: a name is no citation") {
  CHECK(
    holds("sources", "{}",
          R"j({"legal_name": "S7", "text": "S7 grew, as S7 said (S1)."})j"));
  CHECK(holds("sources", "{}", R"j({"text": "as S2 says"})j"));
  for (const auto* text : {"the Galaxy S24", "Audi S3", "S7 Airlines",
                           "SAP S4HANA", "S3-compatible", "R&S3"})
    CHECK(holds("sources", "{}", json{{"text", text}}.dump().c_str()));
  CHECK_FALSE(holds("sources", "{}", R"j({"text": "S7 grew (S1)."})j"));
  outputs[base] = text_of(json::parse(R"({"legal_name": "S7"})"));
  CHECK(holds("sources", "{}", R"j({"text": "S7 grew (S1)."})j"));
  CHECK_FALSE(holds("sources", "{}", R"j({"text": "It grew (S7)."})j"));
}

TEST_CASE_METHOD(checks_world, "sources: a cell names one, or says that there "
                               "is none") {
  schema = json::parse(R"({"properties": {
    "source": {"type": "string"}, "rating_source": {"enum": ["A", "B"]},
    "rows": {"items": {"properties": {"sources": {"items": {}}}}}}})");
  CHECK(holds("sources", "{}", R"({"source": "S1, S2", "rating_source": "A",
                                   "other_source": "Annual report"})"));
  CHECK(holds("sources", "{}", R"({"source": "–"})"));
  CHECK(run("sources", "{}", R"({"source": "Annual report"})")
        == lines{"/source: expected ids alone, such as S1, S7, or –, found "
                 "\"Annual report\""});
  CHECK(run("sources", "{}", R"({"rows": [{"sources": ["S1", "the 10-K"]}]})")
        == lines{"/rows/0/sources/1: expected ids alone, such as S1, S7, or –, "
                 "found \"the 10-K\""});
}

TEST_CASE_METHOD(checks_world, "sources: a new one takes no id that was shown, "
                               "nor one written otherwise") {
  auto taken = [](const char* id) {
    return std::string{"id: expected S3 or higher ("} + id
           + " is another source of the catalogue already), found \"" + id
           + '"';
  };
  auto other = std::string{"id: expected an id such as S3, found "};
  auto table = std::vector<std::pair<const char*, std::string>>{
    {R"([{"id": "S2", "citation": "Three"}])", "/new_sources/0/" + taken("S2")},
    // The first one's words under the second one's id.
    {R"([{"id": "S2", "citation": "One"}])", "/new_sources/0/" + taken("S2")},
    {R"([{"id": "S3", "citation": "New"}, {"id": "S1", "citation": "Newer"}])",
     "/new_sources/1/" + taken("S1")},
    {R"([{"id": "S3"}, {"id": "S3"}])",
     "/new_sources/1/id: expected an id of its own, found \"S3\""},
    {R"([{"id": "S02"}])", "/new_sources/0/" + other + "\"S02\""},
    {R"([{"id": "s3"}])", "/new_sources/0/" + other + "\"s3\""},
    {R"([{"id": " S3"}])", "/new_sources/0/" + other + "\" S3\""},
    {R"([{"id": "S0"}])", "/new_sources/0/" + other + "\"S0\""},
    {R"([{"id": "S12345678"}])", "/new_sources/0/" + other + "\"S12345678\""},
  };
  for (const auto& [brought, fault] : table) {
    INFO(brought);
    auto document
      = std::string{R"({"text": "x", "new_sources": )"} + brought + "}";
    CHECK(run("sources", "{}", document.c_str()) == lines{fault});
  }
}

TEST_CASE_METHOD(checks_world, "sources: what the catalogue has may be said "
                               "again under its own id") {
  CHECK(holds("sources", "{}",
              R"j({"text": "(S2)",
                  "new_sources": [{"id": "S2", "citation": "two."}]})j"));
}

TEST_CASE_METHOD(checks_world, "sources: only a foundation lays a catalogue, "
                               "and it cites no other") {
  const auto* document
    = R"j({"text": "(S1)", "source_catalog": [{"id": "S1", "citation": "A"}]})j";
  CHECK_FALSE(holds("sources", "{}", document));
  stage = base;
  CHECK(holds("sources", "{}", document));
  CHECK(run("sources", "{}",
            R"j({"text": "(S2)", "source_catalog": [{"id": "S1"}]})j")
        == lines{unknown("2")});
}

TEST_CASE_METHOD(checks_world, "sources: a date exists and has come") {
  CHECK(holds("sources", "{}",
              R"({"new_sources": [{"id": "S3", "date": "2026-11-20"},
                                  {"id": "S4", "date": "–"}, {"id": "S5"}]})"));
  CHECK(run("sources", "{}",
            R"({"new_sources": [{"id": "S3", "date": "2026-02-30"},
                                {"id": "S4", "date": "2027-01"}]})")
        == lines{"/new_sources/0/date: expected a date that the calendar has, "
                 "found \"2026-02-30\"",
                 "/new_sources/1/date: expected no date after 2026-11-22, "
                 "found \"2027-01\""});
  CHECK(run("sources", "{}",
            R"({"new_sources": [{"id": "S3", "date": "Q1 2027"}]})")
        == lines{"/new_sources/0/date: expected a date such as 2026-11-21, "
                 "2026-11 or 2026, or –, found \"Q1 2027\""});
  stage = base;
  CHECK_FALSE(
    holds("sources", "{}",
          R"({"source_catalog": [{"id": "S1", "date": "2026-13"}]})"));
}

TEST_CASE_METHOD(checks_world, "past_dates holds news to the calendar") {
  const auto* arguments = R"({"values": "/news/*/date"})";
  CHECK(holds("past_dates", arguments,
              R"({"news": [{"date": "2026-11-20"}, {"date": 3}, {}]})"));
  CHECK(run("past_dates", arguments, R"({"news": [{"date": "2026-12-24"}]})")
        == lines{"/news/0/date: expected no date after 2026-11-22, found "
                 "\"2026-12-24\""});
}

TEST_CASE_METHOD(checks_world, "unique_ids count on from S1") {
  const auto* arguments = R"({"values": "/c/*/id"})";
  CHECK(
    holds("unique_ids", arguments, R"({"c": [{"id": "S1"}, {"id": "S2"}]})"));
  CHECK(holds("unique_ids", arguments, R"({"c": []})"));
  for (const auto* document :
       {R"({"c": [{"id": "S1"}, {"id": "S3"}]})",
        R"({"c": [{"id": "S1"}, {"id": "S1"}]})", R"({"c": [{"id": "S2"}]})"})
    CHECK_FALSE(holds("unique_ids", arguments, document));
}
