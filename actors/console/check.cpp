#include "actors/rules/job/check.hpp"

#include "actors/console/task.hpp"
#include "actors/rules/requests/admin_requests.hpp"
#include "actors/rules/requests/job_id.hpp"

namespace dossier::consoles {

namespace {

/// Checks at once; each has one question before the readers.
constexpr std::size_t max_checks = 4;

constexpr std::size_t events_a_page = 1000;
constexpr int usual_jobs = 100;
constexpr int max_jobs = 1000;

/// Jobs that are checked one after the other.
struct check {
  task_ptr to;
  std::vector<job_id> ids;
  std::size_t next = 0;
  /// Of the job at hand.
  std::optional<rules::job_checker> job;
  /// Answers with the one job, whatever comes of it.
  bool is_single = false;
  /// There may be more jobs than these.
  bool has_more = false;
  json found = json::array();
  std::size_t checked = 0;
};

using check_ptr = std::shared_ptr<check>;

void check_next(self_ptr self, const check_ptr& all);

/// Frees its slot, however it ends. `answer` is a view or a problem.
template <class Answer>
void end(self_ptr self, const check_ptr& all, const Answer& answer) {
  --self->state.checks;
  respond(all->to, answer);
}

template <class Answer, class Question, class Then>
void read(self_ptr self, const check_ptr& all, Question query, Then then) {
  self
    ->request(self->state.directory->reader(), caf::infinite, std::move(query))
    .then([=](const Answer& answer) { then(answer); },
          [=](const caf::error& reason) {
            end(self, all, to_problem(reason, "Checking"));
          });
}

void end_page(self_ptr self, const check_ptr& all) {
  auto cursor = all->has_more ? json(all->ids.back()) : json(nullptr);
  end(self, all,
      json{{"checked", all->checked},
           {"items", std::move(all->found)},
           {"nextCursor", std::move(cursor)}});
}

void on_folded(self_ptr self, const check_ptr& all) {
  auto& job = *all->job;
  const auto differences = job.verdict();
  auto shown = rules::show_check(job.state().id, job.folded(), differences);
  all->job.reset();
  ++all->checked;
  if (all->is_single)
    return end(self, all, shown);
  if (!differences.empty())
    all->found.push_back(std::move(shown));
  check_next(self, all);
}

void read_events(self_ptr self, const check_ptr& all) {
  const auto& job = *all->job;
  event_query query{
    .id = job.state().id, .after = job.seen(), .limit = events_a_page};
  read<events_found>(
    self, all, std::move(query), [=](const events_found& answer) {
      const auto before = all->job->seen();
      if (answer.found)
        for (const auto& event : answer.found->items)
          all->job->add(event);
      // A page without anything new is the last one.
      if (all->job->is_complete() || all->job->seen() == before)
        on_folded(self, all);
      else
        read_events(self, all);
    });
}

/// A job may be deleted between the list of ids and its turn.
void on_job(self_ptr self, const check_ptr& all, const job_found& answer) {
  if (answer.found) {
    all->job.emplace(*answer.found);
    return read_events(self, all);
  }
  if (!all->is_single)
    return check_next(self, all);
  end(self, all,
      make_problem(problem_code::not_found, "There is no job with this id."));
}

void check_next(self_ptr self, const check_ptr& all) {
  if (all->next == all->ids.size())
    return end_page(self, all);
  find_job wanted{all->ids[all->next++]};
  read<job_found>(self, all, std::move(wanted),
                  [=](const job_found& answer) { on_job(self, all, answer); });
}

/// Null when too many are under way, and the request has been refused.
check_ptr begin(self_ptr self, const task_ptr& task) {
  if (self->state.checks >= max_checks) {
    respond(task, make_problem(problem_code::storage_busy,
                               "Other checks are under way; try again later.",
                               std::chrono::seconds{5}));
    return nullptr;
  }
  ++self->state.checks;
  auto result = std::make_shared<check>();
  result->to = task;
  return result;
}

} // namespace

void check_jobs(self_ptr self, const task_ptr& task) {
  auto parsed = rules::parse_page(*task->call.params, usual_jobs, max_jobs);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(task, std::move(*bad));
  const auto& page = std::get<rules::page_request>(parsed);
  if (!page.cursor.empty() && !rules::is_formatted_id(page.cursor))
    return respond(task,
                   to_problem(make_error(failure::bad_cursor), "Checking"));
  auto all = begin(self, task);
  if (!all)
    return;
  read<job_ids>(self, all, list_ids{page.cursor, page.limit},
                [=, limit = page.limit](const job_ids& found) {
                  all->ids = found.items;
                  all->has_more = found.items.size() == limit;
                  check_next(self, all);
                });
}

void check_job(self_ptr self, const task_ptr& task) {
  auto parsed = rules::parse_job_id(*task->call.params);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(task, std::move(*bad));
  auto all = begin(self, task);
  if (!all)
    return;
  all->is_single = true;
  all->ids.push_back(std::get<job_id>(std::move(parsed)));
  check_next(self, all);
}

} // namespace dossier::consoles
