#include "io/llm/asio_timers.hpp"
#include "io/llm/demo/client.hpp"
#include "tests/io/llm/manual_timers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <future>

using namespace dossier;
using namespace dossier::io::llm;
using namespace std::chrono_literals;

namespace {

/// What a listener heard of one call.
struct heard_call final : listener {
  void on_restart() override {
    ++restarts;
  }

  void on_text(std::string piece) override {
    CHECK(ends() == 0);
    text += piece;
    pieces.push_back(std::move(piece));
  }

  void on_answer(answer result) override {
    answers.push_back(std::move(result));
    done.set_value();
  }

  void on_failure(failure reason) override {
    failures.push_back(std::move(reason));
    done.set_value();
  }

  std::size_t ends() const {
    return answers.size() + failures.size();
  }

  std::string text;
  std::vector<std::string> pieces;
  std::vector<answer> answers;
  std::vector<failure> failures;
  unsigned restarts = 0;
  std::promise<void> done;
};

/// One report type with a long text and accents in it.
demo::generator_map test_generators() {
  demo::content content;
  content.files["section_1"]
    = {{"text", "{company} {geography} – " + std::string(8000, 'x')}};
  std::string accents;
  for (int i = 0; i < 500; ++i)
    accents += "é–";
  content.files["section_2"] = {{"text", accents}};
  return {{"test", std::make_shared<const demo::generator>(content)}};
}

request asked(const std::string& stage) {
  request result;
  result.stage = stage;
  result.report_type = "test";
  result.system = {{std::make_shared<const std::string>("12345"), true}};
  result.messages = {
    {speaker::user, "Stage: " + stage + "\nCompany: Acme\nGeography: Peru\n"}};
  return result;
}

struct demo_world {
  std::shared_ptr<test::manual_timers> timers
    = std::make_shared<test::manual_timers>();
  std::shared_ptr<heard_call> heard = std::make_shared<heard_call>();

  std::shared_ptr<call> start(demo::profile profile,
                              const std::string& stage = "section_1") {
    demo::client client{test_generators(), profile, timers};
    return client.start(asked(stage), heard);
  }

  /// How long the call took, to the second.
  milliseconds finish() {
    auto spent = 0ms;
    for (; heard->ends() == 0 && spent < 1h; spent += 100ms)
      timers->advance(100ms);
    return spent;
  }
};

bool is_whole(const std::string& text) {
  return text.empty()
         || (static_cast<unsigned char>(text.front()) & 0xc0) != 0x80;
}

} // namespace

TEST_CASE_METHOD(demo_world, "an instant demo answers before start returns") {
  start(demo::profile::instant);
  REQUIRE(heard->answers.size() == 1);
  CHECK(heard->text == heard->answers[0].text);
  CHECK(heard->text.find("Acme Peru") != std::string::npos);
  CHECK(timers->is_idle());
}

TEST_CASE_METHOD(demo_world, "a realistic demo thinks first, then writes") {
  start(demo::profile::realistic);
  timers->advance(900ms);
  CHECK(heard->pieces.empty());
  timers->advance(2s);
  CHECK(heard->pieces.size() > 5);
  CHECK(heard->ends() == 0);
  auto rest = finish();
  CHECK(rest > 8s);
  CHECK(rest < 18s);
}

TEST_CASE_METHOD(demo_world, "a fast demo is about ten times as fast") {
  start(demo::profile::fast);
  auto spent = finish();
  CHECK(spent > 900ms);
  CHECK(spent < 2s);
}

TEST_CASE_METHOD(demo_world, "the pieces add up to the answer") {
  for (auto profile : {demo::profile::realistic, demo::profile::fast}) {
    heard = std::make_shared<heard_call>();
    start(profile, "section_2");
    finish();
    REQUIRE(heard->answers.size() == 1);
    CHECK(heard->text == heard->answers[0].text);
    CHECK(heard->pieces.size() > 10);
    CHECK(std::all_of(heard->pieces.begin(), heard->pieces.end(), is_whole));
  }
}

TEST_CASE_METHOD(demo_world, "all profiles give the same text") {
  start(demo::profile::instant);
  auto text = heard->text;
  heard = std::make_shared<heard_call>();
  start(demo::profile::fast);
  finish();
  CHECK(heard->text == text);
}

TEST_CASE_METHOD(demo_world, "tokens are counted and cost nothing") {
  start(demo::profile::instant);
  const auto& answer = heard->answers.at(0);
  auto prompt = asked("section_1").messages[0].text.size();
  CHECK(answer.spent.tokens.input
        == static_cast<std::int64_t>((5 + prompt + 3) / 4));
  CHECK(answer.spent.tokens.output
        == static_cast<std::int64_t>((answer.text.size() + 3) / 4));
  CHECK(answer.spent.cost == 0);
  CHECK(answer.model == "demo");
  CHECK(answer.stop_reason == "end_turn");
}

TEST_CASE_METHOD(demo_world, "a cancelled call fails at once and only once") {
  auto call = start(demo::profile::realistic);
  timers->advance(5s);
  auto written = heard->text.size();
  call->cancel();
  call->cancel();
  timers->advance(100ms);
  REQUIRE(heard->failures.size() == 1);
  CHECK(heard->failures[0].error == error_class::transient);
  CHECK(heard->failures[0].spent.tokens.output > 0);
  timers->advance(1h);
  CHECK(heard->ends() == 1);
  CHECK(heard->text.size() == written);
}

TEST_CASE_METHOD(demo_world, "a call cancelled after its end says no more") {
  auto call = start(demo::profile::fast);
  finish();
  call->cancel();
  timers->advance(1h);
  CHECK(heard->answers.size() == 1);
  CHECK(heard->failures.empty());
}

TEST_CASE_METHOD(demo_world, "a call goes on when nobody holds it") {
  start(demo::profile::fast).reset();
  finish();
  CHECK(heard->answers.size() == 1);
}

TEST_CASE_METHOD(demo_world, "a report type without content is a failure") {
  demo::client client{{}, demo::profile::instant, timers};
  client.start(asked("section_1"), heard);
  REQUIRE(heard->failures.size() == 1);
  CHECK(heard->failures[0].error == error_class::internal);
}

TEST_CASE("profiles are named as in the settings") {
  CHECK(demo::parse_profile("realistic") == demo::profile::realistic);
  CHECK(demo::parse_profile("instant") == demo::profile::instant);
  CHECK_FALSE(demo::parse_profile("slow"));
}

TEST_CASE("a call runs on real timers and hears its cancellation soon") {
  auto timers = std::make_shared<asio_timers>();
  demo::client client{test_generators(), demo::profile::realistic, timers};
  auto heard = std::make_shared<heard_call>();
  auto call = client.start(asked("section_1"), heard);
  auto before = std::chrono::steady_clock::now();
  call->cancel();
  REQUIRE(heard->done.get_future().wait_for(10s) == std::future_status::ready);
  CHECK(std::chrono::steady_clock::now() - before < 1s);
  CHECK(heard->failures.size() == 1);
}
