/// What administrators ask for, over HTTP and over a socket, and what comes of
/// it.

#include "actors/gateway/bridge.hpp"
#include "tests/support/worlds/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;
using json = nlohmann::json;

namespace {

struct kept_answer final : io::responder {
  void respond(reply reply) override {
    answer = std::move(reply);
  }

  std::optional<reply> answer;
};

struct kept_frames final : io::outbox {
  io::push_result push(io::frame next, io::frame_kind) override {
    frames.push_back(json::parse(*next));
    return io::push_result::taken;
  }

  void close(int, std::string) override {
    // nop
  }

  std::vector<json> frames;
};

struct answer {
  int status = 0;
  json body;
};

struct console_world : engine_world {
  console_world() : gateway(make_gateway(system(), engine(), "test")) {
    // nop
  }

  ~console_world() {
    gateway.reset();
  }

  /// Has an administrator ask over HTTP.
  answer admin(operation which, std::string body = {},
               std::map<std::string, std::string, std::less<>> given = {},
               io::role role = io::role::admin) {
    io::request request;
    request.operation = which;
    request.who = {"root", role};
    request.body = std::move(body);
    request.parameters = std::move(given);
    request.trace_id = "trace";
    auto kept = std::make_shared<kept_answer>();
    gateway->handle(std::move(request), kept);
    settle();
    REQUIRE(kept->answer);
    return {kept->answer->status, json::parse(*kept->answer->body)};
  }

  json audit() {
    return admin(operation::list_audit).body.at("items");
  }

  /// A job that has ended, and where `stage` has failed.
  job_id failed_job(error_class error, const std::string& stage = "section_8") {
    auto id = submit();
    while (!model->waiting.empty()) {
      auto asked = model->asked().front();
      end_call(asked, asked == stage ? std::optional{error} : std::nullopt);
    }
    REQUIRE(state(id).status == job_status::completed_with_errors);
    return id;
  }

  void end_call(const std::string& stage, std::optional<error_class> error) {
    if (error)
      model->fail(stage, *error);
    else
      model->answer(stage);
    settle();
  }

  std::unique_ptr<io::gateway> gateway;
};

} // namespace

TEST_CASE_METHOD(console_world, "only administrators get to the console") {
  auto refused = admin(operation::pause_queue, {}, {}, io::role::analyst);
  CHECK(refused.status == 403);
  CHECK(refused.body.at("code") == "forbidden");
  CHECK(refused.body.at("traceId") == "trace");
  CHECK(audit().empty());
  CHECK(admin(operation::show_overview).body.at("queue").at("paused") == false);
}

TEST_CASE_METHOD(console_world, "a paused queue admits nobody, unless one is "
                                "started") {
  CHECK(admin(operation::pause_queue).body
        == json{{"paused", true}, {"waiting", 0}, {"running", 0}});
  auto first = submit();
  auto second = submit();
  CHECK(state(first).status == job_status::queued);
  auto started = admin(operation::start_job, "{}", {{"id", second}});
  CHECK(started.status == 200);
  CHECK(started.body == json{{"jobId", second}, {"status", "running"}});
  CHECK(state(second).status == job_status::running);
  CHECK(state(first).status == job_status::queued);
  CHECK(admin(operation::start_job, {}, {{"id", second}}).status == 409);
  CHECK(admin(operation::start_job, {}, {{"id", "nobody"}}).status == 404);
  admin(operation::resume_queue);
  CHECK(state(first).status == job_status::running);
}

TEST_CASE_METHOD(console_world, "a pause outlives the process") {
  admin(operation::pause_queue);
  gateway.reset();
  crash_and_restart();
  gateway = make_gateway(system(), engine(), "test");
  auto id = submit();
  CHECK(state(id).status == job_status::queued);
  CHECK(admin(operation::show_overview).body.at("queue").at("paused") == true);
}

TEST_CASE_METHOD(console_world, "limits hold from now on") {
  CHECK(admin(operation::set_limits,
              R"({"maxRunningJobs":1,"providerMaxConcurrency":3})")
          .body
        == json{{"maxRunningJobs", 1}, {"providerMaxConcurrency", 3}});
  auto first = submit();
  auto second = submit();
  CHECK(state(first).status == job_status::running);
  CHECK(state(second).status == job_status::queued);
  CHECK(admin(operation::set_limits, R"({"maxRunningJobs":2})").status == 200);
  CHECK(state(second).status == job_status::running);
  CHECK(admin(operation::set_limits, R"({"maxRunningJobs":-1})").status == 422);
  CHECK(admin(operation::set_limits, "{}").status == 422);
}

TEST_CASE_METHOD(console_world, "every write is on record, newest first") {
  auto id = submit();
  admin(operation::pause_queue);
  admin(operation::set_limits, R"({"maxRunningJobs":2})");
  admin(operation::start_job, {}, {{"id", id}});
  admin(operation::set_limits, R"({"maxRunningJobs":-2})");
  admin(operation::show_overview);
  auto record = audit();
  REQUIRE(record.size() == 3);
  CHECK(record[0].at("action") == "startJob");
  CHECK(record[0].at("target") == id);
  CHECK(record[0].at("by") == "root");
  CHECK(record[1].at("action") == "setLimits");
  CHECK(record[1].at("detail") == json{{"maxRunningJobs", 2}});
  CHECK(record[2].at("action") == "pauseQueue");
  auto page = admin(operation::list_audit, {}, {{"limit", "2"}}).body;
  CHECK(page.at("items").size() == 2);
  auto rest = admin(operation::list_audit, {},
                    {{"cursor", page.at("nextCursor").get<std::string>()}});
  CHECK(rest.body.at("items").size() == 1);
  CHECK(admin(operation::list_audit, {}, {{"cursor", "nonsense"}}).status
        == 400);
}

TEST_CASE_METHOD(console_world, "a check of all jobs goes on where it stopped, "
                                "and nowhere else") {
  auto first = submit("First");
  auto second = submit("Second");
  auto page = admin(operation::check_jobs, {}, {{"limit", "1"}}).body;
  CHECK(page.at("nextCursor") == first);
  CHECK(admin(operation::check_jobs, {}, {{"cursor", first}}).body.at("checked")
        == 1);
  for (const auto* cursor : {"zzz", "0", "0123456789abcdef0123456789"}) {
    INFO(cursor);
    const auto answer = admin(operation::check_jobs, {}, {{"cursor", cursor}});
    const auto is_id = std::string_view{cursor}.size() == 26;
    CHECK(answer.status == (is_id ? 200 : 400));
    if (!is_id)
      CHECK(answer.body.at("code") == "bad_request");
  }
}

TEST_CASE_METHOD(console_world, "a version has one number") {
  auto id = failed_job(error_class::refusal);
  auto show = [&](const std::string& number) {
    return admin(operation::show_section_version, {},
                 {{"id", id}, {"stage", "foundation"}, {"n", number}})
      .status;
  };
  CHECK(show("1") == 200);
  for (const auto* number : {"01", "001", "0", "00", "+1", "1.0", "2"}) {
    INFO(number);
    CHECK(show(number) == 404);
  }
}

TEST_CASE_METHOD(console_world, "an overview shows jobs, limiter and store") {
  auto id = submit("Acme");
  auto seen = admin(operation::show_overview).body;
  CHECK(seen.at("queue").at("running") == 1);
  REQUIRE(seen.at("running").size() == 1);
  CHECK(seen.at("running")[0].at("jobId") == id);
  CHECK(seen.at("running")[0].at("companyName") == "Acme");
  CHECK(seen.at("running")[0].at("stages")[0].at("stage") == "foundation");
  CHECK(seen.at("providers")[0].at("running") == 1);
  CHECK(seen.at("providers")[0].at("model") == "scripted");
  CHECK(seen.at("store").at("commits") == 2);
  CHECK(seen.at("version") == "test");
}

TEST_CASE_METHOD(console_world, "sockets are counted while they are open") {
  auto frames = std::make_shared<kept_frames>();
  auto client = gateway->connect({"root", io::role::admin}, frames);
  settle();
  CHECK(admin(operation::show_overview).body.at("connections").at("sockets")
        == 1);
  client->closed();
  settle();
  CHECK(admin(operation::show_overview).body.at("connections").at("sockets")
        == 0);
}

TEST_CASE_METHOD(console_world, "what failed is rerun in bulk, each job its "
                                "own sections") {
  auto first = failed_job(error_class::auth);
  auto second = failed_job(error_class::auth, "section_2");
  auto other = failed_job(error_class::refusal);
  const auto body = R"({"filter":{"errorClass":"auth"},"sections":"failed")";
  auto dry
    = admin(operation::rerun_jobs, body + std::string{R"(,"dryRun":true})"});
  CHECK(dry.status == 200);
  CHECK(dry.body.at("jobs").size() == 2);
  CHECK(state(first).generation == 1);
  CHECK(audit().empty());
  auto done = admin(operation::rerun_jobs, body + std::string{"}"});
  CHECK(done.status == 202);
  CHECK(state(first).generation == 2);
  CHECK(state(second).generation == 2);
  CHECK(state(other).generation == 1);
  CHECK(stage(first, section_8).status == stage_status::running);
  CHECK(stage(second, section_2).status == stage_status::running);
  CHECK(stage(second, section_1).status == stage_status::pending);
  auto progress = admin(operation::show_overview).body.at("bulkRerun");
  CHECK(progress.at("accepted") == 2);
  CHECK(progress.at("waiting") == 0);
  CHECK(audit()[0].at("detail").at("jobs") == 2);
}

TEST_CASE_METHOD(console_world, "jobs that cannot be rerun are named") {
  auto ended = failed_job(error_class::refusal);
  auto running = submit();
  json body{{"jobIds", json::array({ended, running, "nobody"})},
            {"sections", "failed"}};
  auto done = admin(operation::rerun_jobs, body.dump()).body;
  REQUIRE(done.at("jobs").size() == 1);
  CHECK(done.at("jobs")[0].at("sections") == json::array({"section_8"}));
  CHECK(done.at("skipped")
        == json::array({{{"jobId", running}, {"reason", "job_active"}},
                        {{"jobId", "nobody"}, {"reason", "not_found"}}}));
}

TEST_CASE_METHOD(console_world, "jobs agree with their events") {
  auto id = failed_job(error_class::refusal);
  auto running = submit();
  auto one = admin(operation::check_job, {}, {{"id", id}}).body;
  CHECK(one.at("agrees") == true);
  CHECK(one.at("events") == state(id).last_seq);
  CHECK(admin(operation::check_job, {}, {{"id", "nobody"}}).status == 404);
  auto all = admin(operation::check_jobs).body;
  CHECK(all.at("checked") == 2);
  CHECK(all.at("items").empty());
  CHECK(all.at("nextCursor").is_null());
  auto page = admin(operation::check_jobs, {}, {{"limit", "1"}}).body;
  CHECK(page.at("nextCursor") == id);
}

TEST_CASE_METHOD(console_world, "a row that was tampered with is found") {
  auto id = failed_job(error_class::refusal);
  auto spoiled = state(id);
  spoiled.stages[section_8].total.tokens.input += 1;
  database->jobs.at(id).current.state
    = std::make_shared<const job_state>(spoiled);
  auto all = admin(operation::check_jobs).body;
  REQUIRE(all.at("items").size() == 1);
  CHECK(all.at("items")[0].at("jobId") == id);
  CHECK(all.at("items")[0].at("differences")[0].at("at")
        == "/stages/section_8/total/input");
}

TEST_CASE_METHOD(console_world, "a socket asks the same console") {
  auto frames = std::make_shared<kept_frames>();
  auto client = gateway->connect({"root", io::role::admin}, frames);
  auto id = submit();
  client->receive(R"({"type":"admin","id":"1","command":"pauseQueue"})");
  settle();
  client->receive(json{
    {"type", "admin"},
    {"id", "2"},
    {"command", "startJob"},
    {"params",
     {{"id", id}}}}.dump());
  client->receive(R"({"type":"admin","id":"3","command":"dance"})");
  settle();
  REQUIRE(frames->frames.size() == 4);
  const auto& paused = frames->frames[1];
  CHECK(paused.at("type") == "admin");
  CHECK(paused.at("id") == "1");
  CHECK(paused.at("ok") == true);
  CHECK(paused.at("result").at("paused") == true);
  json refused;
  for (const auto& frame : frames->frames)
    if (frame.value("id", "") == "2")
      refused = frame;
  CHECK(refused.at("ok") == false);
  CHECK(refused.at("problem").at("code") == "not_queued");
  client->closed();
  settle();
}

TEST_CASE_METHOD(console_world, "an analyst's socket is refused") {
  auto frames = std::make_shared<kept_frames>();
  auto client = gateway->connect({"ann", io::role::analyst}, frames);
  client->receive(R"({"type":"admin","id":"1","command":"pauseQueue"})");
  settle();
  CHECK(frames->frames.back().at("problem").at("code") == "forbidden");
  CHECK(admin(operation::show_overview).body.at("queue").at("paused") == false);
  client->closed();
  settle();
}
