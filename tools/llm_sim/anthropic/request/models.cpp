#include "tools/llm_sim/anthropic/request/models.hpp"

#include <algorithm>
#include <array>

namespace dossier::llm_sim::anthropic {

namespace {

constexpr model of_4_5(std::string_view id, std::string_view retires = {}) {
  model result{id, retires, 64'000, 200'000};
  result.takes_prefill = true;
  result.takes_thinking_budget = true;
  result.takes_adaptive_thinking = false;
  return result;
}

constexpr model of_4_6(std::string_view id) {
  model result{id};
  result.takes_thinking_budget = true;
  return result;
}

constexpr model of_5(std::string_view id) {
  model result{id};
  result.sampling = sampling::defaults_only;
  return result;
}

constexpr model of_5_5(std::string_view id) {
  model result{id};
  result.sampling = sampling::refused;
  result.takes_disabled_thinking = false;
  result.takes_forced_tool = false;
  return result;
}

constexpr std::array known{
  of_4_5("claude-sonnet-4-5", "2026-11-30"),
  of_4_6("claude-sonnet-4-6"),
  of_5("claude-sonnet-5"),
  of_5_5("claude-sonnet-5-5"),
  of_4_5("claude-haiku-4-5"),
  of_5_5("claude-haiku-5-5"),
  of_4_5("claude-opus-4-5"),
  of_4_6("claude-opus-4-6"),
  model{"claude-opus-4-7"},
  model{"claude-opus-4-8"},
  of_5("claude-opus-5"),
  of_5_5("claude-opus-5-5"),
  of_5("claude-fable-5"),
  of_5("claude-fable-5-1"),
  of_4_5("claude-sonnet-4-0", "2026-06-15"),
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

} // namespace dossier::llm_sim::anthropic
