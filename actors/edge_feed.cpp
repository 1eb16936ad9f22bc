#include "actors/edge_feed.hpp"

#include "actors/error.hpp"
#include "actors/frames.hpp"
#include "actors/rules/job_view.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::edges {

namespace {

/// So many of the newest jobs, and of the active ones.
constexpr std::size_t feed_size = 50;
constexpr std::size_t max_active = 200;

/// Changes that wait until the jobs are read.
constexpr std::size_t max_held = 1000;

/// Close code for a client that cannot be kept up to date.
constexpr int try_again = 1013;

void push_jobs(self_ptr self, const std::vector<job_state_ptr>& jobs,
               const queue_places& where) {
  if (!self->state.follows_feed)
    return;
  auto items = json::array();
  for (std::size_t i = 0; i < jobs.size(); ++i)
    items.push_back(rules::show_summary(*jobs[i], where.places[i]));
  if (!push(self, frames::jobs(std::move(items))))
    return;
  auto held = std::exchange(self->state.held_feed, std::nullopt);
  for (auto& next : held.value_or(std::vector<io::frame>{}))
    push_live(self, std::move(next), io::frame_kind::state);
}

void refuse_feed(self_ptr self, const caf::error& reason) {
  auto& st = self->state;
  st.follows_feed = false;
  st.held_feed.reset();
  self->send(st.engine->bus, unfollow_feed{edge_actor{self}});
  push_error(self, {}, to_problem(reason, "Reading jobs"));
}

/// Active jobs, and the newest whatever they are at.
void push_jobs(self_ptr self, const job_page& active, const job_page& newest) {
  auto jobs = active.items;
  for (const auto& job : newest.items)
    if (is_terminal(job->status))
      jobs.push_back(job);
  self->request(self->state.queue, caf::infinite, find_places{jobs})
    .then([=](const queue_places& where) { push_jobs(self, jobs, where); },
          [=](const caf::error& reason) { refuse_feed(self, reason); });
}

job_query feed_query(self_ptr self) {
  job_query result;
  if (self->state.who.role != io::role::admin)
    result.user = self->state.who.user;
  return result;
}

template <class Then>
void read_jobs(self_ptr self, job_query query, Then then) {
  self->request(self->state.engine->reader(), caf::infinite, std::move(query))
    .then([=](const job_page& page) { then(page); },
          [=](const caf::error& reason) { refuse_feed(self, reason); });
}

void push_newest(self_ptr self, const job_page& active) {
  auto query = feed_query(self);
  query.limit = feed_size;
  read_jobs(self, query,
            [=](const job_page& newest) { push_jobs(self, active, newest); });
}

} // namespace

void follow_jobs(self_ptr self) {
  auto& st = self->state;
  st.follows_feed = true;
  st.held_feed.emplace();
  self->send(st.engine->bus, follow_feed{edge_actor{self}});
  auto query = feed_query(self);
  query.limit = max_active;
  query.statuses = {job_status::queued, job_status::running};
  read_jobs(self, query,
            [=](const job_page& active) { push_newest(self, active); });
}

void push_change(self_ptr self, io::frame next) {
  auto& st = self->state;
  if (!st.held_feed) {
    push_live(self, std::move(next), io::frame_kind::state);
  } else if (st.held_feed->size() < max_held) {
    st.held_feed->push_back(std::move(next));
  } else {
    st.client->close(try_again, "too much happens while the jobs are read");
    end(self);
  }
}

} // namespace dossier::edges
