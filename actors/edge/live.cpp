#include "actors/edge/live.hpp"

#include "actors/edge/frames.hpp"
#include "actors/rules/job/status.hpp"
#include "actors/rules/views/live.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::edges {

namespace {

using io::frame_kind;

void push_detail(self_ptr self, const wait_changed& change) {
  push_live(self, frames::detail(change), frame_kind::delta);
}

/// Of a stage that nothing holds, that is sent.
void push_details(self_ptr self, const job_state& then, const live_view& now) {
  auto running = rules::stages_at(then, stage_status::running);
  for (std::size_t i = 0; i < then.stages.size(); ++i) {
    auto stage = static_cast<stage_index>(i);
    auto found = std::find_if(
      now.details.begin(), now.details.end(),
      [&](const wait_changed& change) { return change.key.stage == stage; });
    if (found != now.details.end())
      push_detail(self, *found);
    else if (running.test(i)
             && then.stages[i].detail != wait_reason::retry_wait)
      push_detail(self, {.id = then.id,
                         .graph = then.graph,
                         .key = {.stage = stage,
                                 .generation = then.generation,
                                 .attempt = then.stages[i].attempts},
                         .detail = wait_reason::none});
  }
}

} // namespace

bool push_snapshot(self_ptr self, const job_state& job, const live_view& live,
                   const rules::live_facts& facts, bool wants_live) {
  std::vector<live_text> texts;
  if (wants_live)
    for (const auto& text : live.texts)
      if (rules::is_under_way(job, text.at.key))
        texts.push_back(rules::tail_of(text));
  auto status = rules::show_job(job, facts);
  if (!push(self, frames::snapshot(job, std::move(status), texts)))
    return false;
  // The snapshot names what holds a stage; these also say why, and until when.
  if (wants_live)
    for (const auto& change : live.details)
      if (rules::is_under_way(job, change.key))
        push_detail(self, change);
  return true;
}

void push_texts(self_ptr self, const job_state& job, const live_view& live) {
  for (const auto& text : live.texts)
    if (rules::is_under_way(job, text.at.key))
      push_live(self, frames::delta(job.id, *job.graph, rules::tail_of(text)),
                frame_kind::delta);
}

void become_live(self_ptr self, const job_id& id, subscription& followed) {
  followed.at = subscription::phase::live;
  auto then = std::exchange(followed.resumed, nullptr);
  if (!then)
    return;
  self->request(self->state.directory->bus, caf::infinite, find_live{id})
    .then([=](const live_view& now) { push_details(self, *then, now); },
          [=](const caf::error&) {
            // The bus ends with the engine, and the client is notified of that.
          });
}

} // namespace dossier::edges
