#include "io/event_loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <spdlog/spdlog.h>

#include <thread>
#include <vector>

namespace dossier::io {

namespace asio = boost::asio;

struct event_loop::state {
  explicit state(unsigned count)
    : context(static_cast<int>(count)), work(asio::make_work_guard(context)) {
    // nop
  }

  asio::io_context context;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::vector<std::thread> threads;
};

namespace {

/// One handler that throws ends its own work and nobody else's.
void run(asio::io_context& context) {
  while (!context.stopped()) {
    try {
      context.run();
    } catch (const std::exception& error) {
      spdlog::error("socket handler failed: reason={}", error.what());
    }
  }
}

} // namespace

event_loop::event_loop(unsigned threads)
  : state_(std::make_unique<state>(threads)) {
  for (unsigned i = 0; i < threads; ++i)
    state_->threads.emplace_back([this] { run(state_->context); });
}

event_loop::~event_loop() {
  stop();
}

void event_loop::stop() {
  state_->work.reset();
  state_->context.stop();
  for (auto& thread : state_->threads)
    if (thread.joinable())
      thread.join();
}

boost::asio::io_context& event_loop::context() noexcept {
  return state_->context;
}

} // namespace dossier::io
