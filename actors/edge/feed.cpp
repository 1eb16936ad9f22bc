#include "actors/edge/feed.hpp"

#include "actors/edge/frames.hpp"
#include "actors/error.hpp"
#include "actors/rules/views/job_view.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <algorithm>

namespace dossier::edges {

namespace {

/// So many of the newest jobs, whatever they are at.
constexpr std::size_t newest_jobs = 50;

/// So many active jobs at most: about half of what an outbox holds. Those that
/// run go before those that wait, and of these those that were made first.
constexpr std::size_t max_active = 1000;

constexpr std::size_t feed_page_size = 200;

/// Changes that wait until the jobs are read.
constexpr std::size_t max_held_items = 1000;

/// Close code for a client that cannot be kept up to date.
constexpr int try_again = 1013;

/// The feed that a question was asked for, if it is still followed.
feed_subscription* find(self_ptr self, std::uint64_t ticket) {
  auto& feed = self->state.feed;
  return feed && feed->ticket == ticket ? &*feed : nullptr;
}

void refuse(self_ptr self, std::uint64_t ticket, const caf::error& reason) {
  if (!find(self, ticket))
    return;
  auto& st = self->state;
  st.feed.reset();
  self->send(st.directory->bus, unfollow_feed{edge_actor{self}});
  push_error(self, {}, to_problem(reason, "Reading jobs"));
}

// -- reading ------------------------------------------------------------------

/// A job that moves on between two pages may be in both.
void keep(feed_subscription& feed, const job_state_ptr& job) {
  auto [entry, is_new] = feed.known.emplace(job->id, feed.jobs.size());
  if (is_new)
    feed.jobs.push_back(job);
  else if (feed.jobs[entry->second]->revision < job->revision)
    feed.jobs[entry->second] = job;
}

job_query first_query(self_ptr self) {
  job_query result;
  if (self->state.who.role != io::role::admin)
    result.user = self->state.who.user;
  return result;
}

/// Reads pages of `query` until there are `most` jobs or no more, then calls
/// `then`.
template <class Then>
void read_jobs(self_ptr self, std::uint64_t ticket, job_query query,
               std::size_t most, Then then) {
  query.limit = std::min(feed_page_size, most);
  self->request(self->state.directory->reader(), caf::infinite, query)
    .then(
      [=](const job_page& page) {
        auto* feed = find(self, ticket);
        if (!feed)
          return;
        for (const auto& job : page.items)
          keep(*feed, job);
        const auto rest = most - std::min(most, page.items.size());
        if (rest == 0 || page.next_cursor.empty())
          return then();
        auto next = query;
        next.cursor = page.next_cursor;
        read_jobs(self, ticket, std::move(next), rest, then);
      },
      [=](const caf::error& reason) { refuse(self, ticket, reason); });
}

// -- sending ------------------------------------------------------------------

void push_jobs(self_ptr self, std::uint64_t ticket,
               const queue_positions& where) {
  auto* feed = find(self, ticket);
  if (!feed)
    return;
  const auto jobs = std::exchange(feed->jobs, {});
  feed->known.clear();
  feed->is_joining = false;
  auto items = json::array();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    items.push_back(rules::show_summary(*jobs[i], where.positions[i]));
    feed->sent.emplace(jobs[i]->id, jobs[i]->revision);
  }
  auto held = std::exchange(feed->held, {});
  if (!push(self, frames::jobs(std::move(items))))
    return;
  for (const auto& next : held)
    if (find(self, ticket))
      std::visit([&](const auto& change) { push_change(self, change); }, next);
}

void ask_positions(self_ptr self, std::uint64_t ticket) {
  auto& jobs = self->state.feed->jobs;
  // Newest first, as ids sort by creation.
  std::sort(jobs.begin(), jobs.end(), [](const auto& left, const auto& right) {
    return left->id > right->id;
  });
  self
    ->request(self->state.directory->queue, caf::infinite,
              find_queue_positions{jobs})
    .then([=](const queue_positions& where) { push_jobs(self, ticket, where); },
          [=](const caf::error& reason) { refuse(self, ticket, reason); });
}

void read_newest(self_ptr self, std::uint64_t ticket) {
  read_jobs(self, ticket, first_query(self), newest_jobs,
            [=] { ask_positions(self, ticket); });
}

void read_waiting(self_ptr self, std::uint64_t ticket) {
  const auto running = self->state.feed->jobs.size();
  if (running >= max_active)
    return read_newest(self, ticket);
  auto query = first_query(self);
  query.statuses = {job_status::queued};
  query.descending = false;
  read_jobs(self, ticket, std::move(query), max_active - running,
            [=] { read_newest(self, ticket); });
}

void read_running(self_ptr self, std::uint64_t ticket) {
  auto query = first_query(self);
  query.statuses = {job_status::running};
  read_jobs(self, ticket, std::move(query), max_active,
            [=] { read_waiting(self, ticket); });
}

/// While the jobs are read, their news wait: returns true when this one does,
/// or when too many do.
template <class Frame>
bool is_held(self_ptr self, const Frame& next) {
  auto& st = self->state;
  auto& feed = *st.feed;
  if (!feed.is_joining)
    return false;
  if (feed.held.size() < max_held_items) {
    feed.held.push_back(next);
    return true;
  }
  st.client->close(try_again, "too much happens while the jobs are read");
  end(self);
  return true;
}

} // namespace

void follow_jobs(self_ptr self) {
  auto& st = self->state;
  const auto ticket = ++st.last_ticket;
  st.feed.emplace().ticket = ticket;
  // Before the first question, so that nothing falls in between.
  self->send(st.directory->bus, follow_feed{edge_actor{self}});
  read_running(self, ticket);
}

void push_change(self_ptr self, const feed_frame& change) {
  if (is_held(self, change))
    return;
  auto& sent = self->state.feed->sent;
  if (auto known = sent.find(change.id); known != sent.end()) {
    if (change.revision <= known->second)
      return;
    sent.erase(known);
  }
  push_live(self, change.text, io::frame_kind::state);
}

void push_change(self_ptr self, const removal_frame& removal) {
  if (is_held(self, removal))
    return;
  self->state.feed->sent.erase(removal.id);
  push_live(self, removal.text, io::frame_kind::state);
}

} // namespace dossier::edges
