#include "io/llm/wire/connection_pool.hpp"

#include <algorithm>
#include <charconv>

namespace dossier::io::llm::wire {

void connection_pool::put(std::shared_ptr<connection> idle, time_point until) {
  waiting_.push_back({std::move(idle), until});
}

std::shared_ptr<connection> connection_pool::take(time_point now) {
  close_outdated(now);
  while (!waiting_.empty()) {
    auto next = std::move(waiting_.back().idle);
    waiting_.pop_back();
    if (next->is_quiet())
      return next;
    next->close();
  }
  return nullptr;
}

void connection_pool::close_outdated(time_point now) {
  std::erase_if(waiting_, [&](const entry& each) {
    if (each.until > now)
      return false;
    each.idle->close();
    return true;
  });
}

void connection_pool::close_all() {
  for (auto& each : waiting_)
    each.idle->close();
  waiting_.clear();
}

milliseconds kept_for(const std::vector<std::string>& keep_alive,
                      milliseconds usual) noexcept {
  constexpr std::string_view key = "timeout=";
  for (std::string_view parameter : keep_alive) {
    if (parameter.substr(0, key.size()) != key)
      continue;
    parameter.remove_prefix(key.size());
    if (!parameter.empty() && parameter.front() == '"')
      parameter.remove_prefix(1);
    unsigned seconds = 0;
    auto [end, error] = std::from_chars(
      parameter.data(), parameter.data() + parameter.size(), seconds);
    if (error == std::errc{})
      return std::min<milliseconds>(
        usual, std::chrono::seconds{seconds > 0 ? seconds - 1 : 0});
  }
  return usual;
}

} // namespace dossier::io::llm::wire
