#include "actors/event_bus.hpp"

#include "actors/edge/frames.hpp"
#include "actors/error.hpp"
#include "actors/rules/views/job_view.hpp"
#include "actors/rules/views/live.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::broadcasting {

namespace {

using self_ptr = event_bus_actor::stateful_pointer<event_bus_actor_state>;
using followers = std::vector<event_bus_actor_state::follower>;

/// Before a job that could not be read is read again.
constexpr auto reading_delay = std::chrono::seconds{1};

// -- publishing ---------------------------------------------------------------

const followers& followers_of(self_ptr self, const job_id& id) {
  static const followers nobody;
  auto found = self->state.followers.find(id);
  return found == self->state.followers.end() ? nobody : found->second;
}

void publish_events(self_ptr self, const job_news& news) {
  const auto& listeners = followers_of(self, news.state->id);
  if (listeners.empty())
    return;
  for (const auto& event : news.events) {
    live_frame next{event_frame{.id = news.state->id,
                                .seq = event.seq,
                                .text = frames::event(event),
                                .event = event.text}};
    for (const auto& listener : listeners)
      self->send(listener.edge, next);
  }
}

void publish_live(self_ptr self, const job_id& id, const io::frame& text) {
  for (const auto& listener : followers_of(self, id))
    if (listener.deltas)
      self->send(listener.edge, live_frame{delta_frame{id, text}});
}

// -- the jobs feed ------------------------------------------------------------

using feed_items = std::vector<event_bus_actor_state::feed_item>;

void publish_change(self_ptr self, const job_state& job,
                    std::optional<std::size_t> position) {
  live_frame next{
    feed_frame{.id = job.id,
               .user = job.request.user,
               .revision = job.revision,
               .text = frames::job(rules::show_summary(job, position))}};
  for (const auto& edge : self->state.feed)
    self->send(edge, next);
}

/// Once to an edge, also when it follows both the job and the feed.
void publish_removal(self_ptr self, const job_removed& removed) {
  live_frame next{removal_frame{.id = removed.id,
                                .user = removed.user,
                                .text = frames::job_removed(removed.id)}};
  const auto& feed = self->state.feed;
  for (const auto& edge : feed)
    self->send(edge, next);
  for (const auto& listener : followers_of(self, removed.id))
    if (std::find(feed.begin(), feed.end(), listener.edge) == feed.end())
      self->send(listener.edge, next);
}

/// `where` holds those of the queued jobs among the items, in their order;
/// none where they are not known.
void publish_items(self_ptr self, const feed_items& items,
                   const queue_positions& where) {
  auto position = where.positions.begin();
  for (const auto& item : items) {
    if (const auto* gone = std::get_if<job_removed>(&item))
      publish_removal(self, *gone);
    else if (const auto& job = *std::get<job_state_ptr>(item);
             job.status == job_status::queued
             && position != where.positions.end())
      publish_change(self, job, *position++);
    else
      publish_change(self, job, {});
  }
}

find_queue_positions question_about(const feed_items& items) {
  find_queue_positions result;
  for (const auto& item : items)
    if (const auto* job = std::get_if<job_state_ptr>(&item);
        job && (*job)->status == job_status::queued)
      result.jobs.push_back(*job);
  return result;
}

void publish_gathered(self_ptr self) {
  auto& st = self->state;
  auto items = std::exchange(st.gathered, {});
  auto question = question_about(items);
  st.is_asking = !question.jobs.empty();
  if (!st.is_asking)
    return publish_items(self, items, {});
  auto go_on = [=](const queue_positions& where) {
    publish_items(self, items, where);
    publish_gathered(self);
  };
  self->request(st.directory->queue, caf::infinite, std::move(question))
    .then(go_on, [=](const caf::error& reason) {
      spdlog::warn("positions in the queue not known: reason={}",
                   describe(reason));
      go_on({});
    });
}

void publish_to_feed(self_ptr self, event_bus_actor_state::feed_item item) {
  self->state.gathered.push_back(std::move(item));
  if (!self->state.is_asking)
    publish_gathered(self);
}

// -- what happens -------------------------------------------------------------

void on_news(self_ptr self, const job_news& news) {
  self->state.doubted.erase(news.state->id);
  auto& live = self->state.live;
  const auto& job = *news.state;
  if (job.status == job_status::running)
    rules::forget_ended(live[job.id], job);
  else
    live.erase(job.id);
  publish_events(self, news);
  if (!self->state.feed.empty())
    publish_to_feed(self, news.state);
}

/// Followers leave by themselves when they hear of it.
void on_removal(self_ptr self, const job_removed& removed) {
  self->state.doubted.erase(removed.id);
  self->state.live.erase(removed.id);
  publish_to_feed(self, removed);
}

// -- what may have happened ---------------------------------------------------

/// Followers read what they missed by themselves.
void publish_gap(self_ptr self, const job_state& job) {
  live_frame next{unseen_events{job.id, job.last_seq}};
  for (const auto& listener : followers_of(self, job.id))
    self->send(listener.edge, next);
}

void on_read(self_ptr self, const commit_ptr& commit,
             const state_found& answer) {
  const auto& then = *commit->after;
  auto found = self->state.doubted.find(then.id);
  if (found == self->state.doubted.end() || found->second != commit)
    return; // There was news of it, or it is read again.
  self->state.doubted.erase(found);
  if (commit->is_removal && !answer.found)
    return on_removal(self, {then.id, then.request.user});
  auto is_stored = !commit->is_removal && answer.found
                   && (*answer.found)->revision >= then.revision;
  if (!is_stored)
    return;
  on_news(self, {.state = *answer.found});
  publish_gap(self, **answer.found);
}

/// Whoever comes later reads the store.
bool is_followed(const event_bus_actor_state& st, const job_id& id) {
  return !st.feed.empty() || st.followers.contains(id) || st.live.contains(id);
}

void on_doubt(self_ptr self, const commit_ptr& commit) {
  auto& st = self->state;
  const auto& id = commit->after->id;
  if (!is_followed(st, id))
    return;
  st.doubted[id] = commit;
  self->request(st.directory->reader(), caf::infinite, find_state{id})
    .then([=](const state_found& answer) { on_read(self, commit, answer); },
          [=](const caf::error& reason) {
            spdlog::warn("job not read after a failed commit: job={} reason={}",
                         commit->after->id, describe(reason));
            self->delayed_send(self, reading_delay, commit);
          });
}

void on_text(self_ptr self, const text_delta& piece) {
  if (auto found = self->state.live.find(piece.id);
      found != self->state.live.end())
    rules::append(found->second, piece);
  if (!followers_of(self, piece.id).empty())
    publish_live(self, piece.id, frames::delta(piece));
}

void on_detail(self_ptr self, const wait_changed& change) {
  if (auto found = self->state.live.find(change.id);
      found != self->state.live.end())
    rules::note(found->second, change);
  if (!followers_of(self, change.id).empty())
    publish_live(self, change.id, frames::detail(change));
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

live_view join(self_ptr self, const follow_job& follow) {
  leave(self, follow.id, follow.edge);
  self->state.followers[follow.id].push_back({follow.edge, follow.deltas});
  return live_of(self, follow.id);
}

} // namespace

} // namespace dossier::broadcasting

namespace dossier {

event_bus_actor::behavior_type event_bus(broadcasting::self_ptr self,
                                         directory_ptr directory) {
  using namespace broadcasting;
  self->state.directory = std::move(directory);
  return {
    [=](const job_news& news) { on_news(self, news); },
    [=](const job_removed& removed) { on_removal(self, removed); },
    [=](const commit_ptr& commit) { on_doubt(self, commit); },
    [=](const text_delta& piece) { on_text(self, piece); },
    [=](const wait_changed& change) { on_detail(self, change); },
    [=](const follow_job& follow) { return join(self, follow); },
    [=](const unfollow_job& unfollow) {
      leave(self, unfollow.id, unfollow.edge);
    },
    [=](const follow_feed& follow) { self->state.feed.push_back(follow.edge); },
    [=](const unfollow_feed& unfollow) {
      std::erase(self->state.feed, unfollow.edge);
    },
    [=](const find_live& query) { return live_of(self, query.id); },
  };
}

} // namespace dossier
