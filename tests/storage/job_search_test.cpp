/// How every store finds jobs by the words they have.

#include "tests/storage/store_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

namespace {

/// What is found at once and what is found after all that commits put off is
/// done must be the same.
template <class World>
ids search(World& world, const std::string& text) {
  job_query query;
  query.text = text;
  query.descending = false;
  auto at_once = ids_of(world, query);
  while (world.store->run_maintenance())
    ;
  auto later = ids_of(world, query);
  CHECK(at_once == later);
  return later;
}

template <class World>
void put_texts(World& world) {
  auto acme = sample_job("acme", 1);
  acme.request.company_name = "Acme & Sons";
  acme.request.geography = "North America";
  acme.stages[0].version = 1;
  auto commit = create(acme);
  commit.outputs.push_back(output_of(
    0, 1, R"({"key":["Widgets, gadgets\nand \"robots\"",{"a":"Zürich"}]})"));
  apply(world, commit);
  auto nestle = sample_job("nestle", 2);
  nestle.request.company_name = "Nestl\u00e9";
  nestle.request.geography = "Europe";
  put(world, nestle);
}

} // namespace

STORE_TEST("a search finds jobs by company, geography and section text") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "acme") == ids{"acme"});
  CHECK(search(world, "europe") == ids{"nestle"});
  CHECK(search(world, "gadgets") == ids{"acme"});
  CHECK(search(world, "and") == ids{"acme"});
  CHECK(search(world, "robots") == ids{"acme"});
  CHECK(search(world, "missing").empty());
}

STORE_TEST("a search ignores case and accents and takes words as prefixes") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "NESTLE") == ids{"nestle"});
  CHECK(search(world, "Nestl\u00c9") == ids{"nestle"});
  CHECK(search(world, "zur") == ids{"acme"});
  CHECK(search(world, "WID") == ids{"acme"});
  CHECK(search(world, "idget").empty());
}

namespace {

/// One job for each name, with the name's position for an id.
template <class World>
void put_names(World& world, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto job = sample_job(std::to_string(i), static_cast<std::int64_t>(i));
    job.request.company_name = names[i];
    put(world, job);
  }
}

} // namespace

STORE_TEST("company names are found by inner words of every script") {
  TestType world;
  put_names(world,
            {"株式会社トヨタ自動車", "현대자동차그룹", "ธนาคารกสิกรไทย",
             "Bluestone Holding", "東京電力ホールディングス", "ທະນາຄານລາວ",
             "ធនាគារជាតិ", "မြန်မာ့ဘဏ်", "中国人寿保险", "LG전자"});
  for (const auto& [query, wanted] : std::vector<std::pair<std::string, ids>>{
         {"株式会社", {"0"}},  {"トヨタ", {"0"}}, {"自動車", {"0"}},
         {"ﾄﾖﾀ", {"0"}},       {"とよた", {"0"}}, {"車", {"0"}},
         {"현대", {"1"}},      {"자동차", {"1"}}, {"그룹", {"1"}},
         {"กสิกร", {"2"}},      {"ไทย", {"2"}},    {"stone", {"3"}},
         {"LUEST", {"3"}},     {"電力", {"4"}},   {"ホールディング", {"4"}},
         {"東京 電力", {"4"}}, {"ລາວ", {"5"}},    {"ជាតិ", {"6"}},
         {"ဘဏ်", {"7"}},        {"人寿", {"8"}},   {"전자", {"9"}},
         {"lg전자", {"9"}},    {"社ト", {"0"}},   {"自車", {}},
         {"自動二", {}},       {"차자", {}},      {"stoneh", {}},
         {"st", {}},           {"tone ue", {}}}) {
    INFO(query);
    CHECK(search(world, query) == wanted);
  }
}

STORE_TEST("section text is found by parts where there are no spaces") {
  TestType world;
  auto job = sample_job("acme", 1);
  job.stages[0].version = 1;
  auto commit = create(job);
  commit.outputs.push_back(output_of(
    0, 1,
    R"({"a":"売上高は自動車部門で増加した","b":["동차","판매"],"c":"Keystones ยอดขายรวม"})"));
  apply(world, commit);
  for (const auto* query : {"自動車", "部門", "増加", "した", "동차", "판매",
                            "keystone", "ขาย", "ยอดขายรวม", "上"}) {
    INFO(query);
    CHECK(search(world, query) == ids{"acme"});
  }
  for (const auto* query : {"stone", "自部", "車動", "차판", "動部門"}) {
    INFO(query);
    CHECK(search(world, query).empty());
  }
}

STORE_TEST("a search folds what readers take for the same") {
  TestType world;
  put_names(world, {"Οδυσσεύς ΑΕ", "Ёлка и Ко", "Công ty Đặng Gia", "Straße AG",
                    "İstanbul Isı", "Café Zürich", "Proﬁt Œuvre", "Йогурт",
                    "ᾚἰᾗ", "ἪΙἸἯΙ", "البنك ٱلأهلي"});
  for (const auto& [query, wanted] : std::vector<std::pair<std::string, ids>>{
         {"ΟΔΥΣΣΕΥΣ", {"0"}}, {"οδυσσευς", {"0"}},   {"ἪΙἸἯΙ", {"8", "9"}},
         {"ᾚἰᾗ", {"8", "9"}}, {"ηιιηι", {"8", "9"}}, {"الاهلي", {"10"}},
         {"ٱلأهلي", {"10"}},  {"елка", {"1"}},       {"ЁЛКА", {"1"}},
         {"dang gia", {"2"}}, {"cong", {"2"}},       {"strasse", {"3"}},
         {"STRAẞE", {"3"}},   {"istanbul", {"4"}},   {"ISTANBUL", {"4"}},
         {"ısı", {"4"}},      {"isi", {"4"}},        {"café", {"5"}},
         {"zürich", {"5"}},   {"profit", {"6"}},     {"oeuvre", {"6"}},
         {"йогурт", {"7"}},   {"иогурт", {}}}) {
    INFO(query);
    CHECK(search(world, query) == wanted);
  }
}

// -- the best match first -----------------------------------------------------

namespace {

job_query best_of(const std::string& text, std::size_t limit = 50) {
  job_query query;
  query.text = text;
  query.order = job_order::relevance;
  query.limit = limit;
  return query;
}

} // namespace

STORE_TEST("the best match stands first, and the newest among equals") {
  TestType world;
  put_names(world, {"Apple", "Pineapple Farms", "Applebee's", "Green Apple",
                    "Apple Hospitality", "APPLE", "Orchard"});
  auto text = sample_job("text", 7);
  text.stages[0].version = 1;
  auto with_text = create(text);
  with_text.outputs.push_back(output_of(0, 1, R"(["about apples"])"));
  apply(world, with_text);
  auto place = sample_job("place", 8);
  place.request.geography = "Appleton";
  put(world, place);
  ids best{"5", "0", "4", "2", "3", "1", "place", "text"};
  CHECK(ids_of(world, best_of("apple")) == best);
  while (world.store->run_maintenance())
    ;
  CHECK(ids_of(world, best_of("apple")) == best);
  for (std::size_t limit : {1, 2, 3, 5})
    CHECK(walk(world, best_of("apple", limit)) == best);
}

STORE_TEST("a page of matches goes on where it ended, whatever came since") {
  TestType world;
  put_names(world, {"Acme One", "Acme", "Big Acme"});
  auto query = best_of("acme", 1);
  auto page = world.reader->list_jobs(query);
  REQUIRE(page.items.size() == 1);
  CHECK(page.items[0]->id == "1");
  auto late = sample_job("late", 99);
  late.request.company_name = "Acme";
  put(world, late);
  query.cursor = page.next_cursor;
  CHECK(walk(world, query) == ids{"0", "2"});
}

STORE_TEST("matches are filtered like any list") {
  TestType world;
  put_names(world, {"Acme", "Acme Two", "Acme Three"});
  auto failed = sample_job("failed", 9);
  failed.request.company_name = "Acme";
  failed.status = job_status::failed;
  put(world, failed);
  auto query = best_of("acme");
  query.statuses = {job_status::failed, job_status::completed};
  CHECK(ids_of(world, query) == ids{"failed"});
  query.statuses.clear();
  query.created_after = at(1);
  CHECK(ids_of(world, query) == ids{"failed", "2"});
  CHECK(ids_of(world, best_of("--")).empty());
}

STORE_TEST("every word of a search must occur, wherever in the job") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "robots north sons") == ids{"acme"});
  CHECK(search(world, "robots europe").empty());
  CHECK(search(world, "e") == ids{"nestle"});
}

STORE_TEST("a search does not find keys, and reads no syntax in its text") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "key").empty());
  CHECK(search(world, "acme OR nestle").empty());
  CHECK(search(world, "\"acme* \\ (") == ids{"acme"});
  CHECK(search(world, "words:acme").empty());
  CHECK(search(world, "-'\"*").empty());
  CHECK(search(world, "").size() == 2);
}

STORE_TEST("a search follows an output that is replaced or archived") {
  TestType world;
  put_texts(world);
  auto before = find(world, "acme");
  auto after = *before;
  after.stages[0].version = 2;
  auto replaced = step_to(*before, after);
  replaced.outputs.push_back(output_of(0, 2, R"(["fresh gadgets"])"));
  apply(world, replaced);
  CHECK(search(world, "robots").empty());
  CHECK(search(world, "fresh") == ids{"acme"});
  CHECK(search(world, "gadgets") == ids{"acme"});
  auto reset = step_to(*replaced.after, *replaced.after);
  reset.archived.set(0);
  apply(world, reset);
  CHECK(search(world, "gadgets").empty());
  CHECK(search(world, "acme") == ids{"acme"});
}
