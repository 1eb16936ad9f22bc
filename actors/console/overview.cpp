#include "actors/console/task.hpp"
#include "actors/rules/requests/admin_requests.hpp"
#include "actors/rules/views/live.hpp"

namespace dossier::consoles {

namespace {

/// More running jobs than a person looks through are counted, not shown.
constexpr std::size_t max_shown = 50;

/// What has been gathered so far, and how many answers are awaited.
struct gathering {
  task_ptr to;
  rules::overview overview;
  std::vector<std::optional<job_state_ptr>> states;
  std::vector<live_view> live;
  std::size_t awaited = 0;
};

using gathering_ptr = std::shared_ptr<gathering>;

void finish(gathering& all) {
  for (std::size_t i = 0; i < all.states.size(); ++i) {
    const auto& state = all.states[i];
    if (state && (*state)->status == job_status::running)
      all.overview.running.push_back(
        {*state, rules::facts_of(**state, all.live[i])});
  }
  respond(all.to, rules::show_overview(all.overview));
}

/// Asks for one part; the last one to come completes the whole.
template <class Answer, class Actor, class Question, class Keep>
void gather(self_ptr self, const gathering_ptr& all, const Actor& whom,
            Question what, Keep keep) {
  ++all->awaited;
  ask<Answer>(self, all->to, whom, std::move(what), [=](const Answer& answer) {
    keep(answer);
    if (--all->awaited == 0)
      finish(*all);
  });
}

void gather_jobs(self_ptr self, const gathering_ptr& all,
                 const std::vector<job_id>& running) {
  const auto& directory = *self->state.directory;
  const auto count = std::min(running.size(), max_shown);
  all->states.resize(count);
  all->live.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    gather<state_found>(
      self, all, directory.reader(), find_state{running[i]},
      [=](const state_found& found) { all->states[i] = found.found; });
    gather<live_view>(self, all, directory.bus, find_live{running[i]},
                      [=](const live_view& live) { all->live[i] = live; });
  }
}

rules::store_figures store_figures_of(const directory& directory) {
  const auto& health = *directory.health;
  rules::store_figures result;
  result.is_writable = health.is_writable;
  result.epoch = directory.epoch;
  result.groups = health.groups_written;
  result.commits = health.commits_written;
  if (result.groups > 0)
    result.last_group = std::chrono::microseconds{health.last_group_us};
  return result;
}

rules::bulk_progress progress_of(const bulk_work& bulk) {
  return {.waiting = bulk.waiting.size(),
          .under_way = bulk.under_way,
          .accepted = bulk.accepted,
          .refused = {bulk.refused.begin(), bulk.refused.end()}};
}

rules::overview known_at_once(const console_actor_state& st) {
  const auto& health = *st.directory->health;
  rules::overview result;
  result.version = st.version;
  result.is_demo = st.directory->is_demo;
  result.is_draining = health.is_draining;
  result.started_at = st.started_at;
  result.now = st.directory->clock->now();
  result.sockets = health.sockets;
  result.streams = health.streams;
  result.store = store_figures_of(*st.directory);
  result.bulk = progress_of(st.bulk);
  return result;
}

} // namespace

void show_overview(self_ptr self, const task_ptr& task) {
  if (auto refused = rules::parse_no_fields(*task->call.params))
    return respond(task, std::move(*refused));
  auto all = std::make_shared<gathering>();
  all->to = task;
  all->overview = known_at_once(self->state);
  gather<limiter_state>(self, all, self->state.directory->provider,
                        limiter_atom_v, [=](const limiter_state& limiter) {
                          all->overview.limiter = rules::limiter_figures{
                            .model = limiter.model,
                            .limit = limiter.limit,
                            .running = limiter.running,
                            .waiting = limiter.waiting,
                            .held_until = limiter.held_until};
                        });
  gather<queue_state>(self, all, self->state.directory->queue, queue_atom_v,
                      [=](const queue_state& queue) {
                        all->overview.queue
                          = {.is_paused = queue.is_paused,
                             .waiting = queue.waiting,
                             .running = queue.running.size(),
                             .running_limit = queue.running_limit};
                        gather_jobs(self, all, queue.running);
                      });
}

} // namespace dossier::consoles
