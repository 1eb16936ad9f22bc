/// The client's own statuses against those of the server, as whole sets.

#include "messages/job.hpp"
#include "tests/support/enumerators.hpp"
#include "tools/ctl/api/status.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using test::all_names;

namespace {

/// The names of a client's statuses, without that of what it does not know.
template <class Status>
std::set<std::string> known_names() {
  auto result = all_names<Status>();
  REQUIRE(result.erase("unknown") == 1);
  return result;
}

} // namespace

TEST_CASE("the client knows every status of the server, and no other") {
  CHECK(known_names<ctl::job_status>() == all_names<job_status>());
  CHECK(known_names<ctl::stage_status>() == all_names<stage_status>());
}

TEST_CASE("every status is read as it is written, and a newer one is unknown") {
  for (const auto& name : all_names<job_status>())
    CHECK(to_string(ctl::to_job_status(name)) == name);
  for (const auto& name : all_names<stage_status>())
    CHECK(to_string(ctl::to_stage_status(name)) == name);
  for (const auto* stranger : {"", "Completed", "paused"}) {
    CHECK(ctl::to_job_status(stranger) == ctl::job_status::unknown);
    CHECK(ctl::to_stage_status(stranger) == ctl::stage_status::unknown);
  }
}

TEST_CASE("the client and the server agree on which statuses are an end") {
  for (const auto& name : all_names<job_status>()) {
    INFO(name);
    CHECK(is_terminal(ctl::to_job_status(name))
          == is_terminal(parse_job_status(name).value()));
  }
  for (const auto& name : all_names<stage_status>()) {
    INFO(name);
    CHECK(is_terminal(ctl::to_stage_status(name))
          == is_terminal(parse_stage_status(name).value()));
  }
  CHECK_FALSE(is_terminal(ctl::job_status::unknown));
  CHECK_FALSE(is_terminal(ctl::stage_status::unknown));
}
