/// What is said on a socket against `asyncapi.json`, both ways: every frame
/// that is sent has a message there whose schema it satisfies, and every
/// message there is sent or understood.

#include "actors/report/schema/schema.hpp"
#include "actors/rules/requests/admin_requests.hpp"
#include "actors/rules/requests/client_frame.hpp"
#include "io/ws/handshake.hpp"
#include "messages/frame_type.hpp"
#include "tests/support/places.hpp"
#include "tests/support/worlds/edge_world.hpp"

#include <fstream>
#include <set>

using namespace dossier;
using namespace dossier::test;
using json = nlohmann::json;

namespace {

json read(const char* name) {
  return json::parse(std::ifstream{test::source_dir() + "/config/" + name});
}

const json& http_contract() {
  static const auto document = read("openapi.json");
  return document;
}

const json& socket_contract() {
  static const auto document = read("asyncapi.json");
  return document;
}

// -- one schema of two documents ----------------------------------------------

constexpr std::string_view schemas_of_http
  = "/openapi.json#/components/schemas/";
constexpr std::string_view schemas_here = "#/components/schemas/";

/// References lead into `definitions`, where the schemas of HTTP have names of
/// their own. The validator would hold null to a format too, so those go.
json joined(json schema, const std::string& here) {
  if (schema.is_object()) {
    if (auto format = schema.find("format");
        format != schema.end() && format->is_string())
      schema.erase(format);
    schema.erase("example");
    if (auto found = schema.find("$ref");
        found != schema.end() && found->is_string()) {
      auto target = found->get<std::string>();
      *found = target.starts_with(schemas_of_http)
                 ? "#/definitions/http." + target.substr(schemas_of_http.size())
                 : "#/definitions/" + here + target.substr(schemas_here.size());
    }
  }
  if (schema.is_structured())
    for (auto& child : schema)
      child = joined(std::move(child), here);
  return schema;
}

json definitions() {
  json result;
  for (const auto& [name, schema] :
       http_contract()["components"]["schemas"].items())
    result["http." + name] = joined(schema, "http.");
  for (const auto& [name, schema] :
       socket_contract()["components"]["schemas"].items())
    result[name] = joined(schema, "");
  return result;
}

/// The named messages that the operations of this direction send or receive,
/// replies to the others included.
std::set<std::string> messages_that(std::string_view action) {
  std::set<std::string> result;
  auto add = [&](const json& messages) {
    for (const auto& one : messages) {
      auto path = one.at("$ref").get<std::string>();
      result.insert(path.substr(path.rfind('/') + 1));
    }
  };
  for (const auto& operation : socket_contract()["operations"]) {
    if (operation["action"] == action)
      add(operation["messages"]);
    if (action == "send" && operation.contains("reply"))
      add(operation["reply"]["messages"]);
  }
  return result;
}

const json& schema_of(const std::string& message) {
  const auto& payload
    = socket_contract()["components"]["messages"][message]["payload"];
  return socket_contract().at(
    json::json_pointer{payload.at("$ref").get<std::string>().substr(1)});
}

std::string type_of(const std::string& message) {
  return schema_of(message)["properties"]["type"]["const"];
}

report::schema_check check_of(const std::string& message) {
  json schema{{"definitions", definitions()}};
  schema["allOf"].push_back(joined(
    socket_contract()["components"]["messages"][message]["payload"], ""));
  return report::schema_check{schema};
}

std::set<std::string> types_of(const std::set<std::string>& messages) {
  std::set<std::string> result;
  for (const auto& name : messages)
    result.insert(type_of(name));
  return result;
}

// -- everything that is ever said ---------------------------------------------

struct talkative_world : edge_world {
  talkative_world() {
    auto id = submit();
    auto client = connect();
    auto batches = connect();
    follow_feed();
    subscribe(id);
    say({{"type", "subscribe"}, {"jobId", id}, {"batch", true}}, 1);
    model->write("foundation", "Hello");
    caf::anon_send(engine().directory->bus, wait_changed{id,
                                                         state(id).graph,
                                                         {foundation, 1, 1},
                                                         wait_reason::throttled,
                                                         "busy",
                                                         noon});
    drain();
    client->is_full = true;
    model->write("foundation", "Hello");
    advance(std::chrono::milliseconds{100});
    client->is_full = false;
    model->answer("foundation");
    drain();
    drain(1);
    submit("Another");
    say({{"type", "subscribe"}, {"jobId", "nobody's"}});
    say({{"type", "ping"}});
    tell_removal(id);
    say({{"type", "unsubscribe"}, {"feed", "jobs"}});
    say({{"type", "unsubscribe"}, {"jobId", "another"}});
    auto admin = connect({"root", io::role::admin});
    say({{"type", "admin"}, {"id", "1"}, {"command", "showOverview"}}, 2);
    say({{"type", "admin"}, {"id", "2"}, {"command", "no such thing"}}, 2);
    for (const auto& each : {client, batches, admin})
      said.insert(said.end(), each->frames.begin(), each->frames.end());
    said.push_back(json::parse(io::ws::bye_frame));
  }

  std::vector<json> said;
};

} // namespace

TEST_CASE("what the server says is described, and it says all that is") {
  talkative_world world;
  std::map<std::string, report::schema_check> checks;
  for (const auto& message : messages_that("send"))
    checks.emplace(type_of(message), check_of(message));
  std::set<std::string> types;
  for (const auto& frame : world.said) {
    INFO(frame.dump());
    auto found = checks.find(frame.at("type").get<std::string>());
    REQUIRE(found != checks.end());
    REQUIRE(found->second.fault() == "");
    for (const auto& wrong : found->second.violations(frame))
      FAIL_CHECK(to_string(wrong));
    types.insert(found->first);
  }
  CHECK(types == types_of(messages_that("send")));
}

TEST_CASE("the types of frames are those of asyncapi.json, both ways") {
  std::set<std::string> server;
  for (std::size_t i = 0; i < frame_types; ++i)
    server.emplace(to_string(static_cast<frame_type>(i)));
  CHECK(server == types_of(messages_that("send")));
  std::set<std::string> client;
  for (std::size_t i = 0; i < client_frame_types; ++i)
    client.emplace(to_string(static_cast<client_frame_type>(i)));
  CHECK(client == types_of(messages_that("receive")));
}

TEST_CASE("what a client may say is understood, with every field, and nothing "
          "more is") {
  for (const auto& message : messages_that("receive")) {
    INFO(message);
    const auto& examples
      = socket_contract()["components"]["messages"][message]["examples"];
    auto frame = examples.at(0).at("payload");
    CHECK(check_of(message).violations(frame).empty());
    for (const auto& [name, schema] : schema_of(message)["properties"].items())
      CHECK(frame.contains(name));
    auto is_refused = [](const json& said) {
      auto read = rules::parse_client_frame(said.dump());
      return std::holds_alternative<rules::refused_frame>(read)
             || std::holds_alternative<rules::refused_admin_frame>(read)
             || std::holds_alternative<rules::unreadable_frame>(read);
    };
    CHECK_FALSE(is_refused(frame));
    frame["surprise"] = 1;
    CHECK(is_refused(frame));
    CHECK_FALSE(check_of(message).violations(frame).empty());
  }
}

TEST_CASE("an administrator's commands are those that are described") {
  auto described = schema_of("adminCommand")["properties"]["command"]["enum"]
                     .get<std::set<std::string>>();
  std::set<std::string> known;
  for (const auto& [path, methods] : http_contract()["paths"].items())
    for (const auto& [method, one] : methods.items()) {
      auto name = one["operationId"].get<std::string>();
      if (auto operation = parse_operation(name);
          operation && rules::is_admin_operation(*operation))
        known.insert(name);
    }
  CHECK(described == known);
}

TEST_CASE("everything asyncapi.json defines is used") {
  const auto& channel = socket_contract()["channels"]["socket"]["messages"];
  auto used = messages_that("send");
  used.merge(messages_that("receive"));
  for (const auto& [name, message] :
       socket_contract()["components"]["messages"].items()) {
    INFO(name);
    CHECK(used.contains(name));
    CHECK(channel.at(name)["$ref"] == "#/components/messages/" + name);
  }
  CHECK(channel.size() == used.size());
}
