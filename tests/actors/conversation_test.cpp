/// What a stage asks its model, with the shipped report type and the demo's
/// answers: pure, without actors.

#include "actors/report/section.hpp"
#include "actors/report/sources/sources.hpp"
#include "actors/rules/job/fold.hpp"
#include "actors/stage/conversation.hpp"
#include "config/pipelines.hpp"
#include "io/llm/demo/generator.hpp"
#include "tests/support/company_graph.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;

namespace {

const std::filesystem::path folder = std::filesystem::path{test::source_dir()}
                                     / "config/pipelines/company_intelligence";

struct conversation_world {
  conversation_world() {
    faults found;
    graph = config::load_pipeline(folder, found);
    REQUIRE(found.empty());
    checks = std::make_unique<report::section_checks>(graph);
    demo = std::make_unique<io::llm::demo::generator>(
      io::llm::demo::read_content(folder));
    auto state = rules::initial_state("job-1", graph);
    state.request.company_name = "Acme";
    state.request.geography = "Germany";
    state.created_at = noon;
    work.state = std::make_shared<const job_state>(state);
    work.outputs.resize(graph->stages.size());
    auto merged = report::merge_sources(
      {}, foundation, nlohmann::json::parse(answer("foundation")));
    work.outputs[foundation] = report::to_section_text(merged.document);
    work.sources
      = std::make_shared<const source_catalog>(std::move(merged.added));
  }

  std::string answer(const std::string& label) const {
    auto question = io::llm::demo::read_question(
      "Stage: " + label + "\nCompany: Acme\nGeography: Germany\n");
    return demo->write(question);
  }

  topic about(stage_index stage) const {
    return {graph, *checks, stage, work, noon};
  }

  /// Cuts the first answer short, then answers everything.
  conversation::turn run_split(conversation& talk, std::size_t answers) {
    auto next = talk.on_failure(about(section_4), truncation, "max_tokens");
    for (; answers > 0; --answers) {
      const auto* asked = std::get_if<next_request>(&next);
      if (!asked)
        break;
      labels.push_back(asked->prompt->stage);
      modes.push_back(asked->mode);
      next = talk.on_answer(about(section_4), answer(asked->prompt->stage));
    }
    return next;
  }

  attempt_failure truncation{error_class::truncated, "cut short", {}};
  pipeline_ptr graph;
  std::unique_ptr<report::section_checks> checks;
  std::unique_ptr<io::llm::demo::generator> demo;
  job work;
  std::vector<std::string> labels;
  std::vector<text_mode> modes;
};

} // namespace

TEST_CASE_METHOD(conversation_world, "an accepted answer is the section",
                 "[answer_accepted]") {
  conversation talk;
  auto next = talk.begin(about(section_4));
  CHECK(std::get<next_request>(next).prompt->stage == "section_4");
  next = talk.on_answer(about(section_4), answer("section_4"));
  CHECK(std::holds_alternative<section_draft>(next));
}

TEST_CASE_METHOD(conversation_world, "a truncated stage with a split is asked "
                                     "for in pieces, and joined") {
  conversation talk;
  talk.begin(about(section_4));
  auto end = run_split(talk, 100);
  REQUIRE(std::holds_alternative<section_draft>(end));
  auto wanted
    = nlohmann::json::parse(*work.outputs[foundation]).at("segment_structure");
  REQUIRE(labels.size() == wanted.size() + 1);
  CHECK(labels[0] == "section_4 / overview");
  CHECK(labels[1]
        == "section_4 / segment: " + wanted[0].at("name").get<std::string>());
  const auto& document = *std::get<section_draft>(end).document;
  CHECK(document.at("segments").size() == wanted.size());
}

TEST_CASE_METHOD(conversation_world, "pieces go on where the one before "
                                     "ended") {
  conversation talk;
  talk.begin(about(section_4));
  run_split(talk, 100);
  CHECK(modes.front() == text_mode::anew);
  for (std::size_t i = 1; i < modes.size(); ++i)
    CHECK(modes[i] == text_mode::goes_on);
}

TEST_CASE_METHOD(conversation_world, "the next attempt asks only for the "
                                     "pieces that are missing") {
  conversation first;
  first.begin(about(section_4));
  run_split(first, 2);
  conversation second{first.pieces()};
  auto next = second.begin(about(section_4));
  auto wanted
    = nlohmann::json::parse(*work.outputs[foundation]).at("segment_structure");
  CHECK(std::get<next_request>(next).prompt->stage
        == "section_4 / segment: " + wanted[1].at("name").get<std::string>());
}

TEST_CASE_METHOD(conversation_world, "a truncated stage without a split is "
                                     "asked for once more, with more room") {
  conversation talk;
  auto limit
    = std::get<next_request>(talk.begin(about(section_8))).prompt->max_tokens;
  auto next = talk.on_failure(about(section_8), truncation, "max_tokens");
  CHECK(std::get<next_request>(next).prompt->max_tokens > limit);
  next = talk.on_failure(about(section_8), truncation, "max_tokens");
  CHECK(std::get<attempt_failure>(next).error == error_class::truncated);
}

TEST_CASE_METHOD(conversation_world, "a truncated piece is asked for once "
                                     "more, and those after it have more room "
                                     "too") {
  conversation talk;
  talk.begin(about(section_4));
  auto next = run_split(talk, 1);
  auto piece = std::get<next_request>(next).prompt;
  next = talk.on_failure(about(section_4), truncation, "max_tokens");
  auto larger = std::get<next_request>(next).prompt;
  CHECK(larger->stage == piece->stage);
  CHECK(larger->max_tokens > piece->max_tokens);
  next = talk.on_answer(about(section_4), answer(larger->stage));
  auto after = std::get<next_request>(next).prompt;
  CHECK(after->stage != piece->stage);
  CHECK(after->max_tokens == larger->max_tokens);
  next = talk.on_failure(about(section_4), truncation, "max_tokens");
  CHECK(std::get<attempt_failure>(next).error == error_class::truncated);
}

TEST_CASE_METHOD(conversation_world, "a blank answer is asked for again "
                                     "without a blank turn") {
  for (const auto* blank :
       {"", "\n\n  \n", "\u3000\u00a0", "\ufeff\u200b", "\u2028\u0085\u2007"}) {
    CAPTURE(blank);
    conversation talk;
    auto question
      = std::get<next_request>(talk.begin(about(section_8))).prompt->messages;
    for (auto repair : {1, 2}) {
      CAPTURE(repair);
      auto next = talk.on_answer(about(section_8), blank);
      const auto& turns = std::get<next_request>(next).prompt->messages;
      REQUIRE(turns.size() == 1);
      CHECK(turns[0].text.find(question[0].text) == 0);
      CHECK(turns[0].text.find("There was no answer") != std::string::npos);
    }
    auto end = talk.on_answer(about(section_8), blank);
    CHECK(std::get<attempt_failure>(end).error == error_class::malformed);
  }
}

TEST_CASE_METHOD(conversation_world, "a blank piece of a split is asked for "
                                     "again without a blank turn") {
  for (std::size_t answers : {0, 1}) {
    conversation talk;
    talk.begin(about(section_4));
    auto next = run_split(talk, answers);
    auto piece = std::get<next_request>(next).prompt;
    next = talk.on_answer(about(section_4), "\u2003\n");
    auto again = std::get<next_request>(next).prompt;
    CHECK(again->stage == piece->stage);
    CHECK(again->messages.size() == 1);
  }
}

TEST_CASE_METHOD(conversation_world,
                 "a bad answer gets two repair turns, "
                 "which say what was wrong",
                 "[attempt_given_up]") {
  conversation talk;
  talk.begin(about(section_8));
  auto bad = nlohmann::json::parse(answer("section_8"));
  bad.erase("confidence");
  for (std::size_t turns : {3, 5}) {
    auto next = talk.on_answer(about(section_8), bad.dump());
    const auto& messages = std::get<next_request>(next).prompt->messages;
    CHECK(messages.size() == turns);
    CHECK(messages.back().text.find("confidence") != std::string::npos);
  }
  auto end = talk.on_answer(about(section_8), bad.dump());
  CHECK(std::get<attempt_failure>(end).error == error_class::schema_violation);
}

TEST_CASE_METHOD(conversation_world, "a piece that renames its item is asked "
                                     "for again, and no other") {
  conversation talk;
  talk.begin(about(section_4));
  auto next = run_split(talk, 1);
  auto piece = std::get<next_request>(next).prompt->stage;
  auto renamed = nlohmann::json::parse(answer(piece));
  renamed["name"] = renamed["name"].get<std::string>() + " and Services";
  next = talk.on_answer(about(section_4), renamed.dump());
  auto again = std::get<next_request>(next).prompt;
  CHECK(again->stage == piece);
  CHECK_THAT(again->messages.back().text,
             Catch::Contains("the name of what was asked about"));
  CHECK(talk.pieces().items.empty());
  next = talk.on_answer(about(section_4), answer(piece));
  CHECK(std::get<next_request>(next).prompt->stage != piece);
  CHECK(talk.pieces().items.size() == 1);
}

TEST_CASE_METHOD(conversation_world, "a new source under an id that was shown "
                                     "is refused") {
  conversation talk;
  talk.begin(about(section_8));
  auto document = nlohmann::json::parse(answer("section_8"));
  REQUIRE_FALSE(document.at("new_sources").empty());
  document["new_sources"][0]["id"] = "S1";
  auto next = talk.on_answer(about(section_8), document.dump());
  CHECK_THAT(std::get<next_request>(next).prompt->messages.back().text,
             Catch::Contains("/new_sources/0/id: expected S"));
}

TEST_CASE_METHOD(conversation_world, "an answer is held to the catalogue that "
                                     "its question showed") {
  conversation talk;
  talk.begin(about(section_8));
  auto document = nlohmann::json::parse(answer("section_8"));
  auto grown = *work.sources;
  grown.push_back({document.at("new_sources").at(0).at("id"), "Came in between",
                   "", "news", "2026", section_2});
  work.sources = std::make_shared<const source_catalog>(grown);
  auto next = talk.on_answer(about(section_8), document.dump());
  CHECK(std::holds_alternative<section_draft>(next));
}

TEST_CASE_METHOD(conversation_world, "news of tomorrow is asked for again") {
  for (const auto* date : {"2026-12-24", "2026-02-30"}) {
    conversation talk;
    talk.begin(about(section_8));
    auto document = nlohmann::json::parse(answer("section_8"));
    document["news_items"][0]["date"] = date;
    auto next = talk.on_answer(about(section_8), document.dump());
    CHECK_THAT(std::get<next_request>(next).prompt->messages.back().text,
               Catch::Contains("/news_items/0/date: expected"));
  }
}

TEST_CASE_METHOD(conversation_world, "shares up to 102 make a foundation") {
  auto accepted = [&](double first, double second) {
    conversation talk;
    talk.begin(about(foundation));
    auto document = nlohmann::json::parse(answer("foundation"));
    auto& segments = document["segment_structure"];
    while (segments.size() > 2)
      segments.erase(2);
    segments[0]["revenue_pct"] = first;
    segments[1]["revenue_pct"] = second;
    auto next = talk.on_answer(about(foundation), document.dump());
    return std::holds_alternative<section_draft>(next);
  };
  CHECK(accepted(60.2, 40.3));
  CHECK(accepted(61, 41));
  CHECK_FALSE(accepted(61.1, 41));
}
