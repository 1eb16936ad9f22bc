/// Timers whose clock a test moves by hand.

#pragma once

#include "io/llm/timers.hpp"

#include <map>

namespace dossier::test {

/// For one thread. Tasks that are due run inside `advance`, in order of time.
class manual_timers final : public io::llm::timer_service {
public:
  void after(milliseconds delay, std::function<void()> task) override {
    tasks_.emplace(now_ + delay, std::move(task));
  }

  void advance(milliseconds span) {
    auto until = now_ + span;
    while (!tasks_.empty() && tasks_.begin()->first <= until) {
      auto next = tasks_.extract(tasks_.begin());
      now_ = next.key();
      next.mapped()();
    }
    now_ = until;
  }

  bool is_idle() const {
    return tasks_.empty();
  }

private:
  milliseconds now_{0};
  std::multimap<milliseconds, std::function<void()>> tasks_;
};

} // namespace dossier::test
