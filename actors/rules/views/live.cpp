#include "actors/rules/views/live.hpp"

#include "messages/utf8.hpp"

#include <algorithm>
#include <tuple>

namespace dossier::rules {

namespace {

auto age(const text_position& at) {
  return std::tuple{at.key.generation, at.key.attempt, at.call};
}

/// Room to grow before the front is cut, so that a long text is not moved with
/// every piece.
constexpr std::size_t slack = max_tail_bytes;

void trim(live_text& tail, std::size_t limit) {
  if (tail.text.size() <= limit)
    return;
  auto kept = utf8::tail(tail.text, max_tail_bytes).size();
  auto cut = tail.text.size() - kept;
  tail.text.erase(0, cut);
  tail.at.offset += cut;
}

} // namespace

live_facts facts_of(const job_state& job, const live_view& live) {
  live_facts result;
  for (const auto& change : live.details)
    if (is_under_way(job, change.key))
      result.details[change.key.stage] = change.detail;
  return result;
}

live_text tail_of(const live_text& text) {
  auto result = text;
  trim(result, max_tail_bytes);
  return result;
}

void append(live_view& live, const text_delta& piece) {
  auto found = std::find_if(live.texts.begin(), live.texts.end(),
                            [&](const live_text& tail) {
                              return tail.at.key.stage == piece.at.key.stage;
                            });
  if (found == live.texts.end())
    found = live.texts.insert(found, {.at = piece.at});
  if (age(piece.at) < age(found->at))
    return;
  if (age(piece.at) > age(found->at)
      || piece.at.offset != found->at.offset + found->text.size())
    *found = {.at = piece.at};
  found->text += piece.text;
  trim(*found, max_tail_bytes + slack);
}

void note(live_view& live, const wait_changed& change) {
  std::erase_if(live.details, [&](const wait_changed& known) {
    return known.key.stage == change.key.stage;
  });
  if (change.detail != wait_reason::none)
    live.details.push_back(change);
}

bool is_under_way(const job_state& job, const attempt_key& key) noexcept {
  const auto& stage = job.stages[key.stage];
  return stage.status == stage_status::running
         && stage.detail != wait_reason::retry_wait
         && key.generation == job.generation && key.attempt == stage.attempts;
}

void forget_ended(live_view& live, const job_state& job) {
  std::erase_if(live.texts, [&](const live_text& tail) {
    return !is_under_way(job, tail.at.key);
  });
  std::erase_if(live.details, [&](const wait_changed& change) {
    return !is_under_way(job, change.key);
  });
}

} // namespace dossier::rules
