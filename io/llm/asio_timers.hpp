/// Timers on a thread and an event loop of their own.

#pragma once

#include "io/llm/timers.hpp"

#include <memory>
#include <thread>

namespace dossier::io::llm {

/// The thread ends with the object.
class asio_timers final : public timer_service {
public:
  asio_timers();

  asio_timers(const asio_timers&) = delete;
  asio_timers& operator=(const asio_timers&) = delete;

  ~asio_timers() override;

  void after(milliseconds delay, std::function<void()> task) override;

private:
  struct loop;

  std::shared_ptr<loop> loop_;
  std::thread thread_;
};

} // namespace dossier::io::llm
