#include "actors/edge/catch_up.hpp"

#include "actors/edge/frames.hpp"
#include "actors/edge/live.hpp"
#include "actors/error.hpp"
#include "actors/rules/job/apply_command.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::edges {

namespace {

using phase = subscription::phase;

constexpr std::size_t page_size = 100;

void on_page(self_ptr self, const job_id& id, std::uint64_t ticket,
             const events_found& answer) {
  auto& st = self->state;
  st.is_pulling = false;
  auto* followed = find(self, id, ticket);
  if (!followed || followed->at != phase::catching_up)
    return pull(self);
  if (!answer.found)
    return refuse(self, id, rules::unknown_job());
  for (const auto& event : answer.found->items) {
    followed->sent = event.seq;
    if (!push(self, encode(self, event)))
      return;
  }
  if (std::max(answer.found->last_seq, followed->newest) > followed->sent)
    st.to_pull.push_back(id);
  else
    become_live(self, id, *followed);
  if (!st.is_busy)
    pull(self);
}

} // namespace

subscription* find(self_ptr self, const job_id& id, std::uint64_t ticket) {
  auto found = self->state.subscriptions.find(id);
  auto is_current = found != self->state.subscriptions.end()
                    && found->second.ticket == ticket;
  return is_current ? &found->second : nullptr;
}

void catch_up(self_ptr self, const job_id& id) {
  auto& st = self->state;
  st.subscriptions[id].at = phase::catching_up;
  st.to_pull.push_back(id);
  pull(self);
}

void pull(self_ptr self) {
  auto& st = self->state;
  if (st.is_pulling || st.is_busy || st.to_pull.empty())
    return;
  auto id = st.to_pull.front();
  st.to_pull.pop_front();
  auto found = st.subscriptions.find(id);
  if (found == st.subscriptions.end() || found->second.at != phase::catching_up)
    return pull(self);
  st.is_pulling = true;
  auto ticket = found->second.ticket;
  event_query query{.id = id, .after = found->second.sent, .limit = page_size};
  self->request(st.directory->reader(), caf::infinite, query)
    .then([=](const events_found& page) { on_page(self, id, ticket, page); },
          [=](const caf::error& reason) {
            self->state.is_pulling = false;
            refuse(self, id, to_problem(reason, "Reading the events"));
          });
}

void on_drained(self_ptr self) {
  auto& st = self->state;
  st.is_busy = false;
  for (auto& [id, followed] : st.subscriptions)
    if (std::exchange(followed.has_gap, false)
        && !push(self, frames::gap(id, followed.sent)))
      return;
  if (send_gathered(self))
    pull(self);
}

} // namespace dossier::edges
