#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;

namespace {

/// May spend 100; every attempt costs 40 of it.
struct budget_world : job_world {
  budget_world() : job_world(capped()) {
    price.cost = 40;
    admit();
    complete(foundation);
  }

  static job_request capped() {
    auto result = some_request();
    result.budget = 100;
    return result;
  }
};

} // namespace

TEST_CASE_METHOD(budget_world, "a spent budget fails every stage that waits",
                 "[budget_spent]") {
  complete(section_2);
  CHECK(letters() == "+.+>>.>.>..");
  complete(section_3);
  CHECK(letters() == "+.++>.>.>..");
  complete(section_4);
  CHECK(letters() == "+x+++x>x>xx");
  for (auto stage : {section_1, section_5, section_7, section_9, section_10}) {
    CHECK(at(stage).error == error_class::budget);
    CHECK_FALSE(at(stage).blocked_by);
    CHECK(at(stage).attempts == 0);
    CHECK_FALSE(at(stage).started_at);
  }
}

TEST_CASE_METHOD(budget_world,
                 "what runs when the budget is spent may finish") {
  complete({section_2, section_3, section_4, section_8});
  CHECK(complete(section_6));
  CHECK(state().status == job_status::completed_with_errors);
  CHECK(letters() == "+x+++x+x+xx");
}

TEST_CASE_METHOD(budget_world, "a spent budget ends retries too") {
  fail(section_2, error_class::transient);
  fail(section_3, error_class::transient);
  CHECK(letters() == "+.~~....>..");
  CHECK(wait_out(section_2));
  CHECK(letters() == "+xx~xxxx>xx");
  CHECK(at(section_2).error == error_class::budget);
  CHECK(at(section_6).error == error_class::budget);
  CHECK(wait_out(section_3));
  CHECK(at(section_3).error == error_class::budget);
  complete(section_8);
  CHECK(state().status == job_status::completed_with_errors);
}

TEST_CASE_METHOD(budget_world, "a spent budget ends what a crash interrupted") {
  complete({section_2, section_3});
  CHECK(restart());
  CHECK(letters() == "+x++xxxxxxx");
  for (auto stage : {section_4, section_6, section_8}) {
    CHECK(at(stage).error == error_class::budget);
    CHECK(at(stage).attempts == 1);
  }
  CHECK(last().attempts.size() == 3);
  CHECK(state().status == job_status::completed_with_errors);
}

TEST_CASE_METHOD(budget_world, "exactly the budget is spent") {
  price.cost = 20;
  complete(section_2);
  CHECK(letters() == "+.+>>.>.>..");
  complete(section_3);
  price.cost = 19;
  complete(section_4);
  CHECK(letters() == "+.+++>>.>..");
  price.cost = 1;
  complete(section_5);
  CHECK(letters() == "+.++++>.>..");
  price.cost = 0;
  complete(section_6);
  CHECK(state().generation_cost == 100);
  CHECK(at(section_7).error == error_class::budget);
}

TEST_CASE_METHOD(budget_world, "each generation has the whole budget") {
  complete({section_2, section_3, section_4, section_6, section_8});
  REQUIRE(is_terminal(state().status));
  rerun(set_of({5, 7}));
  admit();
  complete({section_5, section_7});
  CHECK(letters() == "+x+++++++xx");
  CHECK(state().generation_cost == 80);
  CHECK(at(section_2).total.cost == 40);
}

TEST_CASE("a job without a budget spends what it needs") {
  job_world world;
  world.price.cost = 1'000'000'000'000;
  world.admit();
  world.complete({0, 2, 3, 4, 5, 6, 7, 8, 1, 9, 10});
  CHECK(world.state().status == job_status::completed);
}
