/// Names that must agree with other names.

#include "tests/report/checks/checks_world.hpp"

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

TEST_CASE_METHOD(checks_world, "same_names compares with another section") {
  const auto* arguments
    = R"({"values": "/m/*", "stage": "figures", "others": "/k/*"})";
  CHECK(holds("same_names", arguments, R"({"m": ["X"]})"));
  outputs[figures] = text_of(json::parse(R"({"k": ["Revenue", "DSO*"]})"));
  CHECK(holds("same_names", arguments, R"({"m": ["dso", "Revenue"]})"));
  CHECK(run("same_names", arguments, R"({"m": ["Revenue", "EBIT"]})")
        == lines{"/m/1: expected a name that figures has, found \"EBIT\"",
                 "/m/*: expected every name that figures has, found "
                 "\"DSO*\""});
}

TEST_CASE_METHOD(checks_world, "same_names takes a name as readers do, once") {
  const auto* arguments
    = R"({"values": "/m/*", "stage": "figures", "others": "/k/*"})";
  outputs[figures]
    = text_of(json::parse(R"({"k": ["Größe", "Process Pumps"]})"));
  CHECK(holds("same_names", arguments,
              R"({"m": ["GRÖSSE", "process\u00a0 PUMPS *"]})"));
  CHECK(run("same_names", arguments,
            R"({"m": ["Größe", "Process Pumps", "process pumps*"]})")
        == lines{"/m/2: expected a name that stands there once, found "
                 "\"process pumps*\""});
  // Whoever wrote one name twice is answered twice.
  outputs[figures] = text_of(json::parse(R"({"k": ["A", "A"]})"));
  CHECK(holds("same_names", arguments, R"({"m": ["A", "A"]})"));
  CHECK_FALSE(holds("same_names", arguments, R"({"m": ["A", "A", "A"]})"));
}

TEST_CASE_METHOD(checks_world,
                 "unique_names finds a name that is there twice") {
  const auto* arguments = R"({"values": "/s/*/n"})";
  CHECK(holds("unique_names", arguments,
              R"({"s": [{"n": "A"}, {"n": "B"}, {}, {"n": 3}]})"));
  CHECK(run("unique_names", arguments,
            R"({"s": [{"n": "Pumps"}, {"n": "Valves"}, {"n": "PUMPS *"}]})")
        == lines{"/s/2/n: expected a name that stands there once, found "
                 "\"PUMPS *\""});
  CHECK(holds("unique_names", R"({"values": "/s/*/t/*"})",
              R"({"s": [{"t": ["A", "B"]}, {"t": ["A"]}]})"));
}

TEST_CASE_METHOD(checks_world, "starred_listed works in both directions") {
  const auto* arguments = R"({"names": "/t/*/m", "listed": "/d/*/m"})";
  CHECK(holds("starred_listed", arguments,
              R"({"t": [{"m": "DSO*"}, {"m": "EBIT"}],
                  "d": [{"m": "dso"
}]
})"));
  CHECK(run("starred_listed", arguments,
            R"({"t": [{"m": "DSO *"}], "d": [{"m": "EBIT*"}]})")
        == lines{"/t/0/m: expected an entry at /d/*/m for a starred name, "
                 "found \"DSO *\"",
                 "/d/0/m: expected a name that stands with a star at /t/*/m, "
                 "found \"EBIT*\""});
}
