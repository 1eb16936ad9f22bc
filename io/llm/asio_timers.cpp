#include "io/llm/asio_timers.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace dossier::io::llm {

namespace asio = boost::asio;

struct asio_timers::loop {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> busy
    = asio::make_work_guard(context);
};

asio_timers::asio_timers()
  : loop_{std::make_shared<loop>()}, thread_{[kept = loop_] {
      kept->context.run();
    }} {
  // nop
}

asio_timers::~asio_timers() {
  loop_->context.stop();
  // A task may hold the last reference; its thread ends by itself then.
  if (thread_.get_id() == std::this_thread::get_id())
    thread_.detach();
  else
    thread_.join();
}

void asio_timers::after(milliseconds delay, std::function<void()> task) {
  auto timer = std::make_shared<asio::steady_timer>(loop_->context, delay);
  timer->async_wait(
    [timer, task = std::move(task)](boost::system::error_code error) {
      if (!error)
        task();
    });
}

} // namespace dossier::io::llm
