/// What tests need that try a command at every moment of a job, and every
/// commit around it refused.

#pragma once

#include "tests/support/worlds/engine_world.hpp"

namespace dossier::test {

struct moment_world : engine_world {
  job_command on(const job_id& id, command_body body) const {
    job_command command;
    command.id = id;
    command.by = "ann";
    command.body = std::move(body);
    return command;
  }

  /// The answer comes when the engine runs.
  std::shared_ptr<std::optional<reply>> order(const job_id& id,
                                              command_body body) {
    return ask_later<reply>(engine().directory->queue, on(id, std::move(body)));
  }

  /// Of the groups of commits to come, counted from 1. The result says whether
  /// it has come.
  std::shared_ptr<bool> refuse_commit(std::uint64_t which,
                                      storage::fault_moment when) {
    auto fails_at = database->calls + which;
    auto result = std::make_shared<bool>(false);
    database->fault
      = [=](std::uint64_t call) -> std::optional<storage::memory_fault> {
      if (call != fails_at)
        return {};
      *result = true;
      return {{when, storage::error_code::io}};
    };
    return result;
  }

  void answer_all() {
    model->at_once = [](const io::llm::request& request) {
      return section_answer(request.stage);
    };
  }

  /// Ends every call that waits, those that were cancelled too, at a cost of
  /// 21 each, all in the same moment.
  void close_calls() {
    for (auto& call : std::exchange(model->waiting, {}))
      close(*call);
    settle();
  }

  /// The same, one after the other.
  void close_calls_apart() {
    for (auto& call : std::exchange(model->waiting, {})) {
      close(*call);
      settle();
    }
  }

  bool has_open_call() const {
    return std::any_of(model->waiting.begin(), model->waiting.end(),
                       [](const auto& call) { return !call->is_cancelled; });
  }

  nano_usd told_cost(const job_id& id) const {
    nano_usd sum = 0;
    for (const auto& each : state(id).stages)
      sum += each.total.cost;
    return sum;
  }

  void check_totals(const job_id& id) const {
    nano_usd filed = 0;
    for (const auto& attempt : stored(id).attempts)
      filed += attempt.attempt.spent.cost;
    CHECK(told_cost(id) == filed);
  }

private:
  template <class Call>
  static void close(Call& call) {
    io::llm::failure closed;
    closed.error = error_class::transient;
    closed.spent = {{7, 3, 0, 0}, 21};
    call.to->on_failure(closed);
  }
};

} // namespace dossier::test
