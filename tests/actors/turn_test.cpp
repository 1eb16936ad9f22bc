/// Users in turn, while commands have their jobs.

#include "tests/support/worlds/moment_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// One slot, taken by a job of Ann's; behind it waits one of Bob's, then two
/// more of Ann's.
struct turn_world : moment_world {
  turn_world() {
    send(engine().directory->queue, set_running_limit{1});
    first = submit_for("ann");
    of_bob = submit_for("bob");
    second = submit_for("ann");
    third = submit_for("ann");
    REQUIRE(status(first) == job_status::running);
    REQUIRE(status(of_bob) == job_status::queued);
  }

  job_id submit_for(user_id user) {
    submit_job submit;
    submit.request.company_name = "Acme";
    submit.request.user = std::move(user);
    auto answer = ask<reply>(engine().directory->queue, submit);
    return nlohmann::json::parse(*answer.body).at("jobId").get<job_id>();
  }

  job_status status(const job_id& id) const {
    return state(id).status;
  }

  std::shared_ptr<std::optional<reply>> change(const job_id& id,
                                               std::string tag) {
    return order_of_bob(id, update_command{{{std::move(tag)}}, {}, {}});
  }

  std::shared_ptr<std::optional<reply>> order_of_bob(const job_id& id,
                                                     command_body body) {
    auto command = on(id, std::move(body));
    command.by = "bob";
    return ask_later<reply>(engine().directory->queue, command);
  }

  /// The running job ends, as somebody cancels it.
  void end(const job_id& id) {
    auto answer = order(id, cancel_command{});
    settle();
    close_calls();
    REQUIRE(*answer);
    REQUIRE(status(id) == job_status::cancelled);
  }

  /// A command whose commit is refused has Bob's job for a tenth of a second.
  void keep_job_of_bob() {
    refuse_commit(1, storage::fault_moment::before);
    auto answer = change(of_bob, "refused");
    settle();
    REQUIRE(*answer);
    REQUIRE((*answer)->status == 503);
    database->fault = nullptr;
  }

  job_id first, of_bob, second, third;
};

} // namespace

TEST_CASE_METHOD(turn_world, "a job keeps its turn while a command has it",
                 "[turn][command_done]") {
  keep_job_of_bob();
  end(first);
  CHECK(status(second) == job_status::queued);
  advance(1s);
  CHECK(status(of_bob) == job_status::running);
  CHECK(status(second) == job_status::queued);
}

TEST_CASE_METHOD(turn_world,
                 "a job that is commanded again and again holds up nobody "
                 "when its turn comes",
                 "[turn]") {
  keep_job_of_bob();
  end(first);
  std::vector<std::shared_ptr<std::optional<reply>>> answers;
  for (auto i = 0; i < 10; ++i) {
    answers.push_back(change(of_bob, "tag " + std::to_string(i)));
    settle();
    CHECK_FALSE(*answers.back());
  }
  advance(1s);
  CHECK(status(of_bob) == job_status::running);
  for (const auto& answer : answers) {
    REQUIRE(*answer);
    CHECK((*answer)->status == 200);
  }
  CHECK(state(of_bob).request.tags == std::vector<std::string>{"tag 9"});
}

TEST_CASE_METHOD(turn_world,
                 "a job that is cancelled when its turn comes makes room for "
                 "the next",
                 "[turn]") {
  keep_job_of_bob();
  end(first);
  auto answer = order_of_bob(of_bob, cancel_command{});
  settle();
  advance(1s);
  close_calls();
  advance(2s);
  REQUIRE(*answer);
  CHECK((*answer)->status == 202);
  CHECK(status(of_bob) == job_status::cancelled);
  CHECK(status(second) == job_status::running);
}

TEST_CASE("whenever a command meets a job whose turn comes, nobody overtakes "
          "it",
          "[turn]") {
  for (auto steps = 0; steps < 40; ++steps) {
    INFO("after " << steps << " messages");
    turn_world world;
    // It ends as soon as its call has.
    auto ending = world.order(world.first, cancel_command{});
    world.settle();
    auto answer = world.change(world.of_bob, "new");
    for (auto i = 0; i < steps; ++i)
      world.step();
    world.close_calls();
    world.advance(1s);
    REQUIRE(*ending);
    REQUIRE(*answer);
    CHECK((*answer)->status == 200);
    CHECK(world.status(world.of_bob) == job_status::running);
    CHECK(world.status(world.second) == job_status::queued);
  }
}

TEST_CASE_METHOD(turn_world,
                 "a job that gives its turn away goes where its priority has "
                 "it",
                 "[turn]") {
  auto answer = order_of_bob(of_bob, update_command{{}, -1, {}});
  settle();
  REQUIRE(*answer);
  CHECK((*answer)->status == 200);
  end(first);
  advance(1s);
  CHECK(status(second) == job_status::running);
  end(second);
  advance(1s);
  CHECK(status(third) == job_status::running);
  end(third);
  advance(1s);
  CHECK(status(of_bob) == job_status::running);
}

TEST_CASE_METHOD(turn_world,
                 "a job that is started while it has its turn leaves the "
                 "other slots to those behind it",
                 "[turn]") {
  keep_job_of_bob();
  auto started = ask_later<reply>(engine().directory->queue, start_job{of_bob});
  send(engine().directory->queue, set_running_limit{3});
  CHECK(status(second) == job_status::queued);
  advance(1s);
  REQUIRE(*started);
  CHECK((*started)->status == 200);
  CHECK(status(of_bob) == job_status::running);
  CHECK(status(second) == job_status::running);
  CHECK(status(third) == job_status::queued);
}
