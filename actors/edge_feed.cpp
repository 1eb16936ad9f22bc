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

/// Active jobs, and the newest whatever they are at.
void push_jobs(self_ptr self, const job_page& active, const job_page& newest) {
  auto items = json::array();
  for (const auto& job : active.items)
    items.push_back(rules::show_summary(*job, {}));
  for (const auto& job : newest.items)
    if (is_terminal(job->status))
      items.push_back(rules::show_summary(*job, {}));
  push(self, frames::jobs(std::move(items)));
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
          [=](const caf::error& reason) {
            push(self, frames::error({}, to_problem(reason, "Reading jobs")));
          });
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
  self->send(st.engine->bus, follow_feed{edge_actor{self}});
  auto query = feed_query(self);
  query.limit = max_active;
  query.statuses = {job_status::queued, job_status::running};
  read_jobs(self, query,
            [=](const job_page& active) { push_newest(self, active); });
}

} // namespace dossier::edges
