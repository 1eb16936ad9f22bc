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
  while (world.store->tidy())
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
  auto what = create(acme);
  what.outputs.push_back(output_of(
    0, 1, R"({"key":["Widgets, gadgets\nand \"robots\"",{"a":"Zürich"}]})"));
  apply(world, what);
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
