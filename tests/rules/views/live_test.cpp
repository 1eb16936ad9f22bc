#include "actors/rules/views/live.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using rules::max_tail_bytes;

namespace {

text_delta piece(attempt_key key, unsigned call, std::size_t offset,
                 std::string text) {
  return {"job-1", company_graph(), {key, call, offset}, std::move(text)};
}

wait_changed change(stage_index stage, wait_reason detail) {
  return {"job-1", company_graph(), {stage, 1, 1}, detail, "", {}};
}

struct live_world {
  void hear(attempt_key key, unsigned call, std::size_t offset,
            std::string text) {
    rules::append(live, piece(key, call, offset, std::move(text)));
  }

  const live_text& only() const {
    REQUIRE(live.texts.size() == 1);
    return live.texts[0];
  }

  live_view live;
};

} // namespace

TEST_CASE_METHOD(live_world, "pieces of one call are joined") {
  hear({2, 1, 1}, 1, 0, "ab");
  hear({2, 1, 1}, 1, 2, "cd");
  CHECK(only().text == "abcd");
  CHECK(only().at.offset == 0);
}

TEST_CASE_METHOD(live_world, "a higher call, attempt or generation begins "
                             "anew") {
  hear({2, 1, 1}, 1, 0, "old");
  hear({2, 1, 1}, 2, 0, "call");
  CHECK(only().text == "call");
  hear({2, 1, 2}, 1, 0, "attempt");
  CHECK(only().text == "attempt");
  hear({2, 2, 1}, 1, 0, "generation");
  CHECK(only().text == "generation");
}

TEST_CASE_METHOD(live_world, "a piece of an older call is ignored") {
  hear({2, 1, 2}, 1, 0, "new");
  hear({2, 1, 1}, 9, 0, "old");
  CHECK(only().text == "new");
}

TEST_CASE_METHOD(live_world, "a piece that does not follow stands alone") {
  hear({2, 1, 1}, 1, 0, "ab");
  hear({2, 1, 1}, 1, 7, "hi");
  CHECK(only().text == "hi");
  CHECK(only().at.offset == 7);
}

TEST_CASE_METHOD(live_world, "of a long text the tail is kept, in whole "
                             "characters") {
  std::string text;
  for (auto i = 0; i < 50'000; ++i)
    text += "é";
  hear({2, 1, 1}, 1, 0, "x" + text);
  CHECK(only().text.size() <= 2 * max_tail_bytes);
  CHECK(only().at.offset + only().text.size() == 100'001);
  auto tail = rules::tail_of(only());
  CHECK(tail.text.size() == max_tail_bytes);
  CHECK(tail.at.offset + tail.text.size() == 100'001);
  CHECK(tail.text.starts_with("é"));
}

TEST_CASE_METHOD(live_world, "stages are told apart") {
  hear({2, 1, 1}, 1, 0, "two");
  hear({3, 1, 1}, 1, 0, "three");
  CHECK(live.texts.size() == 2);
}

TEST_CASE_METHOD(live_world, "the newest detail of a stage counts") {
  job_world world;
  world.admit();
  world.complete(foundation);
  const auto& job = world.state();
  rules::note(live, change(2, wait_reason::waiting));
  rules::note(live, change(3, wait_reason::waiting));
  rules::note(live, change(2, wait_reason::throttled));
  CHECK(rules::facts_of(job, live).details.at(2) == wait_reason::throttled);
  rules::note(live, change(2, wait_reason::none));
  CHECK(rules::facts_of(job, live).details.size() == 1);
}

TEST_CASE_METHOD(live_world,
                 "what is published of an attempt that has ended holds "
                 "nothing") {
  job_world world;
  world.admit();
  rules::note(live, change(foundation, wait_reason::throttled));
  CHECK(rules::facts_of(world.state(), live).details.size() == 1);
  world.fail(foundation, error_class::transient);
  CHECK(rules::facts_of(world.state(), live).details.empty());
}

TEST_CASE_METHOD(live_world, "what has ended is forgotten") {
  job_world world;
  world.admit();
  hear({foundation, 1, 1}, 1, 0, "text");
  rules::note(live, change(foundation, wait_reason::waiting));
  rules::forget_ended(live, world.state());
  CHECK(live.texts.size() == 1);
  CHECK(live.details.size() == 1);
  world.fail(foundation, error_class::transient);
  rules::forget_ended(live, world.state());
  CHECK(live.texts.empty());
  CHECK(live.details.empty());
}

TEST_CASE_METHOD(live_world, "an older attempt's text is forgotten") {
  job_world world;
  world.admit();
  hear({foundation, 1, 1}, 1, 0, "text");
  world.restart();
  rules::forget_ended(live, world.state());
  CHECK(live.texts.empty());
}
