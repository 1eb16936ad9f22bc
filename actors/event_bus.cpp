#include "actors/event_bus.hpp"

#include "actors/frames.hpp"
#include "actors/rules/job_view.hpp"
#include "actors/rules/live.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <algorithm>

namespace dossier {

namespace {

using self_ptr = event_bus_actor::stateful_pointer<event_bus_actor_state>;
using followers = std::vector<event_bus_actor_state::follower>;

// -- telling ------------------------------------------------------------------

const followers& followers_of(self_ptr self, const job_id& id) {
  static const followers nobody;
  auto found = self->state.followers.find(id);
  return found == self->state.followers.end() ? nobody : found->second;
}

void tell_events(self_ptr self, const job_news& news) {
  const auto& listeners = followers_of(self, news.state->id);
  if (listeners.empty())
    return;
  for (const auto& event : news.events) {
    live_frame next{
      news.state->id, {}, event.seq, frames::event(event), event.text};
    for (const auto& listener : listeners)
      self->send(listener.edge, next);
  }
}

void tell_feed(self_ptr self, const job_news& news) {
  if (self->state.feed.empty())
    return;
  live_frame next{{},
                  news.state->request.user,
                  0,
                  frames::job(rules::show_summary(*news.state, {})),
                  {}};
  for (const auto& edge : self->state.feed)
    self->send(edge, next);
}

void tell_live(self_ptr self, const job_id& id, const io::frame& text) {
  for (const auto& listener : followers_of(self, id))
    if (listener.deltas)
      self->send(listener.edge, live_frame{id, {}, 0, text, {}});
}

/// Once to an edge, also when it follows both the job and the feed.
void tell_removal(self_ptr self, const job_removed& what) {
  live_frame next{what.id, what.user, 0, frames::job_removed(what.id),
                  {},      true};
  const auto& feed = self->state.feed;
  for (const auto& edge : feed)
    self->send(edge, next);
  for (const auto& listener : followers_of(self, what.id))
    if (std::find(feed.begin(), feed.end(), listener.edge) == feed.end())
      self->send(listener.edge, next);
}

// -- what happens -------------------------------------------------------------

void on_news(self_ptr self, const job_news& news) {
  auto& live = self->state.live;
  if (auto found = live.find(news.state->id); found != live.end()) {
    rules::forget_ended(found->second, *news.state);
    if (is_terminal(news.state->status))
      live.erase(found);
  }
  tell_events(self, news);
  tell_feed(self, news);
}

/// Followers leave by themselves when they hear of it.
void on_removal(self_ptr self, const job_removed& what) {
  self->state.live.erase(what.id);
  tell_removal(self, what);
}

void on_text(self_ptr self, const text_delta& piece) {
  rules::append(self->state.live[piece.id], piece);
  if (!followers_of(self, piece.id).empty())
    tell_live(self, piece.id, frames::delta(piece));
}

void on_detail(self_ptr self, const detail_change& change) {
  auto& live = self->state.live;
  auto entry = live.try_emplace(change.id).first;
  rules::note(entry->second, change);
  // What was held may have ended by now, and nobody would forget it then.
  if (entry->second.texts.empty() && entry->second.details.empty())
    live.erase(entry);
  if (!followers_of(self, change.id).empty())
    tell_live(self, change.id, frames::detail(change));
}

live_view live_of(self_ptr self, const job_id& id) {
  auto found = self->state.live.find(id);
  return found == self->state.live.end() ? live_view{} : found->second;
}

// -- who follows --------------------------------------------------------------

void leave(self_ptr self, const job_id& id, const edge_actor& edge) {
  auto found = self->state.followers.find(id);
  if (found == self->state.followers.end())
    return;
  std::erase_if(found->second,
                [&](const auto& listener) { return listener.edge == edge; });
  if (found->second.empty())
    self->state.followers.erase(found);
}

live_view join(self_ptr self, const follow_job& what) {
  leave(self, what.id, what.edge);
  self->state.followers[what.id].push_back({what.edge, what.deltas});
  return live_of(self, what.id);
}

} // namespace

event_bus_actor::behavior_type event_bus(self_ptr self) {
  return {
    [=](const job_news& news) { on_news(self, news); },
    [=](const job_removed& what) { on_removal(self, what); },
    [=](const text_delta& piece) { on_text(self, piece); },
    [=](const detail_change& change) { on_detail(self, change); },
    [=](const follow_job& what) { return join(self, what); },
    [=](const unfollow_job& what) { leave(self, what.id, what.edge); },
    [=](const follow_feed& what) { self->state.feed.push_back(what.edge); },
    [=](const unfollow_feed& what) { std::erase(self->state.feed, what.edge); },
    [=](const find_live& what) { return live_of(self, what.id); },
  };
}

} // namespace dossier
