#include "actors/report/citations/citations.hpp"

#include <catch2/catch.hpp>

using namespace dossier::report;
using nlohmann::json;

namespace {

using ids = std::set<std::string>;

} // namespace

TEST_CASE("addresses and what is told of sources do not cite") {
  auto document = json::parse(R"j({
    "text": "Up (S1).", "ticker": "S32", "url": "https://x/(S9)",
    "sources_used": ["S2"],
    "new_sources": [{"id": "S3", "citation": "(S4)", "type": "(S8)"}],
    "rows": [{"source": "S5, S6"}]})j");
  CHECK(cited_in(document).firm == ids{"S1", "S5", "S6"});
  CHECK(cited_in(document).loose().empty());
}

TEST_CASE("every other field cites, and so do keys") {
  auto document = json::parse(R"j({
    "facilities": [{"type": "Manufacturing (S3)"}], "date": "2026 (S4)",
    "ticker": "XETRA: NWI (S2)", "citation": "(S6)",
    "fx_rates": {"AUD/USD (S7)": {"rate": 0.6}}})j");
  CHECK(cited_in(document).firm == ids{"S2", "S3", "S4", "S6", "S7"});
}

TEST_CASE("a name is none of the bare citations of its document") {
  auto document = json::parse(
    R"j({"legal_name": "S7", "text": "S7 grew, as S9 said (S1). Audi S4"})j");
  auto cited = cited_in(document);
  CHECK(cited.firm == ids{"S1"});
  CHECK(cited.bare == ids{"S9"});
  CHECK(cited.named == ids{"S4"});
  CHECK(cited.standing() == ids{"S4", "S7", "S9"});
}

TEST_CASE("rewriting changes references and nothing else") {
  auto document = json::parse(R"j({
    "prose": "SKU S2B rose (S2), see S1, s2.",
    "source": "S2, S1, S3", "sources": ["S2", "S3", "S2"], "note": "none"})j");
  rewrite_references(document, [](const std::string& id) {
    return id == "S2" ? "S30" : id == "S3" ? "S1" : id;
  });
  CHECK(document == json::parse(R"j({
    "prose": "SKU S2B rose (S30), see S1, S30.",
    "source": "S30, S1", "sources": ["S30", "S1"], "note": "none"})j"));
}

TEST_CASE("rewriting leaves out no form of a citation") {
  auto document = json::parse(R"j({
    "facts": ["(S1/S3)", "(S1&S3)", "(Reuters S3)", "(S3 Annual Report)",
              "See S1/S3 and (S1, S3)."],
    "type": "Manufacturing (S3)", "ticker": "XETRA: NWI (S3)",
    "rates": {"AUD/USD (S3)": 1}})j");
  rewrite_references(
    document, [](const std::string& id) { return id == "S3" ? "S2" : id; });
  CHECK(document == json::parse(R"j({
    "facts": ["(S1/S2)", "(S1&S2)", "(Reuters S2)", "(S2 Annual Report)",
              "See S1/S2 and (S1, S2)."],
    "type": "Manufacturing (S2)", "ticker": "XETRA: NWI (S2)",
    "rates": {"AUD/USD (S2)": 1}})j"));
}

TEST_CASE("keys that come to be one keep their values") {
  auto document = json::parse(R"j({"USD (S1)": 1, "USD (S2)": 2})j");
  rewrite_references(document, [](const std::string&) { return "S1"; });
  CHECK(document == json::parse(R"j({"USD (S1)": 1, "USD (S1)*": 2})j"));
}

TEST_CASE("a name stays as it is when ids move") {
  auto document
    = json::parse(R"j({"legal_name": "S3", "text": "S3 grew (S3)"})j");
  rewrite_references(document, [](const std::string&) { return "S2"; });
  CHECK(document["text"] == "S3 grew (S2)");
  CHECK(document["legal_name"] == "S3");
}

TEST_CASE("two ids can change places") {
  json document = {{"text", "(S1) then (S2)"}};
  rewrite_references(
    document, [](const std::string& id) { return id == "S1" ? "S2" : "S1"; });
  CHECK(document["text"] == "(S2) then (S1)");
}

TEST_CASE("a whole document is written plainly") {
  auto document
    = json::parse(R"j({"text": "(S1–3)", "rows": [{"source": "s4."}],
                                  "url": "https://x/(s5)"})j");
  write_plainly(document);
  CHECK(document == json::parse(R"j({"text": "(S1, S2, S3)",
    "rows": [{"source": "S4"}], "url": "https://x/(s5)"})j"));
}

TEST_CASE("what is not clear is found with its place") {
  auto found
    = unclear_citations(json::parse(R"j({"a": {"b": ["(S1, 28)"]}})j"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].pointer == "/a/b/0");
  CHECK(found[0].text == "S1, 28");
  CHECK(unclear_citations(json::parse(R"j({"USD (S1a)": 1})j")).size() == 1);
}
