#include "actors/console/console.hpp"

#include "actors/console/task.hpp"
#include "actors/rules/requests/admin_requests.hpp"

#include <spdlog/spdlog.h>

namespace dossier::consoles {

namespace {

constexpr int usual_audit_page = 50;
constexpr int max_audit_page = 200;

// -- the queue ----------------------------------------------------------------

rules::queue_figures figures_of(const queue_state& queue) {
  return {.is_paused = queue.is_paused,
          .waiting = queue.waiting,
          .running = queue.running.size(),
          .running_limit = queue.running_limit};
}

void show_queue(self_ptr self, const task_ptr& task) {
  ask<queue_state>(self, task, self->state.directory->queue, queue_atom_v,
                   [=](const queue_state& queue) {
                     respond(task, rules::show_queue(figures_of(queue)));
                   });
}

/// The queue writes the pause and its record in one transaction.
void set_pause(self_ptr self, const task_ptr& task, bool is_paused) {
  if (auto refused = rules::parse_no_fields(*task->call.params))
    return respond(task, std::move(*refused));
  set_paused pause{is_paused, entry_of(self, *task, {}, json::object())};
  ask<recorded>(self, task, self->state.directory->queue, std::move(pause),
                [=](const recorded&) { show_queue(self, task); });
}

// -- limits -------------------------------------------------------------------

void show_limits(self_ptr self, const task_ptr& task, std::size_t jobs) {
  ask<limiter_state>(self, task, self->state.directory->provider,
                     limiter_atom_v, [=](const limiter_state& limiter) {
                       respond(task, rules::show_limits(jobs, limiter.limit));
                     });
}

void show_limits(self_ptr self, const task_ptr& task) {
  ask<queue_state>(self, task, self->state.directory->queue, queue_atom_v,
                   [=](const queue_state& queue) {
                     show_limits(self, task, queue.running_limit);
                   });
}

void apply_limits(self_ptr self, const rules::limits_request& limits) {
  if (limits.running_jobs)
    self->send(self->state.directory->queue,
               set_running_limit{*limits.running_jobs});
  if (limits.provider_concurrency)
    self->send(self->state.directory->provider,
               set_concurrency{*limits.provider_concurrency});
}

void set_limits(self_ptr self, const task_ptr& task) {
  auto parsed = rules::parse_limits(*task->call.params);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(task, std::move(*bad));
  record(self, task, {}, params_of(*task),
         [=, limits = std::get<rules::limits_request>(parsed)] {
           apply_limits(self, limits);
           show_limits(self, task);
         });
}

// -- one job ------------------------------------------------------------------

void start(self_ptr self, const task_ptr& task) {
  auto parsed = rules::parse_job_id(*task->call.params);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(task, std::move(*bad));
  auto id = std::get<job_id>(std::move(parsed));
  record(self, task, id, json::object(), [=] {
    ask<request_outcome>(
      self, task, self->state.directory->queue, start_job{id},
      [=](const request_outcome& outcome) { respond(task, outcome); });
  });
}

// -- the record ---------------------------------------------------------------

void list_audit(self_ptr self, const task_ptr& task) {
  auto parsed
    = rules::parse_page(*task->call.params, usual_audit_page, max_audit_page);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(task, std::move(*bad));
  auto& page = std::get<rules::page_request>(parsed);
  ask<audit_page>(
    self, task, self->state.directory->reader(),
    audit_query{page.limit, std::move(page.cursor)},
    [=](const audit_page& found) { respond(task, rules::show_audit(found)); });
}

// -- all of them --------------------------------------------------------------

void carry_out(self_ptr self, const task_ptr& task) {
  switch (task->call.operation) {
    case operation::show_overview: return show_overview(self, task);
    case operation::pause_queue: return set_pause(self, task, true);
    case operation::resume_queue: return set_pause(self, task, false);
    case operation::set_limits: return set_limits(self, task);
    case operation::start_job: return start(self, task);
    case operation::rerun_jobs: return rerun_jobs(self, task);
    case operation::check_jobs: return check_jobs(self, task);
    case operation::check_job: return check_job(self, task);
    case operation::list_audit: return list_audit(self, task);
    case operation::generate_report:
    case operation::list_jobs:
    case operation::show_job:
    case operation::show_report:
    case operation::list_events:
    case operation::list_attempts:
    case operation::rerun_report:
    case operation::regenerate_report:
    case operation::cancel_job:
    case operation::delete_job:
    case operation::update_job:
    case operation::list_section_versions:
    case operation::show_section_version:
    case operation::restore_section_version:
    case operation::list_pipelines:
    case operation::show_pipeline:
    case operation::show_me:
    case operation::check_health:
    case operation::check_readiness:
    case operation::show_version:
      return respond(task, make_problem(problem_code::internal,
                                        "This is not for the console."));
  }
}

} // namespace

} // namespace dossier::consoles

namespace dossier {

console_actor::behavior_type
console(consoles::self_ptr self, directory_ptr directory, std::string version) {
  using namespace consoles;
  auto& st = self->state;
  st.directory = std::move(directory);
  st.version = std::move(version);
  st.started_at = st.directory->clock->now();
  return {
    [=](const admin_call& call) -> caf::result<admin_outcome> {
      auto sender = self->make_response_promise<admin_outcome>();
      spdlog::info("administrator asks: operation={} by={} trace={}",
                   to_string(call.operation), call.by, call.trace_id);
      carry_out(self, std::make_shared<task>(task{call, sender}));
      return sender;
    },
    [=](retry_atom) { go_on(self); },
  };
}

} // namespace dossier
