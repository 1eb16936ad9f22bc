/// What administrators get wrong, over HTTP and on a socket: each is refused
/// with the problem of the API, and nothing is touched.

#include "tests/support/worlds/commands_world.hpp"

using namespace dossier::test;
using json = nlohmann::json;

namespace {

struct mistakes_world : commands_world {
  void check_untouched() const {
    CHECK(seen(*this) == before);
  }

  http_response limits(const std::string& body) const {
    return send("PUT", "/api/admin/queue/limits", body);
  }

  /// The problem that a command is answered with on a socket, which stays. A
  /// socket each, as one may say so many things a second and no more.
  json refusal(json fields) const {
    ws_client socket{server.port()};
    fields["type"] = "admin";
    fields["id"] = "7";
    socket.send(fields);
    const auto answer = socket.next_of("admin");
    INFO(fields << answer);
    CHECK(answer.at("id") == "7");
    REQUIRE(answer.at("ok") == false);
    socket.send({{"type", "ping"}});
    socket.next_of("pong");
    return answer.at("problem");
  }

  const std::string before = seen(*this);
};

} // namespace

// -- over HTTP ----------------------------------------------------------------

TEST_CASE_METHOD(mistakes_world,
                 "limits that make no sense are refused and touch nothing",
                 "[system]") {
  for (const auto* name : {"maxRunningJobs", "providerMaxConcurrency"})
    for (const auto* value : {"-1", "-3", "2.5", "1e300", "1000000000",
                              "18446744073709551616", "\"3\"", "true", "[3]"}) {
      INFO(name << ' ' << value);
      check_refused(limits("{\"" + std::string{name} + "\":" + value + "}"),
                    422, "invalid_field", "/" + std::string{name});
    }
  check_refused(limits(R"({"providerMaxConcurrency":0})"), 422, "invalid_field",
                "/providerMaxConcurrency");
  check_refused(limits("{}"), 422, "invalid_field");
  check_refused(limits(R"({"maxRunningJobs":3,"colour":1})"), 422,
                "invalid_field", "/colour");
  check_refused(limits(R"({"maxRunningJobs":77,"maxRunningJobs":78})"), 400,
                "malformed_json", "maxRunningJobs");
  check_untouched();
}

TEST_CASE_METHOD(
  mistakes_world,
  "a bulk rerun or a pause that makes no sense is refused and touches nothing",
  "[system]") {
  for (const auto* body :
       {"{}", R"({"sections":"failed"})",
        R"({"jobIds":["a"],"filter":{},"sections":"failed"})",
        R"({"jobIds":[],"sections":"failed"})",
        R"({"jobIds":["a","a"],"sections":"failed"})", R"({"jobIds":["a"]})",
        R"({"jobIds":["a"],"sections":[]})",
        R"({"jobIds":["a"],"sections":"all"})",
        R"({"filter":{"status":"running"},"sections":"failed"})",
        R"({"filter":{"colour":"red"},"sections":"failed"})",
        R"({"filter":{"from":"yesterday"},"sections":"failed"})",
        R"({"filter":{},"sections":"failed","dryRun":"yes"})"}) {
    INFO(body);
    check_refused(send("POST", "/api/admin/rerun", body), 422, "invalid_field");
  }
  check_refused(send("POST", "/api/admin/queue/pause", R"({"x":1})"), 422,
                "invalid_field");
  check_untouched();
}

TEST_CASE_METHOD(
  mistakes_world,
  "a page that cannot be read and a job that is not there are refused",
  "[system]") {
  for (const auto* query :
       {"limit=0", "limit=-1", "limit=1.5", "limit=", "x=1", "cursor=zzz"}) {
    INFO(query);
    for (const auto* page : {"/api/admin/check?", "/api/admin/audit?"})
      check_refused(http().get(page + std::string{query}), 400, "bad_request");
  }
  check_refused(http().get("/api/admin/check/nobody"), 404, "not_found");
  check_untouched();
}

// -- on a socket --------------------------------------------------------------

TEST_CASE_METHOD(
  mistakes_world,
  "a command that makes no sense is refused on a socket, which stays",
  "[system]") {
  const auto object = json::object();
  for (const auto& [command, params, names] :
       std::initializer_list<std::tuple<json, json, const char*>>{
         {"shout", object, "/command"},
         {"cancelJob", object, "/command"},
         {7, object, "/command"},
         {nullptr, object, "/command"},
         {"startJob", json::array(), "/params"},
         {"startJob", object, "/id"},
         {"startJob", {{"id", 7}}, "/id"},
         {"startJob", {{"id", waiting}, {"x", 1}}, "/x"},
         {"checkJob", object, "/id"},
         {"pauseQueue", {{"id", waiting}}, "/id"},
         {"resumeQueue", {{"x", 1}}, "/x"},
         {"showOverview", {{"x", 1}}, "/x"},
         {"setLimits", object, "maxRunningJobs"},
         {"setLimits", {{"maxRunningJobs", -1}}, "/maxRunningJobs"},
         {"setLimits", {{"maxRunningJobs", 2.5}}, "/maxRunningJobs"},
         {"rerunJobs", {{"sections", "failed"}}, "/jobIds"},
         {"listAudit", {{"limit", 0}}, "/limit"},
         {"checkJobs", {{"limit", "many"}}, "/limit"}}) {
    INFO(command << params);
    check_problem(refusal({{"command", command}, {"params", params}}), 422,
                  "invalid_field", names);
  }
  ws_client socket{server.port()};
  socket.send({{"type", "admin"}, {"command", "pauseQueue"}});
  // Whose answer it would be nobody could tell.
  check_problem(socket.next_of("error").at("problem"), 422, "invalid_field",
                "/id");
  socket.send({{"type", "ping"}});
  socket.next_of("pong");
  check_untouched();
}

TEST_CASE_METHOD(
  mistakes_world,
  "a job that is not there is refused on a socket to commands and followers",
  "[system]") {
  check_problem(refusal({{"command", "checkJob"}, {"params", {{"id", "x"}}}}),
                404, "not_found", "");
  ws_client socket{server.port()};
  socket.send({{"type", "subscribe"}, {"jobId", "nobody"}});
  check_problem(socket.next_of("error").at("problem"), 404, "not_found", "");
  check_untouched();
}

TEST_CASE_METHOD(mistakes_world,
                 "what is no frame closes the socket and touches nothing",
                 "[system]") {
  for (const auto& text :
       {std::string{"pause"}, std::string{"[]"}, std::string{"{}"},
        std::string{R"({"type":"shout"})"},
        std::string{R"({"type":"admin","id":"1","command":"setLimits",)"
                    R"("params":{"maxRunningJobs":77,"maxRunningJobs":78}})"},
        R"({"type":"admin","id":"1","command":"resumeQueue","params":)"
          + std::string(64, '[') + std::string(64, ']') + "}"}) {
    INFO(text);
    ws_client socket{server.port()};
    socket.send_text(text);
    CHECK(socket.await_close() == 4400);
  }
  check_untouched();
}
