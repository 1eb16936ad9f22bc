/// Hears a call on whatever thread, and lets a test wait for what it hears.

#pragma once

#include "io/llm/client.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace dossier::test {

class heard_call final : public io::llm::listener {
public:
  void on_restart() override {
    note([&] {
      ++restarts_;
      text_.clear();
    });
  }

  void on_text(std::string piece) override {
    note([&] { text_ += piece; });
  }

  void on_answer(io::llm::answer result) override {
    note([&] {
      ++ends_;
      answer_ = std::move(result);
    });
  }

  void on_failure(io::llm::failure reason) override {
    note([&] {
      ++ends_;
      failure_ = std::move(reason);
    });
  }

  io::llm::answer answer() {
    await([&] { return ends_ > 0; });
    if (!answer_)
      throw std::runtime_error("no answer: " + failure_->message);
    return *answer_;
  }

  io::llm::failure failure() {
    await([&] { return ends_ > 0; });
    if (!failure_)
      throw std::runtime_error("no failure: " + answer_->text);
    return *failure_;
  }

  void await_text(std::string_view text) {
    await([&] { return text_ == text; });
  }

  std::string text() {
    std::lock_guard guard{mutex_};
    return text_;
  }

  unsigned restarts() {
    std::lock_guard guard{mutex_};
    return restarts_;
  }

  unsigned ends() {
    std::lock_guard guard{mutex_};
    return ends_;
  }

private:
  template <class What>
  void note(What what) {
    std::lock_guard guard{mutex_};
    what();
    changed_.notify_all();
  }

  template <class Condition>
  void await(Condition condition) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, std::chrono::seconds{20}, condition))
      throw std::runtime_error("nothing was heard; text so far: " + text_);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  std::optional<io::llm::answer> answer_;
  std::optional<io::llm::failure> failure_;
  unsigned restarts_ = 0;
  unsigned ends_ = 0;
};

} // namespace dossier::test
