#include "tools/llm_sim/faults/book.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace dossier::llm_sim;
using dossier::io::llm::demo::draw_key;
using nlohmann::json;

namespace {

struct book_world {
  fault_book book;

  void plan(const char* text) {
    book.replace(parse_fault_plan(json::parse(text)));
  }

  /// The faults that hit, as they were written.
  std::string choose(const call_marks& call, const char* own = nullptr,
                     std::uint64_t draw = 0) {
    auto faults = book.choose(
      call, own ? parse_faults(own) : std::vector<fault>{}, draw_key{draw});
    std::string result;
    for (const auto& one : faults)
      result += (result.empty() ? "" : ";") + one.text;
    return result;
  }

  static call_marks call(std::string stage, std::string company = "Acme") {
    return {"", std::move(stage), "claude-sonnet-4-5", std::move(company), "",
            1};
  }
};

} // namespace

TEST_CASE_METHOD(book_world, "what a call asks for itself comes first") {
  plan(R"({"rules": [{"fault": "500"}], "background": "503"})");
  CHECK(choose(call("section_1"), "529") == "529");
  CHECK(choose(call("section_1")) == "500");
}

TEST_CASE_METHOD(book_world, "the first rule that hits decides") {
  plan(R"({"rules": [{"stage": "section_2", "fault": "500"},
                     {"fault": "529"}], "background": "503"})");
  CHECK(choose(call("section_2")) == "500");
  CHECK(choose(call("section_1")) == "529");
}

TEST_CASE_METHOD(book_world, "the background is for calls without a rule") {
  plan(R"({"rules": [{"stage": "section_2", "fault": "500:times=1"}],
           "background": "503"})");
  CHECK(choose(call("section_2")) == "500:times=1");
  CHECK(choose(call("section_2")) == "503");
}

TEST_CASE_METHOD(book_world, "a fault with a number of times heals") {
  plan(R"([{"fault": "529:times=2;schema:times=1"}])");
  CHECK(choose(call("section_2")) == "529:times=2");
  CHECK(choose(call("section_2")) == "529:times=2");
  CHECK(choose(call("section_2")) == "schema:times=1");
  CHECK(choose(call("section_2")).empty());
}

TEST_CASE_METHOD(book_world, "times count for each stage of each company") {
  plan(R"([{"fault": "529:times=1"}])");
  CHECK(choose(call("section_2")) == "529:times=1");
  CHECK(choose(call("section_3")) == "529:times=1");
  CHECK(choose(call("section_2", "Bolt")) == "529:times=1");
  CHECK(choose(call("section_2")).empty());
}

TEST_CASE_METHOD(book_world, "a reset forgets what hit whom") {
  plan(R"([{"fault": "529:times=1"}])");
  choose(call("section_2"));
  book.reset();
  CHECK(choose(call("section_2")) == "529:times=1");
}

TEST_CASE_METHOD(book_world, "modifiers join the fault that decides") {
  CHECK(choose(call("section_2"), "slow:tps=5;fence;crlf;reset")
        == "slow:tps=5;fence;crlf");
}

TEST_CASE_METHOD(book_world, "chance hits about as often as it says") {
  plan(R"({"background": "529:p=0.2"})");
  int hits = 0;
  for (std::uint64_t i = 0; i < 1000; ++i)
    hits += choose(call("section_2"), nullptr, i).empty() ? 0 : 1;
  CHECK(hits > 150);
  CHECK(hits < 250);
}

TEST_CASE_METHOD(book_world, "the order of calls changes no draw") {
  plan(R"({"rules": [{"p": 0.5, "fault": "500:times=1"}],
           "background": "529:p=0.5"})");
  auto run = [this](std::vector<int> order) {
    book.reset();
    std::map<int, std::string> result;
    for (auto i : order)
      result[i] = choose(call("section_" + std::to_string(i)), nullptr,
                         std::uint64_t(i));
    return result;
  };
  auto forth = run({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(run({9, 3, 5, 1, 7, 0, 2, 8, 6, 4}) == forth);
}

TEST_CASE_METHOD(book_world, "connections are refused by rules alone") {
  plan(R"([{"fault": "refuse_conn:times=1"}, {"fault": "500"}])");
  CHECK(book.refuses_connection(draw_key{1}));
  CHECK_FALSE(book.refuses_connection(draw_key{2}));
  CHECK(choose(call("section_2")) == "500");
}
