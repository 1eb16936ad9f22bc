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

  void answer_all() {
    answer_all_but({});
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

  nano_usd shown_cost(const job_id& id) const {
    nano_usd sum = 0;
    for (const auto& each : state(id).stages)
      sum += each.total.cost;
    return sum;
  }

  void check_totals(const job_id& id) const {
    nano_usd filed = 0;
    for (const auto& attempt : stored(id).attempts)
      filed += attempt.attempt.spent.cost;
    CHECK(shown_cost(id) == filed);
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
