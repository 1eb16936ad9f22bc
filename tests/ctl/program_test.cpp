#include "tests/ctl/support/canned_transport.hpp"
#include "tests/ctl/support/frames.hpp"
#include "tests/ctl/support/scripted_socket.hpp"
#include "tools/ctl/app/program.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dossier::ctl;

namespace {

/// Hands out what a test has prepared, and remembers the address.
class canned_network : public network {
public:
  std::unique_ptr<transport> http(const server_address& server,
                                  const std::string&) override {
    asked_for = server.authority();
    return std::make_unique<borrowed>(wire);
  }

  std::unique_ptr<live_socket> live(const server_address&,
                                    const std::string&) override {
    return std::make_unique<scripted_socket>(socket);
  }

  canned_transport wire;
  scripted_socket socket;
  std::string asked_for;

private:
  struct borrowed : transport {
    explicit borrowed(canned_transport& from) : lender(from) {
      // nop
    }

    answer send(const request& wanted) override {
      return lender.send(wanted);
    }

    void pause(std::chrono::milliseconds span) override {
      lender.pause(span);
    }

    canned_transport& lender;
  };
};

struct program_world {
  canned_network net;
  std::ostringstream out;
  std::ostringstream err;
  std::string url;
  std::string token;

  exit_code run(std::vector<std::string> words) {
    out.str({});
    err.str({});
    return run_program(std::move(words), {url, token, out, err, {}, {}, net});
  }

  void will_answer(int status, const json& body) {
    net.wire.replies.push_back(answer{status, body.dump(), {}});
  }

  const request& asked(std::size_t index = 0) {
    return net.wire.asked.at(index);
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(program_world, "submit sends only what was given") {
  will_answer(202, {{"jobId", "j1"}, {"message", "created"}});
  CHECK(run({"submit", "Acme"}) == exit_code::ok);
  CHECK(asked().body == R"({"companyName":"Acme"})");
  CHECK(asked().target == "/api/research/generate");
  CHECK(out.str() == "j1\n");
  CHECK(has(err.str(), "dossierctl watch j1"));
}

TEST_CASE_METHOD(program_world, "submit sends every option by its name") {
  will_answer(202, {{"jobId", "j1"}});
  run({"submit",     "Acme",      "Peru",     "--focus", "cash",
       "--focus",    "plants",    "--tag",    "q3",      "--context",
       "c",          "--horizon", "2y",       "--type",  "t",
       "--priority", "-3",        "--budget", "2.5",     "--idempotency-key",
       "k1"});
  CHECK(json::parse(asked().body) == json::parse(R"({"companyName":"Acme",
    "geography":"Peru","focusAreas":["cash","plants"],"reportType":"t",
    "tags":["q3"],"userContext":"c","timeHorizon":"2y","priority":-3,
    "budgetUsd":2.5})"));
  CHECK(asked().headers.back().second == "k1");
}

TEST_CASE_METHOD(program_world, "a company may be called like a command") {
  will_answer(202, {{"jobId", "j1"}});
  CHECK(run({"submit", "list", "watch", "--tag=show"}) == exit_code::ok);
  CHECK(asked().body
        == R"({"companyName":"list","geography":"watch","tags":["show"]})");
}

TEST_CASE_METHOD(program_world, "json goes to stdout alone and in order") {
  will_answer(202, {{"jobId", "j1"}, {"status", "queued"}});
  run({"submit", "Acme", "--json"});
  CHECK(out.str() == "{\n  \"jobId\": \"j1\",\n  \"status\": \"queued\"\n}\n");
  CHECK(err.str().empty());
}

TEST_CASE_METHOD(program_world, "an error is JSON with --json") {
  will_answer(404, {{"code", "not_found"}, {"status", 404}, {"detail", "no"}});
  CHECK(run({"--json", "show", "j1"}) == exit_code::not_found);
  auto error = json::parse(err.str());
  CHECK(error["exitCode"] == 3);
  CHECK(error["problem"]["code"] == "not_found");
  CHECK(out.str().empty());
}

TEST_CASE_METHOD(program_world,
                 "the address comes from flag, then environment") {
  run({"list"});
  CHECK(net.asked_for == "127.0.0.1:8080");
  url = "http://there:81";
  run({"list"});
  CHECK(net.asked_for == "there:81");
  run({"list", "--url", "http://here:82"});
  CHECK(net.asked_for == "here:82");
}

TEST_CASE_METHOD(program_world, "misuse is exit 2 and names the help") {
  CHECK(run({}) == exit_code::usage);
  CHECK(run({"fly"}) == exit_code::usage);
  CHECK(err.str()
        == "dossierctl: there is no command fly: see dossierctl --help\n");
  CHECK(run({"show"}) == exit_code::usage);
  CHECK(has(err.str(), "see dossierctl show --help"));
  CHECK(run({"show", "a", "b"}) == exit_code::usage);
  CHECK(run({"submit", "Acme", "--priority", "high"}) == exit_code::usage);
  CHECK(run({"submit", "Acme", "--exit-status"}) == exit_code::usage);
  CHECK(run({"list", "--limit", "0"}) == exit_code::usage);
  CHECK(run({"list", "--url", "https://x"}) == exit_code::usage);
  CHECK(net.wire.asked.empty());
}

TEST_CASE_METHOD(program_world, "an argument that is no text is sent nowhere") {
  CHECK(run({"submit", "Caf\xe9 du Nord", "S\xe3o Paulo"}) == exit_code::usage);
  CHECK(err.str()
        == "dossierctl: argument 2 is not UTF-8 but another encoding, such as "
           "Latin-1: Caf\\xe9 du Nord: see dossierctl --help\n");
  const std::vector<std::vector<std::string>> lines{
    {"submit", "Acme", "--focus", "caf\xe9"},
    {"submit", "Acme", "--tag=caf\xe9"},
    {"list", "--query", "caf\xe9"},
    {"rerun", "j1", "s1", "--reason", "caf\xe9"},
    {"report", "j1", "--section", "caf\xe9"},
    {"delete", "j1", "\xe9"},
    {"admin", "rerun", "--class", "\xe9"},
    {"list", "--url", "http://caf\xe9"},
  };
  for (const auto& each : lines) {
    CHECK(run(each) == exit_code::usage);
    CHECK(has(err.str(), "not UTF-8"));
  }
  CHECK(net.wire.asked.empty());
  url = "http://caf\xe9";
  CHECK(run({"list"}) == exit_code::usage);
  url.clear();
  token = "caf\xe9";
  CHECK(run({"list"}) == exit_code::usage);
}

TEST_CASE_METHOD(program_world, "what is given empty was meant to be more") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> lines{
    {{"submit", "Acme", "--region", ""}, "--region is empty"},
    {{"submit", "Acme", "--context="}, "--context is empty"},
    {{"submit", "Acme", "--tag", ""}, "--tag is empty"},
    {{"submit", "Acme", "--budget", ""}, "--budget is empty"},
    {{"submit", ""}, "argument 2 is empty"},
    {{"show", ""}, "argument 2 is empty"},
    {{"admin", "check", ""}, "argument 3 is empty"},
    {{"list", "--url", ""}, "--url is empty"},
    {{"submit", "Acme", "--region", "--watch"},
     "--region: has no value before"},
    {{"admin", "rerun", "--status", "--dry-run"}, "--status: has no value"},
  };
  for (const auto& [words, said] : lines) {
    CHECK(run(words) == exit_code::usage);
    CHECK(has(err.str(), said));
  }
  CHECK(net.wire.asked.empty());
}

TEST_CASE_METHOD(program_world, "a budget is a number, and none is not") {
  for (const auto* bad : {"nan", "inf", "1e999", "ten"})
    CHECK(run({"submit", "Acme", "--budget", bad}) == exit_code::usage);
  CHECK(run({"submit", "Acme", "--priority", "0x5"}) == exit_code::usage);
  CHECK(net.wire.asked.empty());
}

TEST_CASE_METHOD(program_world, "words that look like syntax stay words") {
  will_answer(202, {{"jobId", "j1"}});
  run({"submit", "{}", "[a,b]", "--tag", "%%", "--tag", "[x,y]", "--context",
       "-"});
  CHECK(json::parse(asked().body) == json::parse(R"({"companyName":"{}",
    "geography":"[a,b]","tags":["%%","[x,y]"],"userContext":"-"})"));
}

TEST_CASE_METHOD(program_world, "a key that would break a header is refused") {
  for (const auto& key : {std::string{"a\r\nX-Evil: 1"}, std::string{"a b"},
                          std::string{"\xc3\xb8"}, std::string(256, 'k')})
    CHECK(run({"submit", "Acme", "--idempotency-key", key})
          == exit_code::usage);
  CHECK(net.wire.asked.empty());
}

TEST_CASE_METHOD(program_world,
                 "a token that would break a header is refused") {
  token = "abc\r\nX-Evil: 1";
  CHECK(run({"list"}) == exit_code::usage);
  CHECK_FALSE(has(err.str(), "abc"));
}

TEST_CASE_METHOD(program_world,
                 "a token in the clear to elsewhere is a warning") {
  token = "secret";
  run({"list", "--url", "http://far.example"});
  CHECK(has(err.str(), "warning"));
  CHECK_FALSE(has(err.str(), "secret"));
  run({"list"});
  CHECK_FALSE(has(err.str(), "warning"));
}

TEST_CASE_METHOD(program_world,
                 "a token stays on this machine under any spelling of its "
                 "name") {
  token = "secret";
  run({"list", "--url", "http://LocalHost:81"});
  CHECK_FALSE(has(err.str(), "warning"));
  run({"list", "--url", "http://localhost.example"});
  CHECK(has(err.str(), "warning"));
}

TEST_CASE_METHOD(program_world, "help and version are no errors") {
  CHECK(run({"--help"}) == exit_code::ok);
  CHECK(has(out.str(), "submit"));
  CHECK(run({"rerun", "--help"}) == exit_code::ok);
  CHECK(run({"--version"}) == exit_code::ok);
}

TEST_CASE_METHOD(program_world, "a server that is away is exit 6") {
  CHECK(run({"list"}) == exit_code::unreachable);
  CHECK(has(err.str(), "cannot reach http://127.0.0.1:8080"));
}

TEST_CASE_METHOD(program_world, "list follows the pages up to its limit") {
  will_answer(200, {{"items", {make_job("queued"), make_job("failed")}},
                    {"nextCursor", "c/2"}});
  will_answer(200,
              {{"items", {make_job("completed")}}, {"nextCursor", nullptr}});
  CHECK(run({"list", "--limit", "300", "--status", "queued,failed", "--query",
             "a b"})
        == exit_code::ok);
  CHECK(asked(0).target
        == "/api/research?status=queued%2Cfailed&q=a%20b&limit=200");
  CHECK(has(asked(1).target, "cursor=c%2F2"));
  CHECK(has(out.str(), "Acme"));
}

TEST_CASE_METHOD(program_world, "an empty list shows the way to a first job") {
  will_answer(200, {{"items", json::array()}, {"nextCursor", nullptr}});
  run({"list"});
  CHECK(out.str().empty());
  CHECK(has(err.str(), "dossierctl submit COMPANY"));
}

TEST_CASE_METHOD(program_world, "an id cannot leave its place in the path") {
  run({"show", "../admin?x"});
  CHECK(asked().target == "/api/research/jobs/..%2Fadmin%3Fx");
}

TEST_CASE_METHOD(program_world, "a dry run shows the plan and runs nothing") {
  will_answer(200, {{"planVersion", "3"}, {"stages", json::array()}});
  CHECK(run({"rerun", "j1", "a", "b", "--cascade", "stale", "--dry-run"})
        == exit_code::ok);
  CHECK(asked().target == "/api/research/j1/rerun?dryRun=true");
  CHECK(asked().body == R"({"sections":["a","b"],"cascade":"stale"})");
}

TEST_CASE_METHOD(program_world, "what was blocked reruns unless told not to") {
  will_answer(202, {{"jobId", "j1"}});
  will_answer(202, {{"jobId", "j1"}});
  run({"rerun", "j1", "a"});
  CHECK(asked().body == R"({"sections":["a"],"cascade":"blocked"})");
  run({"rerun", "j1", "a", "--cascade", "none"});
  CHECK(asked(1).body == R"({"sections":["a"],"cascade":"none"})");
}

TEST_CASE_METHOD(program_world, "a changed plan is a conflict") {
  will_answer(409, {{"code", "plan_changed"}, {"status", 409}});
  CHECK(run({"rerun", "j1", "a", "--plan", "3"}) == exit_code::conflict);
  CHECK(json::parse(asked().body)["planVersion"] == "3");
}

TEST_CASE_METHOD(program_world, "delete goes on to the next job") {
  net.wire.replies = {answer{204, {}, {}}, answer{204, {}, {}}};
  CHECK(run({"delete", "j1", "j2"}) == exit_code::ok);
  CHECK(asked(1).method == "DELETE");
  CHECK(asked(1).target == "/api/research/j2");
}

TEST_CASE_METHOD(program_world, "watch ends as the job did when asked to") {
  net.socket.script = {{{snapshot(1, make_job("completed_with_errors"))}}};
  CHECK(run({"watch", "j1"}) == exit_code::ok);
  CHECK(out.str() == "completed_with_errors\n");
  CHECK(run({"watch", "j1", "--exit-status"}) == exit_code::job_not_completed);
  net.socket.script = {{{snapshot(1, make_job("completed"))}}};
  CHECK(run({"watch", "j1", "--exit-status"}) == exit_code::ok);
}

TEST_CASE_METHOD(program_world, "submit may stay until the end") {
  will_answer(202, {{"jobId", "j1"}});
  net.socket.script = {{{snapshot(1, make_job("failed"))}}};
  CHECK(run({"submit", "Acme", "--watch", "--exit-status"})
        == exit_code::job_not_completed);
  CHECK(out.str() == "j1\nfailed\n");
}

TEST_CASE_METHOD(program_world, "an unknown section is not found") {
  will_answer(200, {{"sections", {{{"stage", "a"}, {"name", "A"}}}}});
  CHECK(run({"report", "j1", "--section", "z"}) == exit_code::not_found);
  CHECK(has(err.str(), "its sections are a"));
}

TEST_CASE_METHOD(program_world, "version needs no server") {
  CHECK(run({"version"}) == exit_code::ok);
  CHECK(has(out.str(), "dossierctl "));
}

TEST_CASE_METHOD(program_world, "a full disk behind stdout is a failure") {
  will_answer(200, make_job("completed"));
  out.setstate(std::ios::badbit);
  CHECK(run_program({"show", "j1"}, {url, token, out, err, {}, {}, net})
        == exit_code::failure);
}
