#include "tools/llm_sim/anthropic/stream/plan.hpp"

#include "tools/llm_sim/anthropic/stream/disturb.hpp"
#include "tools/llm_sim/content/tokens.hpp"

namespace dossier::llm_sim::anthropic {

using io::llm::demo::draw_key;

namespace {

constexpr std::uint64_t most_tokens_a_delta = 6;

class stream_planner {
public:
  stream_planner(stream_plan& to, const pace& how, draw_key draws)
    : to_{to}, how_{how}, draws_{draws} {
    // nop
  }

  void plan(microseconds first_event) {
    now_ = first_event;
    add(beat_kind::message_start);
    add(beat_kind::ping);
    for (std::size_t i = 0; i < to_.said.blocks.size(); ++i)
      plan_block(static_cast<std::uint16_t>(i));
    add(beat_kind::message_delta);
    add(beat_kind::message_stop);
  }

private:
  void plan_block(std::uint16_t index) {
    block_ = index;
    const auto& block = to_.said.blocks[index];
    add(beat_kind::block_start);
    if (block.kind == block_kind::tool_use)
      add(beat_kind::delta);
    if (block.text.empty())
      think_silently(block);
    else
      plan_text(block.text);
    if (block.kind == block_kind::thinking)
      add(beat_kind::signature);
    add(beat_kind::block_stop);
  }

  void think_silently(const block& block) {
    if (block.kind == block_kind::thinking)
      wait(time_to_write(how_,
                         static_cast<std::uint64_t>(to_.said.usage.thinking),
                         draws_.with("silence")));
  }

  void plan_text(std::string_view text) {
    auto draws = draws_.with("pieces").with(block_);
    for (std::size_t at = 0; at < text.size();) {
      auto key = draws.with(at);
      auto tokens = 1 + key.below(most_tokens_a_delta);
      auto end = utf8::next_border(text, at + tokens * bytes_per_token);
      wait(time_to_write(how_, tokens, key.with("time")));
      add(beat_kind::delta, at, end - at);
      at = end;
    }
  }

  /// With a ping wherever the silence is long.
  void wait(microseconds time) {
    for (; time > how_.ping_interval; time -= how_.ping_interval) {
      now_ += how_.ping_interval;
      add(beat_kind::ping);
    }
    now_ += time;
  }

  void add(beat_kind kind, std::size_t from = 0, std::size_t size = 0) {
    to_.beats.push_back({.at = now_,
                         .kind = kind,
                         .block = block_,
                         .from = static_cast<std::uint32_t>(from),
                         .size = static_cast<std::uint32_t>(size)});
  }

  stream_plan& to_;
  const pace& how_;
  draw_key draws_;
  microseconds now_{};
  std::uint16_t block_ = 0;
};

event event_of(const stream_plan& plan, const beat& one) {
  const auto& answer = plan.said;
  switch (one.kind) {
    case beat_kind::message_start: return message_start(answer);
    case beat_kind::block_start:
      return block_start(answer.blocks[one.block], one.block);
    case beat_kind::delta: {
      const auto& block = answer.blocks[one.block];
      return delta(block, one.block,
                   std::string_view{block.text}.substr(one.from, one.size));
    }
    case beat_kind::signature:
      return signature(answer.blocks[one.block], one.block);
    case beat_kind::block_stop: return block_stop(one.block);
    case beat_kind::message_delta: return message_delta(answer);
    case beat_kind::message_stop: return message_stop();
    case beat_kind::ping:
    case beat_kind::odd: break;
  }
  return ping();
}

} // namespace

stream_plan plan_stream(answer answer, const pace& how,
                        const prompt_size& prompt,
                        const std::vector<fault>& faults, draw_key draws) {
  auto speed = slowed(how, faults);
  stream_plan result;
  result.said = std::move(answer);
  stream_planner{result, speed, draws}.plan(
    time_to_first_event(speed, prompt, draws.with("first event")));
  disturb(result, faults, speed);
  for (auto& one : result.beats)
    one.at = scaled(speed, one.at);
  return result;
}

void append_beat(std::string& to, const stream_plan& plan, const beat& one) {
  if (one.kind == beat_kind::odd)
    to += plan.oddities[one.from];
  else
    append_event(to, event_of(plan, one), plan.how);
}

} // namespace dossier::llm_sim::anthropic
