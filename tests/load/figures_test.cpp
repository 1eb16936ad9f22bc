#include "tools/load/check/figures.hpp"

#include <catch2/catch.hpp>

using namespace dossier::load;

TEST_CASE("percentiles are values that were measured") {
  figures numbers;
  for (int i = 100; i > 0; --i)
    numbers.sample("ms", i);
  numbers.count("jobs", 3);
  CHECK(numbers.show()
        == json{{"jobs", 3},
                {"ms",
                 {{"count", 100},
                  {"p50", 50.0},
                  {"p95", 95.0},
                  {"p99", 99.0},
                  {"max", 100.0}}}});
  CHECK(numbers.counted("kills") == 0);
}
