#include "actors/rules/requests/requests.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;
using rules::parameters;
using rules::parse_event_query;
using rules::parse_job_query;

namespace {

job_query accepted(const parameters& given) {
  return std::get<job_query>(parse_job_query(given));
}

std::string refusal(const parameters& given) {
  auto why = std::get<problem>(parse_job_query(given));
  CHECK(why.code == problem_code::bad_request);
  return why.detail;
}

} // namespace

TEST_CASE("without parameters the newest fifty jobs are listed") {
  auto query = accepted({});
  CHECK(query.statuses.empty());
  CHECK(query.order == job_order::created_at);
  CHECK(query.descending);
  CHECK(query.limit == 50);
  CHECK_FALSE(query.created_after);
}

TEST_CASE("every parameter of the list is read") {
  auto query = accepted({{"status", "failed,completed_with_errors"},
                         {"q", "acme japan"},
                         {"tag", "x"},
                         {"createdAfter", "2026-11-21T12:00:00Z"},
                         {"sort", "companyName"},
                         {"limit", "200"},
                         {"cursor", "abc"}});
  CHECK(query.statuses
        == std::vector{job_status::failed, job_status::completed_with_errors});
  CHECK(query.text == "acme japan");
  CHECK(query.tag == "x");
  CHECK(query.created_after == noon);
  CHECK(query.order == job_order::company_name);
  CHECK_FALSE(query.descending);
  CHECK(query.limit == 200);
  CHECK(query.cursor == "abc");
}

TEST_CASE("a search has the best match first, unless another order is asked") {
  CHECK(accepted({{"q", "acme"}}).order == job_order::relevance);
  CHECK(accepted({{"q", "acme"}}).descending);
  CHECK(accepted({{"q", ""}}).order == job_order::created_at);
  CHECK(accepted({{"q", "acme"}, {"sort", "-createdAt"}}).order
        == job_order::created_at);
}

TEST_CASE("a list may be sorted by four fields, both ways") {
  CHECK(accepted({{"sort", "-costUsd"}}).order == job_order::cost);
  CHECK(accepted({{"sort", "-costUsd"}}).descending);
  CHECK(accepted({{"sort", "updatedAt"}}).order == job_order::updated_at);
  CHECK_FALSE(accepted({{"sort", "createdAt"}}).descending);
}

TEST_CASE("an empty parameter counts as absent") {
  CHECK(accepted({{"status", ""}, {"limit", ""}, {"sort", ""}}).limit == 50);
}

TEST_CASE("a bad parameter is named with what it should be") {
  CHECK(refusal({{"status", "failed,done"}})
        == "status must be some of queued, running, completed, "
           "completed_with_errors, failed, cancelled, between commas.");
  CHECK(refusal({{"sort", "name"}})
        == "sort must be one of createdAt, updatedAt, companyName, costUsd, "
           "with - for descending.");
  CHECK(refusal({{"createdAfter", "yesterday"}})
        == "createdAfter must be a time in UTC, such as "
           "2026-11-21T20:27:26Z.");
  CHECK(refusal({{"colour", "red"}})
        == "colour is not a parameter of this route.");
  for (const auto* limit :
       {"0", "201", "-1", "1.5", "ten", "1 ", "+5", "99999999999999999999"}) {
    INFO(limit);
    CHECK(refusal({{"limit", limit}})
          == "limit must be a whole number from 1 to 200.");
  }
}

TEST_CASE("all bad parameters are named at once") {
  auto detail = refusal({{"limit", "0"}, {"colour", "red"}});
  CHECK(detail.find("limit") != detail.npos);
  CHECK(detail.find("colour") != detail.npos);
}

TEST_CASE("a client cannot ask for another user's jobs") {
  CHECK(refusal({{"user", "bob"}}) == "user is not a parameter of this route.");
}

TEST_CASE("a trailing comma among statuses is refused") {
  CHECK(refusal({{"status", "failed,"}}).starts_with("status must be"));
}

TEST_CASE("events are asked for by job and position") {
  auto query = std::get<event_query>(
    parse_event_query({{"id", "job-1"}, {"after", "7"}, {"limit", "1000"}}));
  CHECK(query.id == "job-1");
  CHECK(query.after == 7);
  CHECK(query.limit == 1000);
  auto plain = std::get<event_query>(parse_event_query({{"id", "job-1"}}));
  CHECK(plain.after == 0);
  CHECK(plain.limit == 200);
}

TEST_CASE("a bad position among the events is named") {
  for (const auto* after : {"-1", "x", "9223372036854775808"}) {
    auto why = std::get<problem>(
      parse_event_query({{"id", "job-1"}, {"after", after}}));
    CHECK(why.code == problem_code::bad_request);
    CHECK(why.detail
          == "after must be a whole number from 0 to 9223372036854775807.");
  }
  CHECK(std::holds_alternative<problem>(
    parse_event_query({{"id", "job-1"}, {"limit", "1001"}})));
}
