/// Idempotency keys while their first request is under way: refused, and free
/// again once it has ended, in whatever way.

#include "tests/support/worlds/moment_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

struct key_world : moment_world {
  static submit_job keyed_job() {
    submit_job submit;
    submit.request.company_name = "Acme";
    submit.request.user = "ann";
    submit.key = idempotency_record{"ann submit 1", "body", {}, {}};
    return submit;
  }

  job_command keyed(const job_id& id, command_body body) {
    auto command = on(id, std::move(body));
    command.key = idempotency_record{"ann command 1", "body", {}, {}};
    return command;
  }

  /// Two at once, and later a third.
  template <class Request>
  void check_repeats(const Request& what, int first_status, int third_status) {
    auto first = ask_later<reply>(engine().directory->queue, what);
    auto second = ask_later<reply>(engine().directory->queue, what);
    settle();
    REQUIRE(*first);
    REQUIRE(*second);
    CHECK((*first)->status == first_status);
    CHECK((*second)->status == 409);
    database->fault = nullptr;
    auto third = ask_later<reply>(engine().directory->queue, what);
    settle();
    advance(1s);
    REQUIRE(*third);
    CHECK((*third)->status == third_status);
  }
};

} // namespace

TEST_CASE_METHOD(key_world, "a key is answered once its job is stored",
                 "[key]") {
  check_repeats(keyed_job(), 202, 202);
  CHECK(database->jobs.size() == 1);
}

TEST_CASE_METHOD(key_world, "a key is free once its job was refused", "[key]") {
  refuse_commit(1, storage::fault_moment::before);
  check_repeats(keyed_job(), 503, 202);
  CHECK(database->jobs.size() == 1);
}

TEST_CASE_METHOD(key_world,
                 "a key is answered although its job was not "
                 "acknowledged",
                 "[key]") {
  lose_acknowledgement();
  check_repeats(keyed_job(), 503, 202);
  CHECK(database->jobs.size() == 1);
}

TEST_CASE_METHOD(key_world, "a key is free once its command was refused",
                 "[key]") {
  auto id = submit();
  check_repeats(keyed(id, restore_command{"section_2", 1}), 409, 409);
  check_repeats(keyed("nobody knows it", cancel_command{}), 404, 404);
  check_repeats(keyed(id, update_command{{{"new"}}, {}, {}}), 200, 200);
}

TEST_CASE_METHOD(key_world, "a key is free once its command was not written",
                 "[key]") {
  auto id = submit();
  refuse_commit(1, storage::fault_moment::before);
  check_repeats(keyed(id, update_command{{{"new"}}, {}, {}}), 503, 200);
  CHECK(state(id).request.tags == std::vector<std::string>{"new"});
}

TEST_CASE_METHOD(key_world,
                 "a key is answered once its cancel has given up on "
                 "a call",
                 "[key]") {
  auto id = submit();
  auto first
    = ask_later<reply>(engine().directory->queue, keyed(id, cancel_command{}));
  settle();
  auto second
    = ask<reply>(engine().directory->queue, keyed(id, cancel_command{}));
  CHECK(second.status == 409);
  advance(2s);
  REQUIRE(*first);
  CHECK((*first)->status == 202);
  auto third
    = ask<reply>(engine().directory->queue, keyed(id, cancel_command{}));
  CHECK(third.status == 202);
}

TEST_CASE_METHOD(key_world,
                 "a key is known for a day by the clock on the wall, and no "
                 "longer",
                 "[key]") {
  REQUIRE(ask<reply>(engine().directory->queue, keyed_job()).status == 202);
  jump(23h);
  crash_and_restart();
  CHECK(ask<reply>(engine().directory->queue, keyed_job()).status == 202);
  CHECK(database->jobs.size() == 1);
  jump(2h);
  crash_and_restart();
  CHECK(ask<reply>(engine().directory->queue, keyed_job()).status == 202);
  CHECK(database->jobs.size() == 2);
}
