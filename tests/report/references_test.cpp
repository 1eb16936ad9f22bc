#include "actors/report/citations/references.hpp"

#include <catch2/catch.hpp>

using namespace dossier::report;

namespace {

/// Firm references as they are, bare ones with a question mark, named ones
/// with two.
std::vector<std::string> cited(const std::string& text, const char* key) {
  std::vector<std::string> ids;
  for (const auto& one : references_in(text, key))
    ids.push_back(id_at(text, one)
                  + (one.grip == grip::bare    ? "?"
                     : one.grip == grip::named ? "??"
                                               : ""));
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
    {"margins fell S5.", {"S5?"}},
    {"See S5", {"S5?"}},
    {"S5", {}},
    {"S1, S7", {"S1", "S7"}},
    {"(a) then S5", {"S5?"}},
    {"as s5 says", {"S5?"}},
    {"SKU S2B S3x xS3 _S3 S_3 (S2B)", {}},
    {"SAP S4HANA, S/4HANA (S4HANA)", {}},
    {"S3-compatible storage (S3-compatible)", {}},
    {"the Galaxy S24 and Audi S4", {"S24??", "S4??"}},
    {"S7 Airlines and S4 Capital", {"S7??", "S4??"}},
    {"S3.5 and R&S3 and US-S3 and A/S3 and S3+", {}},
    {"see s3.example.org and bucket.s3.example", {}},
    {"ÜS3 S3ä", {}},
    {"S", {}},
    {"S1234567", {}},
  };
  for (const auto& [text, expected] : table) {
    INFO(text);
    CHECK(cited(text, "summary") == expected);
  }
}

TEST_CASE("in brackets an id is a citation whatever stands beside it") {
  auto table = std::vector<std::pair<const char*, ids>>{
    {"fell (S1/S28)", {"S1", "S28"}},
    {"fell (S1 / S28)", {"S1", "S28"}},
    {"fell (S1&S28)", {"S1", "S28"}},
    {"fell (S1+S28)", {"S1", "S28"}},
    {"fell (S1|S28)", {"S1", "S28"}},
    {"fell (Reuters S28)", {"S28"}},
    {"fell (Table S28)", {"S28"}},
    {"fell (S28 Reuters)", {"S28"}},
    {"fell (S28 Annual Report)", {"S28"}},
    {"fell (Galaxy S24)", {"S24"}},
    {"fell (s28)", {"S28"}},
    {"fell (#S28*)", {"S28"}},
    {"fell (S28’s table)", {"S28"}},
    {"fell (the survey (2025) of S28)", {"S28"}},
    {"fell {S28} 【S29】（S30）", {"S28", "S29", "S30"}},
    {"(S1-S3) (S4–S5)", {"S1", "S3", "S4", "S5"}},
    {"See S1/S2 and (S5, S6).", {"S1?", "S2?", "S5", "S6"}},
    {"増加（S3）と S4", {"S3", "S4?"}},
    {"매출S28에서", {"S28?"}},
    {"fell.S28", {"S28?"}},
    {"\"S28\" says", {"S28?"}},
  };
  for (const auto& [text, expected] : table) {
    INFO(text);
    CHECK(cited(text, "summary") == expected);
  }
}

TEST_CASE("a source cell cites whatever id it holds") {
  CHECK(cited("S1, S7", "source") == ids{"S1", "S7"});
  CHECK(cited("S1;S7", "sources") == ids{"S1", "S7"});
  CHECK(cited("S7", "regional_source") == ids{"S7"});
  for (const auto* text :
       {"S1 and S7", "S1 & S7", "S1/S7", "S1 + S7", "#S1, s7", "[S1] (S7)",
        "Reuters S1, S7 (note 4)", "S1, S7."}) {
    INFO(text);
    CHECK(cited(text, "source") == ids{"S1", "S7"});
  }
  CHECK(cited("S7", "legal_name").empty());
  CHECK(cited("S7", "source_name").empty());
  CHECK(cited("–", "source").empty());
}

TEST_CASE("a ticker cites in brackets alone") {
  CHECK(cited("ASX: S32", "ticker").empty());
  CHECK(cited("XETRA: NWI (S2)", "ticker") == ids{"S2"});
}

TEST_CASE("an id that is all a field says is a name") {
  CHECK(lone_name(" S7 ", "legal_name") == "S7");
  CHECK(lone_name("S7", "source").empty());
  CHECK(lone_name("S7 Airlines", "legal_name").empty());
  CHECK(lone_name("(S7)", "text").empty());
}

TEST_CASE("citations are brought into one form") {
  auto table = std::vector<std::array<const char*, 3>>{
    {"fell (S27–29).", "summary", "fell (S27, S28, S29)."},
    {"fell (S27-S29).", "summary", "fell (S27, S28, S29)."},
    {"fell (S27 – S28; S3).", "summary", "fell (S27, S28; S3)."},
    {"fell (S27 to S29).", "summary", "fell (S27, S28, S29)."},
    {"per S27–S28 it fell", "summary", "per S27, S28 it fell"},
    {"fell (s28), s3 says", "summary", "fell (S28), S3 says"},
    {"Galaxy s24 and s4hana", "summary", "Galaxy s24 and s4hana"},
    {"grew from S3 to S5", "summary", "grew from S3 to S5"},
    {"fell (S3-2026) (S3 – 12 sites)", "summary",
     "fell (S3-2026) (S3 – 12 sites)"},
    {"fell (S9–3) (S1–900)", "summary", "fell (S9–3) (S1–900)"},
    {"S1/S28", "source", "S1, S28"},
    {"S1 and s28.", "source", "S1, S28"},
    {" [S7]\n", "source", "S7"},
    {"S1–3", "source", "S1, S2, S3"},
    {"S28, p. 3", "source", "S28, p. 3"},
    {"Annual report", "source", "Annual report"},
  };
  for (const auto& [text, key, expected] : table) {
    INFO(text);
    CHECK(plain_text(text, key) == expected);
  }
}

TEST_CASE("what does not say which source it means is found") {
  auto table = std::vector<std::pair<const char*, ids>>{
    {"fell (S1, 28).", {"S1, 28"}},
    {"fell (S1 and 28)", {"S1 and 28"}},
    {"fell (S1/28; S3)", {"S1/28"}},
    {"fell (S28a)", {"S28a"}},
    {"fell (S28.4)", {"S28.4"}},
    {"fell (S 28)", {"S 28"}},
    {"fell (S٢٨)", {"S٢"}},
    {"fell (S9–3)", {"S9–3"}},
    {"fell (S1-S900)", {"S1-S900"}},
    {"per S27–28 it fell", {"S27–28"}},
    // These do.
    {"fell (S3, p. 12–14) (S3: 12) (S3, S. 28)", {}},
    {"fell (S3, 12 sites) (S3, 45%) (S3, 1,200 units)", {}},
    {"fell (S3, 2025) (S3-2026)", {}},
    {"SAP (S4HANA, S2B) and S3.5 of S28a", {}},
    {"the Galaxy S3-12", {}},
  };
  for (const auto& [text, expected] : table) {
    INFO(text);
    CHECK(unclear_in(text, "summary") == expected);
  }
  CHECK(unclear_in("S1, 28", "source") == ids{"S1, 28"});
  CHECK(unclear_in("S28.4", "source") == ids{"S28.4"});
  CHECK(unclear_in("S99 (note 4)", "source").empty());
}
