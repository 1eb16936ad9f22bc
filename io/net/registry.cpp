#include "io/net/registry.hpp"

namespace dossier::io::net {

registry::ticket::ticket(std::shared_ptr<registry> home, std::string address)
  : home_(std::move(home)), address_(std::move(address)) {
  // nop
}

registry::ticket::~ticket() {
  const std::lock_guard lock{home_->mutex_};
  home_->open_.erase(this);
  const auto count = home_->by_address_.find(address_);
  if (--count->second == 0)
    home_->by_address_.erase(count);
  home_->left_.notify_all();
}

void registry::ticket::belongs_to(std::weak_ptr<connection> who) {
  const std::lock_guard lock{home_->mutex_};
  home_->open_[this] = std::move(who);
}

registry::registry(std::size_t max, std::size_t max_per_address)
  : max_(max), max_per_address_(max_per_address) {
  // nop
}

std::unique_ptr<registry::ticket> registry::admit(const std::string& address) {
  const std::lock_guard lock{mutex_};
  auto& count = by_address_[address];
  if (open_.size() >= max_ || count >= max_per_address_) {
    if (count == 0)
      by_address_.erase(address);
    return nullptr;
  }
  auto result = std::make_unique<ticket>(shared_from_this(), address);
  open_.emplace(result.get(), std::weak_ptr<connection>{});
  ++count;
  return result;
}

std::size_t registry::size() const {
  const std::lock_guard lock{mutex_};
  return open_.size();
}

void registry::drain_all() {
  for (const auto& one : everybody())
    one->drain();
}

void registry::abort_all() {
  for (const auto& one : everybody())
    one->abort();
}

bool registry::wait_until_empty(std::chrono::milliseconds timeout) {
  std::unique_lock lock{mutex_};
  return left_.wait_for(lock, timeout, [this] { return open_.empty(); });
}

std::vector<std::shared_ptr<connection>> registry::everybody() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::shared_ptr<connection>> result;
  for (const auto& [slot, who] : open_)
    if (auto alive = who.lock())
      result.push_back(std::move(alive));
  return result;
}

} // namespace dossier::io::net
