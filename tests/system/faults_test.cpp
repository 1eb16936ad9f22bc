/// Everything that can go wrong with a model API, rehearsed: dossierd asks the
/// simulator, whose journal says how many calls there were.

#include "tests/support/processes/rehearsal.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

/// What a fault of the simulator comes to.
struct fault_case {
  const char* number;
  const char* fault;
  /// Of the stage that failed; empty: it is completed.
  const char* error_class;
  unsigned attempts;
  /// Over all attempts.
  unsigned calls;
  /// Stands in the error of the stage, or of its first attempt.
  const char* told;
};

// clang-format off
const fault_case table[] = {
  // A status instead of an answer.
  {"F01", "400", "invalid_request", 1, 1, "HTTP 400"},
  {"F02", "401", "auth", 1, 1, "does not accept the API key (HTTP 401"},
  {"F03", "402", "billing", 1, 1, "HTTP 402"},
  {"F04", "403", "auth", 1, 1, "HTTP 403"},
  {"F05", "404", "not_found", 1, 1, "HTTP 404"},
  {"F06", "408", "transient", 3, 3, "HTTP 408"},
  {"F07", "409", "transient", 3, 3, "HTTP 409"},
  {"F08", "413", "invalid_request", 1, 1, "HTTP 413"},
  {"F09", "500", "transient", 3, 3, "HTTP 500"},
  {"F10", "500:times=1", "", 2, 2, "HTTP 500"},
  {"F11", "502html", "transient", 3, 3, "HTTP 502"},
  {"F12", "503:retry_after_ms=5", "transient", 3, 3, "HTTP 503"},
  {"F13", "504", "transient", 3, 3, "HTTP 504"},
  {"F14", "500:should_retry=0", "transient", 1, 1, "asks not to be tried again"},
  {"F15", "400:should_retry=1", "transient", 3, 3, "HTTP 400"},
  {"F16", "context", "truncated", 1, 1, "HTTP 400"},
  // Busy: no attempt is used up.
  {"F17", "429:retry_after_ms=5,times=2", "", 1, 3, ""},
  {"F18", "429:retry_after=1,times=1", "", 1, 2, ""},
  {"F19", "429:code=enforced_spend_limit_reached", "billing", 1, 1, "HTTP 429"},
  {"F20", "529:times=2", "", 1, 3, ""},
  {"F21", "sse_error:type=overloaded_error,after=20,times=1", "", 1, 2, ""},
  {"F22", "sse_error:type=rate_limit_error,times=1", "", 1, 2, ""},
  // A stream that ends.
  {"F23", "reset:after=20", "transient", 3, 3, "connection"},
  {"F24", "fin:after=20", "transient", 3, 3, "ended"},
  {"F25", "clean_end:after=20", "transient", 3, 3, "ended before it was complete"},
  {"F26", "clean_end:times=2", "", 3, 3, "ended before it was complete"},
  {"F27", "sse_error:type=api_error", "transient", 3, 3, "fault of its own"},
  {"F28", "sse_error:type=invalid_request_error", "invalid_request", 1, 1, ""},
  // A stream that is odd.
  {"F29", "bad_event", "transient", 3, 3, ""},
  {"F30", "order", "transient", 3, 3, ""},
  {"F31", "dup_start", "transient", 3, 3, ""},
  {"F32", "unknown_event", "", 1, 1, ""},
  {"F33", "unknown_delta", "", 1, 1, ""},
  {"F34", "no_event_name", "", 1, 1, ""},
  {"F35", "crlf", "", 1, 1, ""},
  {"F36", "split1", "", 1, 1, ""},
  {"F37", "comments", "", 1, 1, ""},
  {"F38", "bom", "", 1, 1, ""},
  {"F39", "crlf;split1;comments;bom;unknown_event", "", 1, 1, ""},
  {"F40", "huge_event:bytes=1000000", "", 1, 1, ""},
  {"F41", "huge_event:bytes=50000000", "invalid_request", 1, 1, "too large an event"},
  // A text that is odd.
  {"F42", "fence", "", 1, 1, ""},
  {"F43", "prose", "", 1, 1, ""},
  {"F44", "trailing:times=1", "", 1, 2, ""},
  {"F45", "two_objects:times=1", "", 1, 1, ""},
  {"F46", "nan:times=1", "", 1, 2, ""},
  {"F47", "dup_key:times=1", "", 1, 2, ""},
  {"F48", "bad_json:times=1", "", 1, 2, ""},
  {"F49", "bad_json", "malformed", 3, 9, ""},
  {"F50", "bad_json:times=4", "", 2, 5, ""},
  {"F51", "schema:op=missing,times=1", "", 1, 2, ""},
  {"F52", "schema:op=type,times=1", "", 1, 2, ""},
  {"F53", "schema:op=enum,times=1", "", 1, 2, ""},
  {"F54", "schema:op=extra", "", 1, 1, ""},
  {"F55", "schema:op=source,times=1", "", 1, 2, ""},
  {"F56", "schema:op=quote,times=1", "", 1, 2, ""},
  {"F57", "schema:op=missing", "schema_violation", 3, 9, ""},
  {"F58", "empty:times=1", "", 1, 2, ""},
  {"F59", "empty", "malformed", 3, 9, ""},
  // Another way to stop.
  {"F60", "max_tokens:times=1", "", 1, 2, ""},
  {"F61", "max_tokens", "truncated", 1, 2, ""},
  {"F62", "context:op=stop", "truncated", 1, 1, ""},
  {"F63", "refusal", "refusal", 1, 1, ""},
  {"F64", "refusal:category=cyber,after=20", "refusal", 1, 1, ""},
  {"F69", "stop:reason=pause_turn", "invalid_request", 1, 1, ": pause_turn."},
  {"F70", "stop:reason=tool_use", "invalid_request", 1, 1, ": tool_use."},
  // Nothing to be seen, and no stream at all.
  {"F71", "blank:times=1", "", 1, 2, ""},
  {"F72", "blank", "malformed", 3, 9, "an empty answer"},
  {"F73", "whole", "", 1, 1, ""},
  {"F74", "529:should_retry=0", "throttled", 1, 1, "asks not to be tried again"},
  // Slow, and odd in counting.
  {"F65", "slow:tps=1000,ttft=20", "", 1, 1, ""},
  {"F66", "usage_odd:op=null", "", 1, 1, ""},
  {"F67", "usage_odd:op=missing", "", 1, 1, ""},
  {"F68", "usage_odd:op=no_split", "", 1, 1, ""},
};
// clang-format on

/// Stages that no other needs and that are asked for as a whole.
const std::vector<std::string> stages = {"section_5", "section_6", "section_7",
                                         "section_8", "section_9", "section_1"};

struct placed_case {
  fault_case example;
  std::string company;
  std::string stage;
};

std::vector<placed_case> place() {
  std::vector<placed_case> result;
  for (const auto& each : table) {
    auto at = result.size();
    result.push_back({each, "Table " + std::to_string(at / stages.size()),
                      stages[at % stages.size()]});
  }
  return result;
}

void check(const placed_case& row, const json& job, const json& attempts,
           std::size_t journal) {
  const auto& example = row.example;
  INFO(example.number << " " << example.fault << ", " << row.company << " "
                      << row.stage);
  auto stage = rehearsal::stage_of(job, row.stage);
  auto own = rehearsal::attempts_of(attempts, row.stage);
  INFO(stage << "\n" << json(own));
  auto failed = *example.error_class != '\0';
  CHECK(stage.at("status") == (failed ? "failed" : "completed"));
  CHECK(stage.at("errorClass")
        == (failed ? json(example.error_class) : json()));
  CHECK(own.size() == example.attempts);
  CHECK(stage.at("attempts") == example.attempts);
  auto calls = 0u;
  for (const auto& each : own)
    calls += each.at("calls").get<unsigned>();
  CHECK(calls == example.calls);
  CHECK(journal == example.calls);
  auto error = failed ? stage.at("lastError") : own.front().at("error");
  if (failed)
    CHECK_FALSE(error.get<std::string>().empty());
  else
    CHECK(stage.at("lastError").is_null());
  if (*example.told != '\0')
    CHECK_THAT(error.get<std::string>(), Contains(example.told));
}

} // namespace

TEST_CASE("each fault of the simulator comes to its class, in as many calls as "
          "the table says",
          "[system]") {
  rehearsal world;
  auto rows = place();
  auto rules = json::array();
  for (const auto& row : rows)
    rules.push_back({{"company", row.company},
                     {"stage", row.stage},
                     {"fault", row.example.fault}});
  world.sim.plan({{"rules", rules}});
  std::map<std::string, std::string> jobs;
  for (const auto& row : rows)
    if (!jobs.count(row.company))
      jobs[row.company] = world.submit(row.company);
  std::map<std::string, json> ends;
  for (const auto& [company, id] : jobs)
    ends[company] = world.await_end(id);
  auto journal = world.sim.calls();
  for (const auto& row : rows)
    check(row, ends[row.company], world.attempts(jobs[row.company]),
          sim_process::of(journal, row.company, row.stage).size());
}

TEST_CASE("the table of faults knows every kind there is", "[system]") {
  // These decide more than one stage, and have tests of their own.
  std::string known = " refuse_conn reset_before_headers close_idle stall ";
  for (const auto& each : table)
    for (std::string_view rest = each.fault; !rest.empty();) {
      auto one = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
      known += " " + std::string{one.substr(0, one.find(':'))} + " ";
    }
  sim_process sim;
  auto refusal
    = http_client{sim.port()}.post("/sim/faults", json{{"background", "?"}});
  REQUIRE(refusal.status == 400);
  auto told = refusal.json().at("error").get<std::string>();
  auto list = told.find("there are ");
  REQUIRE(list != std::string::npos);
  std::istringstream kinds{told.substr(list + 10)};
  auto count = 0;
  for (std::string kind; std::getline(kinds >> std::ws, kind, ','); ++count) {
    INFO(kind);
    CHECK(known.find(" " + kind + " ") != std::string::npos);
  }
  CHECK(count > 40);
}
