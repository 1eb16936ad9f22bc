/// Numbers, and how much there may be of something.

#include "tests/report/checks/checks_world.hpp"

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

TEST_CASE_METHOD(checks_world, "sum_at_most adds up numbers") {
  const auto* arguments = R"({"values": "/s/*/p", "max": 100})";
  CHECK(holds("sum_at_most", arguments,
              R"({"s": [{"p": 33.3}, {"p": 33.3}, {"p": 33.4}, {"p": "–"}]})"));
  CHECK(run("sum_at_most", arguments, R"({"s": [{"p": 60}, {"p": 41}]})")
        == lines{"/s/*/p: expected a sum of at most 100, found 101"});
  CHECK(holds("sum_at_most", arguments, "{}"));
}

TEST_CASE_METHOD(checks_world, "sum_at_most forgives the noise of adding up, "
                               "and nothing more") {
  const auto* arguments = R"({"values": "/s/*/p", "max": 100.5})";
  struct example {
    const char* shares;
    bool holds;
  };
  for (const auto& [shares, expected] :
       {example{"100.5", true}, example{"33.5, 33.5, 33.5", true},
        example{"100.1, 0.1, 0.1, 0.1, 0.1", true}, example{"100.51", false},
        example{"60.3, 40.3", false}, example{"null, 100.5, null", true},
        // What is below zero makes no room.
        example{"120, -30", false}, example{"-1, 100.5", true}}) {
    INFO(shares);
    json document{{"s", json::array()}};
    for (const auto& share : json::parse(std::string{"["} + shares + "]"))
      document["s"].push_back({{"p", share}});
    CHECK(holds("sum_at_most", arguments, document.dump().c_str()) == expected);
  }
  CHECK(run("sum_at_most", arguments, R"({"s": [{"p": 60.3}, {"p": 40.3}]})")
        == lines{"/s/*/p: expected a sum of at most 100.5, found 100.6"});
}

TEST_CASE_METHOD(checks_world, "sum_at_most adds up each list for itself") {
  const auto* arguments = R"({"values": "/s/*/c/*/p", "max": 102})";
  CHECK(holds("sum_at_most", arguments,
              R"({"s": [{"c": [{"p": 60}, {"p": 40}]},
                        {"c": [{"p": 60}, {"p": 42}]}, {"c": []}]})"));
  CHECK(run("sum_at_most", arguments,
            R"({"s": [{"c": [{"p": 60}, {"p": 40}]},
                      {"c": [{"p": 60}, {"p": 60}, {"p": 60}]},
                      {"c": [{"p": 150}]}]})")
        == lines{"/s/1/c/*/p: expected a sum of at most 102, found 180",
                 "/s/2/c/*/p: expected a sum of at most 102, found 150"});
  CHECK(run("sum_at_most", R"({"values": "/p", "max": 100.5})", R"({"p": 101})")
        == lines{"/p: expected a sum of at most 100.5, found 101"});
}

TEST_CASE_METHOD(checks_world, "not_above compares two numbers") {
  const auto* arguments = R"({"value": "/a", "limit": "/b"})";
  CHECK(holds("not_above", arguments, R"({"a": 2, "b": 2.0})"));
  CHECK(holds("not_above", arguments, R"({"a": "–", "b": 2})"));
  CHECK(holds("not_above", arguments, R"({"a": 3})"));
  CHECK(run("not_above", arguments, R"({"a": 3, "b": 2})")
        == lines{"/a: expected at most 2, the value of /b, found 3"});
}

TEST_CASE_METHOD(checks_world, "words_at_most counts words") {
  const auto* arguments = R"({"values": "/q/*", "max": 3})";
  CHECK(holds("words_at_most", arguments, R"({"q": ["one two three", 4]})"));
  CHECK(run("words_at_most", arguments, R"({"q": ["one two three four"]})")
        == lines{"/q/0: expected at most 3 words, found 4"});
}

TEST_CASE_METHOD(checks_world, "count_between looks at each array") {
  const auto* arguments = R"({"values": "/s/*/c", "min": 1, "max": 2})";
  CHECK(holds("count_between", arguments, R"({"s": [{"c": [1]}, {}]})"));
  CHECK(run("count_between", arguments,
            R"({"s": [{"c": []}, {"c": [1]}, {"c": [1, 2, 3]}]})")
        == lines{"/s/0/c: expected 1 to 2 elements, found 0",
                 "/s/2/c: expected 1 to 2 elements, found 3"});
}
