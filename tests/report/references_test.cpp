#include "actors/report/references.hpp"

#include <catch2/catch.hpp>

using namespace dossier::report;
using nlohmann::json;

namespace {

/// Firm references as they are, loose ones with a question mark.
std::vector<std::string> cited(const std::string& text, const char* key) {
  std::vector<std::string> ids;
  for (const auto& [begin, end, grip] : references_in(text, key))
    ids.push_back(text.substr(begin, end - begin)
                  + (grip == grip::loose ? "?" : ""));
  return ids;
}

using ids = std::vector<std::string>;

} // namespace

TEST_CASE("references are told from what only looks like them") {
  auto table = std::vector<std::pair<const char*, ids>>{
    {"Revenue rose (S3).", {"S3"}},
    {"(S1, S12) and [S4; S5]", {"S1", "S12", "S4", "S5"}},
    {"(see S3, p. 12) (Sources S4 and S5)", {"S3", "S4", "S5"}},
    {"USD 4.5 million (rate B, S3)", {"S3"}},
    {"(S1-S3) (S4–S5)", {"S1", "S3", "S4", "S5"}},
    {"margins fell S5.", {"S5?"}},
    {"See S5", {"S5?"}},
    {"S5", {}},
    {"S1, S7", {"S1", "S7"}},
    {"(a) then S5", {"S5?"}},
    {"SKU S2B S3x xS3 _S3 S_3 (S2B)", {}},
    {"S3-compatible storage", {}},
    {"the Galaxy S24 and Audi S4 (Galaxy S24)", {}},
    {"S7 Airlines and S4 Capital (S4 Capital)", {}},
    {"S3.5 and R&S3 and US-S3", {}},
    {"S", {}},
    {"S1234567", {}},
  };
  for (const auto& [text, expected] : table) {
    INFO(text);
    CHECK(cited(text, "summary") == expected);
  }
}

TEST_CASE("a source cell of ids alone cites them") {
  CHECK(cited("S1, S7", "source") == ids{"S1", "S7"});
  CHECK(cited("S1;S7", "sources") == ids{"S1", "S7"});
  CHECK(cited("S7", "regional_source") == ids{"S7"});
  CHECK(cited("S7", "legal_name").empty());
  CHECK(cited("S7", "source_name").empty());
  CHECK(cited("–", "source").empty());
}

TEST_CASE("citations, addresses and tickers do not cite") {
  auto document = json::parse(R"({
    "text": "Up (S1).", "ticker": "S32", "url": "https://x/S9",
    "sources_used": ["S2"], "new_sources": [{"id": "S3", "citation": "S4"}],
    "rows": [{"source": "S5, S6", "date": "S7"}]})");
  CHECK(cited_in(document).firm == std::set<std::string>{"S1", "S5", "S6"});
  CHECK(cited_in(document).loose.empty());
}

TEST_CASE("rewriting changes references and nothing else") {
  auto document = json::parse(R"({
    "prose": "SKU S2B rose (S2), see S1, S2.",
    "source": "S2, S1, S3", "sources": ["S2", "S3", "S2"], "note": "none"})");
  rewrite_references(document, [](const std::string& id) {
    return id == "S2" ? "S30" : id == "S3" ? "S1" : id;
  });
  CHECK(document == json::parse(R"({
    "prose": "SKU S2B rose (S30), see S1, S30.",
    "source": "S30, S1", "sources": ["S30", "S1"], "note": "none"})"));
}

TEST_CASE("two ids can change places") {
  json document = {{"text", "(S1) then (S2)"}};
  rewrite_references(
    document, [](const std::string& id) { return id == "S1" ? "S2" : "S1"; });
  CHECK(document["text"] == "(S2) then (S1)");
}
