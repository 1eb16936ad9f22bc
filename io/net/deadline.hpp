/// A deadline that is moved often and missed rarely.

#pragma once

#include "io/net/socket.hpp"

#include <memory>
#include <optional>

namespace dossier::io::net {

/// Calls `owner->on_deadline()` on the strand once the time has come. Moving it
/// later costs no call to the timer queue: the timer that is under way looks
/// again when it fires. Does not keep its owner alive.
template <class Owner>
class deadline {
public:
  explicit deadline(strand on) : timer_(std::in_place, std::move(on)) {
    // nop
  }

  void expire_at(Owner& owner, clock::time_point when) {
    due_ = when;
    if (!timer_)
      return;
    if (!armed_until_ || *armed_until_ > when)
      arm(owner, when);
  }

  void expire_after(Owner& owner, clock::duration delay) {
    expire_at(owner, clock::now() + delay);
  }

  void clear() noexcept {
    due_.reset();
  }

  /// For good: whoever still holds the owner holds nothing of the loop.
  void cancel() {
    due_.reset();
    timer_.reset();
  }

private:
  void arm(Owner& owner, clock::time_point when) {
    armed_until_ = when;
    timer_->expires_at(when);
    timer_->async_wait(
      [this, weak = owner.weak_from_this()](const error_code& ec) {
        const auto alive = weak.lock();
        if (!ec && alive)
          on_timer(static_cast<Owner&>(*alive));
      });
  }

  void on_timer(Owner& owner) {
    armed_until_.reset();
    if (!due_ || !timer_)
      return;
    if (*due_ > clock::now()) {
      arm(owner, *due_);
      return;
    }
    due_.reset();
    owner.on_deadline();
  }

  std::optional<timer> timer_;
  std::optional<clock::time_point> due_;
  std::optional<clock::time_point> armed_until_;
};

} // namespace dossier::io::net
