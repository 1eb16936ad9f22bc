/// Lets coroutines wait until something has changed.

#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dossier::load {

namespace asio = boost::asio;

/// Who waits looks again afterwards, as with a condition variable.
class signal {
public:
  explicit signal(asio::io_context& loop)
    : timer_(loop, asio::steady_timer::time_point::max()) {
    // nop
  }

  asio::awaitable<void> wait() {
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  void notify() {
    timer_.cancel();
  }

private:
  asio::steady_timer timer_;
};

inline asio::awaitable<void> pause(std::chrono::nanoseconds span) {
  asio::steady_timer timer{co_await asio::this_coro::executor};
  timer.expires_after(span);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

} // namespace dossier::load
