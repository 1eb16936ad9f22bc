#include "actors/rules/job/fold.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// A completed job to which anything may still happen.
struct fold_world : job_world {
  fold_world() {
    price = {{10, 20, 3, 4}, 100};
    admit();
    complete({0, 2, 3, 4, 5, 6, 7, 8, 1, 9, 10});
    folded = state();
  }

  void happen(event_body body, std::optional<stage_index> stage = {}) {
    rules::fold(folded, {folded.last_seq + 1,
                         noon + 1h,
                         folded.generation,
                         stage,
                         {},
                         std::move(body)});
  }

  job_state folded;
};

} // namespace

TEST_CASE("a job that was asked for waits in the queue", "[job_submitted]") {
  auto job = rules::initial_state("job-1", company_graph());
  rules::fold(job, {1, noon, 1, {}, {}, job_queued{some_request()}});
  CHECK(job.status == job_status::queued);
  CHECK((job.request == some_request()));
  CHECK(job.created_at == noon);
  CHECK(job.queued_at == noon);
  CHECK(job.updated_at == noon);
  CHECK(job.last_seq == 1);
  CHECK(letters_of(job) == "...........");
}

TEST_CASE_METHOD(fold_world, "an update changes what it carries, no more") {
  happen(job_updated{{{"new"}}, {}, budget_change{5}});
  CHECK(folded.request.tags == std::vector<std::string>{"new"});
  CHECK(folded.request.priority == 0);
  CHECK(folded.request.budget == 5);
  happen(job_updated{{}, 3, {}});
  CHECK(folded.request.tags == std::vector<std::string>{"new"});
  CHECK(folded.request.priority == 3);
  CHECK(folded.request.budget == 5);
  happen(job_updated{{}, {}, budget_change{}});
  CHECK_FALSE(folded.request.budget);
}

TEST_CASE_METHOD(fold_world, "a rerun puts the job back and keeps its totals",
                 "[stage_reset]") {
  rerun(set_of({2, 6}));
  const auto& job = state();
  CHECK(job.status == job_status::queued);
  CHECK(job.generation == 2);
  CHECK_FALSE(job.admitted);
  CHECK_FALSE(job.started_at);
  CHECK_FALSE(job.completed_at);
  CHECK(job.generation_cost == 0);
  CHECK(letters() == "++.+++.++++");
  const auto& reset = at(section_2);
  CHECK(reset.attempts == 0);
  CHECK_FALSE(reset.last_error);
  CHECK_FALSE(reset.started_at);
  CHECK_FALSE(reset.completed_at);
  CHECK_FALSE(reset.duration);
  CHECK(reset.output_hash.empty());
  CHECK(reset.level == confidence::unknown);
  CHECK(reset.version == 1);
  CHECK(reset.total == price);
}

TEST_CASE_METHOD(fold_world, "a second output is version 2 of generation 2") {
  rerun(set_of({2}));
  admit();
  CHECK(at(section_2).attempts == 1);
  complete(section_2);
  CHECK(at(section_2).version == 2);
  CHECK(last().outputs.at(0).generation == 2);
  CHECK(at(section_2).total == usage{{20, 40, 6, 8}, 200});
  CHECK(state().generation_cost == 100);
}

TEST_CASE_METHOD(fold_world,
                 "a rerun may carry a new budget, or keep the old") {
  happen(job_rerun{{}, {}, cascade::none, "", "ann", 7});
  CHECK(folded.request.budget == 7);
  happen(job_rerun{{}, {}, cascade::none, "", "ann", {}});
  CHECK(folded.request.budget == 7);
}

TEST_CASE_METHOD(fold_world, "a rerun ends a cancellation") {
  happen(job_cancelled{});
  CHECK(folded.cancelled);
  happen(job_rerun{});
  CHECK_FALSE(folded.cancelled);
}

TEST_CASE_METHOD(fold_world, "a cancelled stage keeps what it has spent",
                 "[stage_cancelled]") {
  happen(stage_reset{}, section_2);
  happen(stage_cancelled{}, section_2);
  CHECK(folded.stages[section_2].status == stage_status::cancelled);
  CHECK(folded.stages[section_2].completed_at == noon + 1h);
  CHECK_FALSE(folded.stages[section_2].duration);
  CHECK(folded.stages[section_2].total == price);
}

TEST_CASE_METHOD(fold_world, "a restored output leaves attempts and totals",
                 "[stage_restored]") {
  happen(stage_failed{error_class::refusal, "no", {}, {}, {}}, section_2);
  happen(
    stage_restored{3, 1, "hash", confidence::low, {"S1"}, {{0, "h"}}, "recipe"},
    section_2);
  const auto& stage = folded.stages[section_2];
  CHECK(stage.status == stage_status::completed);
  CHECK(stage.version == 3);
  CHECK(stage.output_hash == "hash");
  CHECK(stage.level == confidence::low);
  CHECK(stage.sources_used == std::vector<std::string>{"S1"});
  CHECK(stage.inputs == std::vector<input_hash>{{0, "h"}});
  CHECK(stage.prompt_fingerprint == "recipe");
  CHECK(stage.attempts == 1);
  CHECK(stage.total == price);
  CHECK_FALSE(stage.last_error);
  CHECK_FALSE(stage.error);
}

TEST_CASE_METHOD(fold_world, "tokens that come too late count all the same") {
  happen(stage_usage{price}, section_2);
  CHECK(folded.stages[section_2].total == usage{{20, 40, 6, 8}, 200});
  CHECK(folded.stages[section_2].status == stage_status::completed);
  CHECK(folded.generation_cost == state().generation_cost + 100);
}

TEST_CASE_METHOD(fold_world, "late tokens of an older generation spare the "
                             "budget of the new one") {
  rerun(set_of({2}));
  auto job = state();
  rules::fold(job,
              {job.last_seq + 1, noon, 1, section_2, 1, stage_usage{price}});
  CHECK(job.generation_cost == 0);
  CHECK(job.stages[section_2].total == usage{{20, 40, 6, 8}, 200});
}
