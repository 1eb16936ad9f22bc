#include "actors/rules/requests/bulk.hpp"
#include "tests/support/job_builder.hpp"

#include <set>

using namespace dossier;
using namespace dossier::rules;
using namespace dossier::test;

namespace {

job_state_ptr ended(std::string_view letters, job_status status) {
  auto job = job_at(letters);
  job.status = status;
  return std::make_shared<const job_state>(std::move(job));
}

bulk_choice chosen(const bulk_request& request, const job_state_ptr& job) {
  bulk_choice result;
  choose(request, "job-1", job, result);
  return result;
}

std::optional<skip_reason> reason_of(const bulk_choice& choice) {
  if (choice.skipped.empty())
    return {};
  return choice.skipped.front().reason;
}

} // namespace

TEST_CASE("failed sections are those that each job has") {
  auto choice = chosen({}, ended("+++x+++x+++", //
                                 job_status::completed_with_errors));
  REQUIRE(choice.jobs.size() == 1);
  CHECK(choice.jobs[0].id == "job-1");
  CHECK(choice.jobs[0].sections
        == std::vector<std::string>{"section_3", "section_7"});
  CHECK(choice.skipped.empty());
}

TEST_CASE("a job that cannot be rerun is left out with the reason") {
  CHECK(reason_of(chosen({}, nullptr)) == skip_reason::not_found);
  CHECK(reason_of(chosen({}, ended("+++++++++++", job_status::completed)))
        == skip_reason::nothing_failed);
  CHECK(reason_of(chosen({}, ended("+>.........", job_status::running)))
        == skip_reason::job_active);
  CHECK(reason_of(chosen({}, ended("...........", job_status::queued)))
        == skip_reason::job_active);
  bulk_request named;
  named.sections = {"section_2", "section_99"};
  CHECK(reason_of(chosen(named, ended("+++++++++++", job_status::completed)))
        == skip_reason::unknown_stage);
  named.sections = {"section_2"};
  auto choice = chosen(named, ended("+++++++++++", job_status::completed));
  REQUIRE(choice.jobs.size() == 1);
  CHECK(choice.jobs[0].sections == named.sections);
}

TEST_CASE("failed sections are looked for where they may be") {
  bulk_request request;
  request.filter.error = error_class::transient;
  std::set<job_status> statuses;
  for (const auto& filter : bulk_filters(request)) {
    statuses.insert(filter.status.value());
    CHECK(filter.error == error_class::transient);
    CHECK(filter.limit == max_bulk_jobs + 1);
  }
  CHECK(statuses
        == std::set{job_status::completed_with_errors, job_status::failed,
                    job_status::cancelled});
  request.sections = {"section_2"};
  REQUIRE(bulk_filters(request).size() == 1);
  CHECK_FALSE(bulk_filters(request).front().status);
  request.sections.clear();
  request.filter.status = job_status::failed;
  CHECK(bulk_filters(request).size() == 1);
}

TEST_CASE("each job gets a rerun of its own sections") {
  bulk_request request;
  request.cascade = cascade::blocked;
  request.sections = {"section_3"};
  auto command = to_command(request, {"job-1", {"section_3"}, 17});
  CHECK(command.sections == std::vector<std::string>{"section_3"});
  CHECK(command.cascade == cascade::blocked);
  CHECK_FALSE(command.plan_version);
  CHECK_FALSE(command.budget);
}

TEST_CASE("what was chosen as failed is not rerun once the job has moved on") {
  auto command = to_command({}, {"job-1", {"section_3"}, 17});
  CHECK(command.plan_version == "17");
}

TEST_CASE("a choice is shown with what was left out") {
  bulk_request request;
  request.is_dry_run = true;
  bulk_choice choice{{{"a", {"section_3"}, 3}},
                     {{"b", skip_reason::not_found}}};
  CHECK(show_choice(request, choice).dump()
        == R"({"dryRun":true,)"
           R"("jobs":[{"jobId":"a","sections":["section_3"]}],)"
           R"("skipped":[{"jobId":"b","reason":"not_found"}]})");
}
