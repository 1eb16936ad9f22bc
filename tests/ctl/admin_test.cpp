#include "tests/ctl/support/canned_transport.hpp"
#include "tests/ctl/support/frames.hpp"
#include "tests/ctl/support/scripted_socket.hpp"
#include "tests/ctl/support/typed.hpp"
#include "tools/ctl/admin/admin_command.hpp"
#include "tools/ctl/app/program.hpp"
#include "tools/ctl/app/typed_lines.hpp"

#include <catch2/catch.hpp>

#include <CLI/CLI.hpp>
#include <sstream>
#include <unistd.h>

using namespace dossier::ctl;

namespace {

/// Lends one scripted socket, so that the test sees what was sent.
class lending_network : public network {
public:
  std::unique_ptr<transport> http(const server_address&,
                                  const std::string&) override {
    return std::make_unique<canned_transport>();
  }

  std::unique_ptr<live_socket> live(const server_address&,
                                    const std::string&) override {
    return std::make_unique<borrowed>(socket);
  }

  scripted_socket socket;

private:
  struct borrowed : live_socket {
    explicit borrowed(scripted_socket& from) : lender(from) {
      // nop
    }

    void connect() override {
      lender.connect();
    }

    void send(const std::string& frame) override {
      lender.send(frame);
    }

    std::optional<std::string> read(std::chrono::milliseconds span) override {
      return lender.read(span);
    }

    void pause(std::chrono::milliseconds span) override {
      lender.pause(span);
    }

    scripted_socket& lender;
  };
};

struct admin_world {
  lending_network net;
  typed in;
  std::ostringstream out;
  std::ostringstream err;

  exit_code run(std::vector<std::string> words) {
    return run_program(std::move(words), {{}, {}, out, err, {}, {}, net, &in});
  }

  void will_say(std::deque<std::string> frames) {
    net.socket.script.push_back({std::move(frames), 1006, false});
  }

  json sent(std::size_t index) const {
    return json::parse(net.socket.sent.at(index));
  }
};

std::string answer_to(int id, const std::string& result) {
  return R"({"v":1,"type":"admin","id":")" + std::to_string(id)
         + R"(","ok":true,"result":)" + result + "}";
}

std::string refusal_of(int id) {
  return R"({"v":1,"type":"admin","id":")" + std::to_string(id)
         + R"(","ok":false,"problem":{"status":409,"code":"not_queued",)"
           R"("title":"The job is not queued","detail":"It runs."}})";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const auto noon = *dossier::parse_timestamp("2026-11-21T12:00:00Z");

admin_command command_of(const std::string& line) {
  auto result = std::make_shared<admin_command>();
  CLI::App app;
  declare_commands(app, result, noon);
  auto words = split_words(line).value();
  std::reverse(words.begin(), words.end());
  app.parse(words);
  return *result;
}

} // namespace

TEST_CASE("an administrator's words become operations") {
  CHECK(command_of("pause").operation == "pauseQueue");
  CHECK(command_of("resume").operation == "resumeQueue");
  CHECK(command_of("overview").params == json::object());
  const auto limits = command_of("limits --jobs 4 --calls 16");
  CHECK(limits.operation == "setLimits");
  CHECK(limits.params
        == json{{"maxRunningJobs", 4}, {"providerMaxConcurrency", 16}});
  CHECK(command_of("start j1").params == json{{"id", "j1"}});
  CHECK(command_of("check").operation == "checkJobs");
  CHECK(command_of("check j1").operation == "checkJob");
  CHECK(command_of("check j1").params == json{{"id", "j1"}});
  CHECK(command_of("audit --limit 5").params == json{{"limit", 5}});
}

TEST_CASE("a bulk rerun is what failed, unless it is said otherwise") {
  const auto last = command_of("rerun --class transient --last 1h");
  CHECK(last.operation == "rerunJobs");
  CHECK(last.params.dump()
        == R"({"filter":{"errorClass":"transient",)"
           R"("from":"2026-11-21T11:00:00Z"},"sections":"failed",)"
           R"("cascade":"blocked"})");
  CHECK(command_of("rerun j1 j2 --section section_2 --cascade none --dry-run")
          .params.dump()
        == R"({"jobIds":["j1","j2"],"sections":["section_2"],)"
           R"("cascade":"none","dryRun":true})");
}

TEST_CASE("words that do not fit are refused") {
  for (const auto* line :
       {"dance", "limits", "start", "rerun j1 --class transient",
        "rerun --last soon", "limits --jobs many", "pause now"}) {
    INFO(line);
    CHECK_THROWS_AS(command_of(line), CLI::ParseError);
  }
}

TEST_CASE("spans are minutes, hours or days") {
  CHECK(parse_span("90m") == std::chrono::minutes{90});
  CHECK(parse_span("1h") == std::chrono::minutes{60});
  CHECK(parse_span("2d") == std::chrono::hours{48});
  for (const auto* text :
       {"", "h", "1", "-1h", "0h", "1w", "1hh", "999999999d"})
    CHECK_FALSE(parse_span(text));
}

TEST_CASE("quotes keep words together") {
  CHECK(split_words("a  'b c' d\"e f\" \"\"")
        == std::vector<std::string>{"a", "b c", "de f", ""});
  CHECK(split_words(" ")->empty());
  CHECK_FALSE(split_words("a 'b"));
}

TEST_CASE_METHOD(admin_world, "a command is asked and answered on one socket") {
  will_say({hello(), answer_to(1, R"({"paused":true,"waiting":2})")});
  CHECK(run({"admin", "pause", "--json"}) == exit_code::ok);
  CHECK(sent(0)
        == json{{"type", "admin"},
                {"id", "1"},
                {"command", "pauseQueue"},
                {"params", json::object()}});
  CHECK(json::parse(out.str()).at("waiting") == 2);
}

TEST_CASE_METHOD(admin_world, "a refusal and a lost server have their codes") {
  will_say({hello(), refusal_of(1)});
  CHECK(run({"admin", "start", "j1"}) == exit_code::conflict);
  CHECK(has(err.str(), "It runs."));
  CHECK(run({"admin", "pause"}) == exit_code::unreachable);
  CHECK(run({"admin", "dance"}) == exit_code::usage);
}

TEST_CASE_METHOD(admin_world, "a console runs line by line and tells what "
                              "happens to jobs") {
  in.lines = {"pause", "", "start 'j 1'", "dance", "resume", "quit", "pause"};
  will_say({hello(),
            R"({"v":1,"type":"jobs","items":[{"id":"j1","status":"queued"}]})",
            answer_to(1, R"({"paused":true})"),
            R"({"v":1,"type":"job","item":{"id":"j1","status":"queued"}})",
            R"({"v":1,"type":"job","item":{"id":"j1","status":"running",)"
            R"("companyName":"Acme"}})",
            refusal_of(2), answer_to(3, R"({"paused":false})")});
  CHECK(run({"console"}) == exit_code::usage);
  REQUIRE(net.socket.sent.size() == 4);
  CHECK(sent(0) == json{{"type", "subscribe"}, {"feed", "jobs"}});
  CHECK(sent(2).at("params") == json{{"id", "j 1"}});
  CHECK(sent(3).at("command") == "resumeQueue");
  CHECK(has(err.str(), "* j1  running  Acme"));
  CHECK_FALSE(has(err.str(), "* j1  queued"));
  CHECK(has(err.str(), "It runs."));
}

TEST_CASE_METHOD(admin_world, "a console sends nothing that is no text") {
  in.lines = {"start caf\xe9", "start ''", "rerun --class --dry-run"};
  will_say({hello()});
  CHECK(run({"console"}) == exit_code::usage);
  CHECK(net.socket.sent.size() == 1);
  CHECK(has(err.str(), "argument 2 is not UTF-8"));
  CHECK(has(err.str(), "argument 2 is empty"));
  CHECK(has(err.str(), "--class: has no value before --dry-run"));
}

TEST_CASE_METHOD(admin_world, "a console explains itself") {
  in.lines = {"help"};
  will_say({hello()});
  CHECK(run({"console"}) == exit_code::ok);
  CHECK(has(out.str(), "overview"));
  CHECK(has(out.str(), "rerun"));
}

TEST_CASE_METHOD(admin_world, "a console without its server ends") {
  in.lines = {"pause", "resume"};
  will_say({hello()});
  CHECK(run({"console"}) == exit_code::unreachable);
}

TEST_CASE("typed lines are read as they come") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  typed_lines lines{ends[0]};
  CHECK_FALSE(lines.next());
  REQUIRE(::write(ends[1], "one\ntwo", 7) == 7);
  CHECK(lines.next() == "one");
  CHECK_FALSE(lines.next());
  CHECK_FALSE(lines.has_ended());
  ::close(ends[1]);
  CHECK(lines.next() == "two");
  CHECK_FALSE(lines.next());
  CHECK(lines.has_ended());
  ::close(ends[0]);
}
