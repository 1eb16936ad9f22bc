/// The whole engine on a scheduler that runs only when told to and a clock
/// that moves only when told to, over a store in memory and a scripted model.

#pragma once

#include "actors/queue/queue.hpp"
#include "actors/system.hpp"
#include "storage/memory_store.hpp"
#include "tests/support/company_graph.hpp"
#include "tests/support/heard_as.hpp"
#include "tests/support/scripted_model.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <deque>

namespace dossier::test {

/// The company graph with prompts and schemas that any text satisfies.
inline pipeline_ptr runnable_graph() {
  auto graph = make_company_graph();
  for (auto& stage : graph.stages) {
    stage.ask.file = "prompts/" + stage.id + ".md";
    stage.ask.prompt = "Write it.";
    stage.ask.schema = {{"type", "object"}};
    stage.ask.schema_text = stage.ask.schema.dump();
    stage.ask.schema_file = "schemas/" + stage.id + ".json";
    stage.max_tokens = 1000;
  }
  return std::make_shared<const pipeline>(std::move(graph));
}

class test_config : public caf::actor_system_config {
public:
  test_config() {
    register_messages(*this);
    set("scheduler.policy", caf::atom("testing"));
  }
};

class engine_world {
public:
  engine_world() {
    start();
  }

  ~engine_world() {
    stop();
  }

  engine_world(const engine_world&) = delete;
  engine_world& operator=(const engine_world&) = delete;

  storage::memory_database_ptr database
    = std::make_shared<storage::memory_database>();
  std::shared_ptr<scripted_model> model = std::make_shared<scripted_model>();
  /// What the model calls itself from the next start on.
  std::string model_name = model->name;
  engine_settings settings;
  /// Before a commit reaches the store, from the next start on.
  milliseconds disk_delay{0};
  /// Of the only report type there is, from the next start on.
  std::string report_type_name = "company_intelligence";
  /// Long-lived actors that ended unasked.
  std::vector<std::string> dead;

  // -- time -------------------------------------------------------------------

  /// Delivers messages until every mailbox is empty. Timers stay put.
  void settle() {
    while (scheduler_->try_run_once()) {
      // nop
    }
  }

  /// Delivers one message; false when there is none.
  bool step() {
    return scheduler_->try_run_once();
  }

  /// Moves time; timers that are due send their messages, which nobody hears
  /// yet.
  void tick(milliseconds by) {
    scheduler_->clock().advance_time(by);
  }

  /// Somebody sets the clock on the wall. Timers do not go by it.
  void jump(milliseconds by) {
    clock_.skew += by;
  }

  timestamp now() const {
    return clock_.now();
  }

  /// In small steps, so that a timer set by a timer fires in its turn.
  void advance(milliseconds by) {
    constexpr auto step = milliseconds{100};
    for (; by > milliseconds{0}; by -= step) {
      scheduler_->clock().advance_time(std::min(by, step));
      settle();
    }
  }

  // -- the process ------------------------------------------------------------

  /// Dies without a word, as by kill -9, and starts again on the same store.
  void crash_and_restart() {
    crash_and_boot({});
    settle();
  }

  /// The same, after a while, and no message of the new engine is delivered
  /// yet.
  void crash_and_boot(milliseconds later) {
    stop();
    clock_.before += later;
    model = std::make_shared<scripted_model>();
    model->name = model_name;
    boot();
    ask_later<recovered>(engine_->directory->queue, recover_atom_v);
  }

  // -- jobs -------------------------------------------------------------------

  job_id submit(std::string company = "Acme") {
    submit_job submission;
    submission.request.company_name = std::move(company);
    submission.request.user = "ann";
    last_reply = ask<reply>(engine_->directory->queue, submission);
    REQUIRE(last_reply.status == 202);
    auto body = nlohmann::json::parse(*last_reply.body);
    return body.at("jobId").get<std::string>();
  }

  /// Answers every call as it comes, but for the stages in `slow`.
  void answer_all_but(std::vector<std::string> slow) {
    model->at_once
      = [=](const io::llm::request& request) -> std::optional<std::string> {
      if (std::find(slow.begin(), slow.end(), request.stage) != slow.end())
        return {};
      return section_answer(request.stage);
    };
  }

  /// Of the groups of commits to come, counted from 1. The result says whether
  /// it has come.
  std::shared_ptr<bool>
  refuse_commit(std::uint64_t which, storage::fault_moment when,
                storage::error_code error = storage::error_code::io) {
    auto fails_at = database->calls + which;
    auto result = std::make_shared<bool>(false);
    database->fault
      = [=](std::uint64_t call) -> std::optional<storage::memory_fault> {
      if (call != fails_at)
        return {};
      *result = true;
      return {{when, error}};
    };
    return result;
  }

  /// Of the groups of commits to come, counted from 1: it is stored, and nobody
  /// hears of it.
  void lose_acknowledgement(std::uint64_t which = 1) {
    refuse_commit(which, storage::fault_moment::after);
  }

  /// So many groups of commits are not stored, from the next one on.
  void refuse_next(std::uint64_t groups, storage::error_code error) {
    auto last = database->calls + groups;
    database->fault
      = [=](std::uint64_t call) -> std::optional<storage::memory_fault> {
      if (call > last)
        return {};
      return {{storage::fault_moment::before, error}};
    };
  }

  /// Nothing is stored until there is room.
  void fill_disk() {
    database->fault
      = [](std::uint64_t) -> std::optional<storage::memory_fault> {
      return {{storage::fault_moment::before, storage::error_code::full}};
    };
  }

  void make_room() {
    database->fault = nullptr;
  }

  const storage::stored_job& stored(const job_id& id) const {
    return database->jobs.at(id);
  }

  const job_state& state(const job_id& id) const {
    return *stored(id).current.state;
  }

  const stage_state& stage(const job_id& id, stage_index index) const {
    return state(id).stages.at(index);
  }

  /// Asks an actor and runs the engine until it answers.
  template <class Answer, class Actor, class Question>
  Answer ask(const Actor& whom, Question what) {
    auto result = ask_later<Answer>(whom, std::move(what));
    settle();
    REQUIRE(*result);
    return std::move(**result);
  }

  /// Asks without running the engine; the answer comes later, or never.
  template <class Answer, class Actor, class Question>
  std::shared_ptr<std::optional<Answer>>
  ask_later(const Actor& whom, Question what) {
    using heard = heard_as<Answer>;
    auto result = std::make_shared<std::optional<Answer>>();
    system_->spawn([=](caf::event_based_actor* self) {
      self->request(whom, caf::infinite, what)
        .then([=](const typename heard::sent& answer) {
          *result = heard::show(answer);
        });
    });
    return result;
  }

  template <class Actor, class Message>
  void send(const Actor& whom, Message what) {
    caf::anon_send(whom, std::move(what));
    settle();
  }

  /// What the queue holds at this moment.
  const queue_actor_state& queue_state_of() const {
    using queue_type = queue_actor::stateful_base<queue_actor_state>;
    auto* queue = dynamic_cast<queue_type*>(
      caf::actor_cast<caf::abstract_actor*>(engine_->directory->queue));
    REQUIRE(queue);
    return queue->state;
  }

  const dossier::engine& engine() const {
    return *engine_;
  }

  caf::actor_system& system() {
    return *system_;
  }

  /// Actors that have not ended.
  std::size_t actors() const {
    return system_->registry().running();
  }

  reply last_reply;

private:
  class test_clock final : public wall_clock {
  public:
    timestamp now() const override {
      return noon + std::chrono::floor<milliseconds>(passed()) + skew;
    }

    std::chrono::nanoseconds passed() const {
      return scheduler ? scheduler->clock().now().time_since_epoch() + before
                       : before;
    }

    caf::scheduler::test_coordinator* scheduler = nullptr;
    std::chrono::nanoseconds before{0};
    milliseconds skew{0};
  };

  class test_randomness final : public randomness {
  public:
    std::uint64_t bits() override {
      state_ += 0x9e3779b97f4a7c15;
      auto z = state_;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      return z ^ (z >> 31);
    }

  private:
    std::uint64_t state_ = 42;
  };

  void start() {
    boot();
    ask<recovered>(engine_->directory->queue, recover_atom_v);
  }

  void boot() {
    config_ = std::make_unique<test_config>();
    system_ = std::make_unique<caf::actor_system>(*config_);
    scheduler_
      = &dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler());
    clock_.scheduler = scheduler_;
    engine_parts parts;
    parts.clock = &clock_;
    parts.rng = &rng_;
    parts.settings = settings;
    parts.pipelines.emplace(report_type_name, runnable_graph());
    parts.store = std::make_unique<storage::memory_store>(database);
    parts.readers.push_back(std::make_unique<storage::memory_reader>(database));
    parts.model = model;
    parts.version = "test";
    parts.is_threaded = false;
    parts.on_lost = [this](std::string_view actor, std::string_view) {
      dead.emplace_back(actor);
    };
    engine_ = spawn_engine(*system_, std::move(parts));
    if (disk_delay > milliseconds{0})
      slow_down();
  }

  /// Puts an actor before the recorder that keeps each commit for a while.
  void slow_down() {
    auto& recorder
      = std::const_pointer_cast<directory>(engine_->directory)->recorder;
    recorder = system_->spawn(slow_recorder, recorder, disk_delay);
  }

  static recorder_actor::behavior_type
  slow_recorder(recorder_actor::pointer self, const recorder_actor& disk,
                milliseconds delay) {
    // It ends with this one.
    self->link_to(disk);
    auto waiting = std::make_shared<std::deque<std::function<void()>>>();
    auto take = [=](const auto& each) -> caf::result<recorded> {
      auto sender = self->make_response_promise<recorded>();
      waiting->push_back([=] {
        self->request(disk, caf::infinite, each)
          .then([=](const recorded& done) mutable { sender.deliver(done); },
                [=](const caf::error& why) mutable { sender.deliver(why); });
      });
      self->delayed_send(self, delay, write_atom_v);
      return sender;
    };
    return {
      [=](const commit_ptr& commit) { return take(commit); },
      [=](const store_notes& notes) { return take(notes); },
      [=](write_atom) {
        waiting->front()();
        waiting->pop_front();
      },
      [](maintain_atom, std::uint64_t) {},
      [](prune_atom) {},
      [](retry_atom) {},
    };
  }

  void stop() {
    clock_.before = clock_.passed();
    clock_.scheduler = nullptr;
    stop_engine(*engine_);
    engine_.reset();
    settle();
    system_.reset();
    scheduler_ = nullptr;
  }

  test_clock clock_;
  test_randomness rng_;
  std::unique_ptr<test_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_ = nullptr;
  std::optional<dossier::engine> engine_;
};

} // namespace dossier::test
