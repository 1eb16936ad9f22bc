#include "actors/rules/requests/client_frame.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::rules;

namespace {

template <class Command>
Command read_as(std::string_view text) {
  auto command = parse_client_frame(text);
  INFO(text);
  REQUIRE(std::holds_alternative<Command>(command));
  return std::get<Command>(command);
}

} // namespace

TEST_CASE("a client subscribes to a job from where it left off") {
  auto plain = read_as<subscribe_job>(R"({"type":"subscribe","jobId":"j"})");
  CHECK(plain.id == "j");
  CHECK_FALSE(plain.since);
  CHECK_FALSE(plain.epoch);
  CHECK(plain.deltas);
  CHECK_FALSE(plain.batch);
  auto full = read_as<subscribe_job>(
    R"({"type":"subscribe","jobId":"j","sinceSeq":7,"epoch":"e",)"
    R"("deltas":false,"batch":true})");
  CHECK(full.since == 7);
  CHECK(full.epoch == "e");
  CHECK_FALSE(full.deltas);
  CHECK(full.batch);
}

TEST_CASE("the other frames of a client are read") {
  read_as<subscribe_feed>(R"({"type":"subscribe","feed":"jobs"})");
  read_as<unsubscribe_feed>(R"({"type":"unsubscribe","feed":"jobs"})");
  CHECK(read_as<unsubscribe_job>(R"({"type":"unsubscribe","jobId":"j"})").id
        == "j");
  read_as<ping>(R"({"type":"ping"})");
}

TEST_CASE("an administrator's command has an id, a name and parameters") {
  auto start = read_as<admin_frame>(
    R"({"type":"admin","id":"7","command":"startJob","params":{"id":"j"}})");
  CHECK(start.id == "7");
  CHECK(start.operation == operation::start_job);
  CHECK(*start.params == nlohmann::json{{"id", "j"}});
  auto bare = read_as<admin_frame>(
    R"({"type":"admin","id":"8","command":"showOverview"})");
  CHECK(*bare.params == nlohmann::json::object());
}

TEST_CASE("a command that is none is refused by its id") {
  for (const auto* rest :
       {R"("command":"cancelJob")", R"("command":"shout")", R"("command":7)",
        R"("params":{})", R"("command":"startJob","params":[])"}) {
    INFO(rest);
    auto refused = read_as<refused_admin_frame>(R"({"type":"admin","id":"7",)"
                                                + std::string{rest} + "}");
    CHECK(refused.id == "7");
    CHECK(refused.reason.code == problem_code::invalid_field);
  }
  auto pointers = [](const std::string& fields) {
    auto refused = read_as<refused_frame>(R"({"type":"admin",)" + fields + "}");
    REQUIRE(refused.reason.errors.size() == 1);
    return refused.reason.errors.front().pointer;
  };
  CHECK(pointers(R"("command":"pauseQueue")") == "/id");
  CHECK(pointers(R"("id":7,"command":"pauseQueue")") == "/id");
  CHECK(pointers(R"("id":")" + std::string(129, 'x')
                 + R"(","command":"pauseQueue")")
        == "/id");
  CHECK(pointers(R"("id":"7","command":"pauseQueue","x":1)") == "/x");
}

TEST_CASE("what is no frame closes the socket") {
  for (const auto* text :
       {"", "ping", "[]", "7", "{}", R"({"type":7})", R"({"type":"shout"})",
        R"({"type":"ping")", R"({"type":"ping"}{})", "{\"type\":\"\xff\"}"})
    read_as<unreadable_frame>(text);
}

TEST_CASE("what two readers could read in two ways closes the socket") {
  auto reason = [](const std::string& text) {
    return read_as<unreadable_frame>(text).reason;
  };
  CHECK(reason(R"({"type":"admin","id":"1","command":"setLimits","params":)"
               R"({"maxRunningJobs":77,"maxRunningJobs":78}})")
          .starts_with("the key \"maxRunningJobs\" occurs twice"));
  CHECK(reason(R"({"type":"ping","type":"subscribe"})")
          .starts_with("the key \"type\" occurs twice"));
  auto nested = [](std::size_t levels) {
    return R"({"type":"admin","id":"1","command":"showOverview","params":)"
           + std::string(levels, '[') + std::string(levels, ']') + "}";
  };
  read_as<refused_admin_frame>(nested(63));
  CHECK(reason(nested(64)).starts_with("deeper than 64 levels"));
}

TEST_CASE("a wrong field is answered with its name") {
  auto refused = read_as<refused_frame>(
    R"({"type":"subscribe","jobId":"j","sinceSeq":-1,"colour":1,"deltas":0})");
  CHECK(refused.id == "j");
  CHECK(refused.reason.code == problem_code::invalid_field);
  CHECK(refused.reason.errors.size() == 3);
  read_as<refused_frame>(R"({"type":"subscribe"})");
  read_as<refused_frame>(R"({"type":"subscribe","jobId":7})");
  read_as<refused_frame>(R"({"type":"subscribe","jobId":"j","sinceSeq":1.5})");
  read_as<refused_frame>(R"({"type":"unsubscribe"})");
  auto ping = read_as<refused_frame>(R"({"type":"ping","colour":1})");
  CHECK(ping.reason.errors.at(0).pointer == "/colour");
  auto odd = read_as<refused_frame>(R"({"type":"ping","a/b~c":1})");
  CHECK(odd.reason.errors.at(0).pointer == "/a~1b~0c");
}

TEST_CASE("there is one feed") {
  read_as<refused_frame>(R"({"type":"subscribe","feed":"news"})");
  read_as<refused_frame>(R"({"type":"unsubscribe","feed":"news"})");
}
