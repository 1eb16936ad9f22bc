#include "tools/llm_sim/anthropic/request/models.hpp"

#include <algorithm>
#include <array>

namespace dossier::llm_sim::anthropic {

namespace {

constexpr model of_4_5(std::string_view id, std::string_view released) {
  model result{.id = id, .released = released};
  result.max_output = 64'000;
  result.context = 200'000;
  result.takes_prefill = true;
  result.takes_thinking_budget = true;
  result.takes_adaptive_thinking = false;
  result.efforts = result.efforts_unthinking = no_effort;
  return result;
}

constexpr model retiring(model which, std::string_view deprecated,
                         std::string_view retires) {
  which.deprecated = deprecated;
  which.retires = retires;
  return which;
}

constexpr model with_efforts(model which, effort_set efforts,
                             effort_set unthinking) {
  which.efforts = efforts;
  which.efforts_unthinking = unthinking;
  return which;
}

constexpr model of_4_6(std::string_view id, std::string_view released) {
  model result{.id = id, .released = released};
  result.takes_thinking_budget = true;
  return with_efforts(result, all_but_xhigh, all_but_xhigh);
}

constexpr model of_5(std::string_view id, std::string_view released) {
  model result{.id = id, .released = released};
  result.sampling = sampling::defaults_only;
  return result;
}

constexpr model of_5_5(std::string_view id, std::string_view released) {
  model result{.id = id, .released = released};
  result.sampling = sampling::refused;
  result.takes_disabled_thinking = false;
  result.takes_forced_tool = false;
  return with_efforts(result, every_effort, up_to_high);
}

constexpr model always_thinking(model which) {
  which.takes_disabled_thinking = false;
  return which;
}

constexpr model turned_down_between_tools(model which) {
  which.takes_between_tools = true;
  return which;
}

constexpr model turned_off(model which) {
  which.takes_disabled_thinking = true;
  return which;
}

constexpr std::array known{
  always_thinking(of_5("claude-fable-5-2", "2026-11-09")),
  turned_off(of_5_5("claude-haiku-5-5", "2026-10-07")),
  turned_down_between_tools(of_5_5("claude-sonnet-5-5", "2026-09-28")),
  of_5_5("claude-opus-5-5", "2026-09-22"),
  always_thinking(of_5("claude-fable-5-1", "2026-09-01")),
  with_efforts(of_5("claude-opus-5", "2026-07-24"), every_effort, up_to_high),
  of_5("claude-sonnet-5", "2026-06-30"),
  always_thinking(of_5("claude-fable-5", "2026-06-09")),
  model{"claude-opus-4-8", "2026-05-28"},
  model{"claude-opus-4-7", "2026-04-16"},
  of_4_6("claude-sonnet-4-6", "2026-02-17"),
  of_4_6("claude-opus-4-6", "2026-02-05"),
  with_efforts(retiring(of_4_5("claude-opus-4-5", "2025-11-24"), "2026-11-23",
                        "2027-01-22"),
               up_to_high, up_to_high),
  of_4_5("claude-haiku-4-5", "2025-10-15"),
  retiring(of_4_5("claude-sonnet-4-5", "2025-09-29"), "2026-06-30",
           "2026-11-30"),
  retiring(of_4_5("claude-sonnet-4-0", "2025-05-22"), "2026-04-14",
           "2026-06-15"),
};

constexpr std::size_t date_size = 8;

bool is_date(std::string_view text) noexcept {
  return text.size() == date_size && std::ranges::all_of(text, [](char c) {
           return c >= '0' && c <= '9';
         });
}

} // namespace

std::span<const model> models() noexcept {
  return known;
}

const model* find_model(std::string_view name) noexcept {
  auto found = std::ranges::find_if(known, [name](const model& one) {
    if (!name.starts_with(one.id))
      return false;
    auto rest = name.substr(one.id.size());
    return rest.empty() || (rest[0] == '-' && is_date(rest.substr(1)));
  });
  return found == known.end() ? nullptr : &*found;
}

bool is_retired(const model& which, std::string_view today) noexcept {
  return !which.retires.empty() && today >= which.retires;
}

std::string_view lifecycle_of(const model& which,
                              std::string_view today) noexcept {
  if (is_retired(which, today))
    return "retired";
  return !which.deprecated.empty() && today >= which.deprecated ? "deprecated"
                                                                : "active";
}

bool has_effort(effort_set among, std::string_view level) noexcept {
  for (std::size_t i = 0; i < effort_levels.size(); ++i)
    if (effort_levels[i] == level)
      return ((among >> i) & 1) != 0;
  return false;
}

} // namespace dossier::llm_sim::anthropic
