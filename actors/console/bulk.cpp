#include "actors/console/bulk.hpp"

#include "actors/console/task.hpp"
#include "actors/rules/requests/bulk.hpp"

#include <spdlog/spdlog.h>

namespace dossier::consoles {

namespace {

/// Reruns on their way to the queue at once.
constexpr std::size_t max_at_once = 4;

/// One that the engine was too busy for is tried again so often.
constexpr unsigned max_tries = 10;
constexpr auto try_again_after = std::chrono::seconds{1};

/// The last refusals are kept to be shown.
constexpr std::size_t max_refused = 20;

/// Beyond this, a record says how many jobs were named, and not which.
constexpr std::size_t max_ids_on_record = 20;

/// The jobs of one request, while they are found and judged.
struct bulk {
  task_ptr to;
  rules::bulk_request request;
  std::vector<job_filter> filters;
  std::vector<job_id> ids;
  std::size_t next = 0;
  rules::bulk_choice choice;
};

using bulk_ptr = std::shared_ptr<bulk>;

// -- doing --------------------------------------------------------------------

void note_refusal(bulk_work& work, const bulk_work::rerun& which, problem why) {
  why.trace_id = which.trace_id;
  work.refused.push_back({which.command.id, to_reply(why).body});
  if (work.refused.size() > max_refused)
    work.refused.pop_front();
}

/// Others shall have their turn before the next try.
void defer(self_ptr self, bulk_work::rerun again) {
  auto& work = self->state.bulk;
  ++again.tries;
  work.waiting.push_back(std::move(again));
  if (!std::exchange(work.is_pausing, true))
    self->delayed_send(self, try_again_after, retry_atom_v);
}

void run_next(self_ptr self);

void on_rerun(self_ptr self, const bulk_work::rerun& which,
              const request_outcome& outcome) {
  auto& work = self->state.bulk;
  --work.under_way;
  const auto* refusal = outcome.refusal();
  if (!refusal)
    ++work.accepted;
  else if (is_temporary(refusal->code) && which.tries < max_tries)
    defer(self, which);
  else
    note_refusal(work, which, *refusal);
  if (work.waiting.empty() && work.under_way == 0)
    spdlog::info("bulk rerun ended: accepted={} refused={}", work.accepted,
                 work.refused.size());
  run_next(self);
}

void run_next(self_ptr self) {
  auto& work = self->state.bulk;
  while (!work.is_pausing && !work.waiting.empty()
         && work.under_way < max_at_once) {
    auto which = std::move(work.waiting.front());
    work.waiting.pop_front();
    ++work.under_way;
    self->request(self->state.directory->queue, caf::infinite, which.command)
      .then(
        [=](const request_outcome& outcome) { on_rerun(self, which, outcome); },
        [=](const caf::error& reason) {
          on_rerun(self, which, {to_problem(reason, "The rerun")});
        });
  }
}

void enqueue(self_ptr self, const bulk& all) {
  auto& work = self->state.bulk;
  if (work.waiting.empty() && work.under_way == 0) {
    work.accepted = 0;
    work.refused.clear();
  }
  for (const auto& job : all.choice.jobs)
    work.waiting.push_back(
      {.command = {.id = job.id,
                   .by = all.to->call.by,
                   .is_admin = true,
                   .body = rules::to_command(all.request, job),
                   .key = {}},
       .trace_id = all.to->call.trace_id,
       .tries = 0});
  run_next(self);
}

// -- finding ------------------------------------------------------------------

json on_record(const bulk& all) {
  auto result = params_of(*all.to);
  if (all.request.ids.size() > max_ids_on_record)
    result["jobIds"] = all.request.ids.size();
  result["jobs"] = all.choice.jobs.size();
  result["skipped"] = all.choice.skipped.size();
  return result;
}

problem too_much_waits() {
  return make_problem(
    problem_code::queue_full,
    "Earlier bulk reruns are still under way; try again later.",
    std::chrono::seconds{10});
}

void on_chosen(self_ptr self, const bulk_ptr& all) {
  const auto shown = rules::show_choice(all->request, all->choice);
  if (all->request.is_dry_run)
    return respond(all->to, shown);
  const auto& work = self->state.bulk;
  if (work.waiting.size() + work.under_way + all->choice.jobs.size()
      > rules::max_bulk_jobs)
    return respond(all->to, too_much_waits());
  record(self, all->to, {}, on_record(*all), [=] {
    enqueue(self, *all);
    respond_begun(all->to, shown);
  });
}

/// One after the other: who reads meanwhile comes in between.
void judge_next(self_ptr self, const bulk_ptr& all) {
  if (all->next == all->ids.size())
    return on_chosen(self, all);
  const auto id = all->ids[all->next++];
  ask<state_found>(self, all->to, self->state.directory->reader(),
                   find_state{id}, [=](const state_found& answer) {
                     rules::choose(all->request, id,
                                   answer.found.value_or(nullptr), all->choice);
                     judge_next(self, all);
                   });
}

void find_next(self_ptr self, const bulk_ptr& all) {
  if (all->ids.size() > rules::max_bulk_jobs)
    return respond(all->to, rules::too_many_jobs());
  if (all->filters.empty())
    return judge_next(self, all);
  auto filter = std::move(all->filters.back());
  all->filters.pop_back();
  ask<job_ids>(self, all->to, self->state.directory->reader(),
               std::move(filter), [=](const job_ids& found) {
                 all->ids.insert(all->ids.end(), found.items.begin(),
                                 found.items.end());
                 find_next(self, all);
               });
}

} // namespace

void rerun_jobs(self_ptr self, const task_ptr& task) {
  auto parsed = rules::parse_bulk(*task->call.params);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(task, std::move(*bad));
  auto all = std::make_shared<bulk>();
  all->to = task;
  all->request = std::get<rules::bulk_request>(std::move(parsed));
  all->ids = all->request.ids;
  if (all->ids.empty())
    all->filters = rules::bulk_filters(all->request);
  find_next(self, all);
}

void go_on(self_ptr self) {
  self->state.bulk.is_pausing = false;
  run_next(self);
}

} // namespace dossier::consoles
