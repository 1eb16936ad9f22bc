#include "tools/llm_sim/anthropic/stream/performance.hpp"

#include "tools/llm_sim/net/message.hpp"

namespace dossier::llm_sim::anthropic {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

} // namespace

stream_performance::stream_performance(std::string head, stream_plan plan)
  : head_{std::move(head)}, plan_{std::move(plan)}, is_over_{
                                                      !plan_.has_last_chunk
                                                      && !plan_.ping_every} {
  auto last = plan_.beats.empty() ? microseconds{} : plan_.beats.back().at;
  next_ping_ = last + plan_.ping_every.value_or(microseconds{});
}

std::optional<microseconds> stream_performance::due() const {
  if (sent_ < pieces_.size())
    return microseconds{};
  if (next_ < plan_.beats.size())
    return plan_.beats[next_].at;
  if (plan_.ping_every)
    return next_ping_;
  return is_over_ ? std::optional<microseconds>{} : microseconds{};
}

/// The head goes with the first event; a stream has begun then, and not
/// before.
void stream_performance::take(std::string& to) {
  const bool is_first = !head_.empty();
  to += std::exchange(head_, {});
  if (is_first && plan_.has_bom)
    append_chunk(to, byte_order_mark);
  if (sent_ < pieces_.size())
    take_byte(to);
  else if (next_ < plan_.beats.size())
    take_beat(to);
  else if (plan_.ping_every && !is_first) {
    std::string bytes;
    append_event(bytes, ping(), plan_.how);
    append_chunk(to, bytes);
    next_ping_ += *plan_.ping_every;
  } else if (!is_over_) {
    append_chunk(to, {});
    is_over_ = true;
  }
}

bool stream_performance::is_piecemeal() const {
  return plan_.is_split;
}

ending stream_performance::end() const {
  return plan_.end;
}

void stream_performance::take_beat(std::string& to) {
  std::string bytes;
  append_beat(bytes, plan_, plan_.beats[next_++]);
  if (!plan_.is_split) {
    append_chunk(to, bytes);
    return;
  }
  pieces_ = std::move(bytes);
  sent_ = 0;
  take_byte(to);
}

void stream_performance::take_byte(std::string& to) {
  append_chunk(to, std::string_view{pieces_}.substr(sent_++, 1));
}

} // namespace dossier::llm_sim::anthropic
