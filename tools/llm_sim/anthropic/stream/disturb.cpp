#include "tools/llm_sim/anthropic/stream/disturb.hpp"

#include "tools/llm_sim/anthropic/error.hpp"
#include "tools/llm_sim/content/tokens.hpp"

#include <algorithm>

namespace dossier::llm_sim::anthropic {

namespace {

/// Larger than any sensible line, smaller than what takes long.
constexpr std::uint64_t default_huge_bytes = 4 * 1024 * 1024;

/// Pings that nobody waits for must not eat the machine.
constexpr microseconds least_ping_interval{20'000};

using beats = std::vector<beat>;

// -- positions ----------------------------------------------------------------

bool is_text(const stream_plan& plan, const beat& one) {
  return one.kind == beat_kind::delta && one.size > 0
         && plan.said.blocks[one.block].kind != block_kind::thinking;
}

std::uint64_t text_tokens(const stream_plan& plan) {
  std::size_t bytes = 0;
  for (const auto& one : plan.beats)
    if (is_text(plan, one))
      bytes += one.size;
  return static_cast<std::uint64_t>(tokens_in(bytes));
}

/// Before the delta with which more than `after` tokens were written; without
/// `after`, in the middle of the text; at the latest before the message ends.
beats::iterator position_of(stream_plan& plan, const fault& wanted) {
  auto after = wanted.number("after").value_or(text_tokens(plan) / 2);
  std::size_t bytes = 0;
  return std::ranges::find_if(plan.beats, [&](const beat& one) {
    if (is_text(plan, one))
      bytes += one.size;
    return (is_text(plan, one)
            && static_cast<std::uint64_t>(tokens_in(bytes)) > after)
           || one.kind == beat_kind::message_delta;
  });
}

microseconds time_at(const stream_plan& plan, beats::const_iterator at) {
  if (at != plan.beats.end())
    return at->at;
  return plan.beats.empty() ? microseconds{} : plan.beats.back().at;
}

// -- strange events -----------------------------------------------------------

/// Bytes of their own, ready to be put at a position.
beat odd_beat(stream_plan& plan, microseconds when, const event& event) {
  std::string bytes;
  append_event(bytes, event, plan.how);
  beat result{.at = when, .kind = beat_kind::odd};
  result.from = static_cast<std::uint32_t>(plan.oddities.size());
  plan.oddities.push_back(std::move(bytes));
  return result;
}

void insert(stream_plan& plan, const fault& at, const event& event) {
  auto position = position_of(plan, at);
  plan.beats.insert(position, odd_beat(plan, time_at(plan, position), event));
}

event huge_event(const fault& wanted) {
  auto size = wanted.number("bytes").value_or(default_huge_bytes);
  return {"future_event", R"({"type":"future_event","padding":")"
                            + std::string(size, 'x') + R"("})"};
}

event unknown_delta() {
  return {"content_block_delta",
          R"({"type":"content_block_delta","index":0,)"
          R"("delta":{"type":"future_delta","future":"x"}})"};
}

event error_event(const stream_plan& plan, const fault& wanted) {
  api_error error;
  error.type = wanted.word("type", "overloaded_error");
  error.message
    = error.type == "overloaded_error" ? "Overloaded" : "Internal server error";
  return {"error", error_body(error, plan.said.request_id)};
}

/// The first text comes before its block.
void swap_start(stream_plan& plan, const fault&, const pace&) {
  auto first = std::ranges::find_if(
    plan.beats, [&](const beat& one) { return is_text(plan, one); });
  if (first == plan.beats.end())
    return;
  auto start = std::find_if(plan.beats.begin(), first, [&](const beat& one) {
    return one.kind == beat_kind::block_start && one.block == first->block;
  });
  std::swap(start->kind, first->kind);
  std::swap(start->from, first->from);
  std::swap(start->size, first->size);
}

// -- ends ---------------------------------------------------------------------

void cut(stream_plan& plan, const fault& wanted, ending end) {
  plan.beats.erase(position_of(plan, wanted), plan.beats.end());
  plan.end = end;
  plan.has_last_chunk = false;
}

void stall(stream_plan& plan, const fault& wanted, const pace& how) {
  cut(plan, wanted, ending::silence);
  if (wanted.number("pings").value_or(0) == 0)
    return;
  auto every = how.ping_interval;
  if (auto ms = wanted.number("every_ms"))
    every = std::chrono::milliseconds{*ms};
  plan.ping_every = std::max(scaled(how, every), least_ping_interval);
}

void break_stream(stream_plan& plan, const fault& wanted, const pace&) {
  auto position = position_of(plan, wanted);
  auto when = time_at(plan, position);
  plan.beats.erase(position, plan.beats.end());
  plan.beats.push_back(odd_beat(plan, when, error_event(plan, wanted)));
}

// -- all of them --------------------------------------------------------------

using disturbance = void (*)(stream_plan&, const fault&, const pace&);

constexpr std::pair<fault_kind, disturbance> disturbances[]{
  {fault_kind::reset, [](stream_plan& plan, const fault& by,
                         const pace&) { cut(plan, by, ending::reset); }},
  {fault_kind::fin, [](stream_plan& plan, const fault& by,
                       const pace&) { cut(plan, by, ending::close); }},
  {fault_kind::clean_end,
   [](stream_plan& plan, const fault& by, const pace&) {
     cut(plan, by, ending::next_request);
     plan.has_last_chunk = true;
   }},
  {fault_kind::stall, stall},
  {fault_kind::sse_error, break_stream},
  {fault_kind::bad_event,
   [](stream_plan& plan, const fault& by, const pace&) {
     insert(plan, by,
            {"content_block_delta", R"({"type":"content_block_delta","ind)"});
   }},
  {fault_kind::order, swap_start},
  {fault_kind::dup_start,
   [](stream_plan& plan, const fault& by, const pace&) {
     insert(plan, by, message_start(plan.said));
   }},
  {fault_kind::unknown_event,
   [](stream_plan& plan, const fault& by, const pace&) {
     insert(plan, by, {"future_event", R"({"type":"future_event","x":1})"});
   }},
  {fault_kind::unknown_delta,
   [](stream_plan& plan, const fault& by, const pace&) {
     insert(plan, by, unknown_delta());
   }},
  {fault_kind::huge_event,
   [](stream_plan& plan, const fault& by, const pace&) {
     insert(plan, by, huge_event(by));
   }},
  {fault_kind::close_idle, [](stream_plan& plan, const fault&,
                              const pace&) { plan.end = ending::close; }},
};

void set_framing(stream_plan& plan, const std::vector<fault>& faults) {
  plan.how.has_names = !find(faults, fault_kind::no_event_name);
  plan.how.has_crlf = find(faults, fault_kind::crlf);
  plan.how.has_comments = find(faults, fault_kind::comments);
  plan.has_bom = find(faults, fault_kind::bom);
  plan.is_split = find(faults, fault_kind::split1);
}

} // namespace

void disturb(stream_plan& plan, const std::vector<fault>& faults,
             const pace& how) {
  set_framing(plan, faults);
  for (const auto& one : faults)
    for (const auto& [kind, apply] : disturbances)
      if (kind == one.kind)
        apply(plan, one, how);
}

} // namespace dossier::llm_sim::anthropic
