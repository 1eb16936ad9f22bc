#include "actors/gateway/gateway.hpp"

#include "actors/gateway/admin.hpp"
#include "actors/gateway/calls.hpp"
#include "actors/gateway/commands.hpp"
#include "actors/report/review.hpp"
#include "actors/rules/requests/requests.hpp"
#include "actors/rules/views/answers.hpp"
#include "actors/rules/views/job_view.hpp"
#include "actors/rules/views/live.hpp"
#include "actors/rules/views/pipeline_view.hpp"
#include "actors/rules/views/report_view.hpp"
#include "actors/rules/views/server_health.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::gateways {

namespace {

// -- one function an operation ------------------------------------------------

void generate_report(self_ptr self, const client_call& call) {
  auto& st = self->state;
  auto parsed
    = rules::parse_generate(call.request->body, st.directory->pipelines);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  submit_job submit{.request = std::get<job_request>(std::move(parsed)),
                    .key = key_of(call)};
  submit.request.user = call.request->who.user;
  ask_actor<request_outcome>(
    self, call, st.directory->queue, std::move(submit),
    [=](const request_outcome& outcome) { respond(call, outcome); });
}

void show_report(self_ptr self, const client_call& call) {
  ask<report_found>(
    self, call, find_report{parameter(call, "id")},
    [=](const report_found& answer) {
      if (!answer.found
          || !may_see(call, answer.found->job.state->request.user))
        return respond_not_found(call);
      const auto& job = answer.found->job;
      if (auto refusal = rules::report_refusal(*job.state))
        return respond(call, *refusal);
      auto warnings = report::report_warnings(
        *job.state->graph, job.outputs, *job.sources, job.state->updated_at);
      respond_versioned(call, *job.state,
                        rules::show_report(*answer.found, warnings));
    });
}

void show_page(self_ptr self, const client_call& call, const job_page& page) {
  ask_actor<queue_positions>(
    self, call, self->state.directory->queue, find_queue_positions{page.items},
    [=](const queue_positions& answer) {
      auto items = json::array();
      for (std::size_t i = 0; i < page.items.size(); ++i)
        items.push_back(
          rules::show_summary(*page.items[i], answer.positions[i]));
      auto cursor
        = page.next_cursor.empty() ? json(nullptr) : json(page.next_cursor);
      respond(call, json{{"items", std::move(items)},
                         {"nextCursor", std::move(cursor)}});
    });
}

void list_jobs(self_ptr self, const client_call& call) {
  auto parsed = rules::parse_job_query(call.request->parameters);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  auto query = std::get<job_query>(std::move(parsed));
  if (call.request->who.role != io::role::admin)
    query.user = call.request->who.user;
  ask<job_page>(self, call, std::move(query),
                [=](const job_page& page) { show_page(self, call, page); });
}

/// Events are stored as they are published, so a page of them is put together.
std::string text_of_page(const event_page& page) {
  std::string result{R"({"items":[)"};
  for (const auto& event : page.items) {
    if (&event != &page.items.front())
      result += ',';
    result += *event.text;
  }
  return result + R"(],"lastSeq":)" + std::to_string(page.last_seq) + '}';
}

void list_events(self_ptr self, const client_call& call) {
  auto parsed = rules::parse_event_query(call.request->parameters);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  ask<events_found>(self, call, std::get<event_query>(std::move(parsed)),
                    [=](const events_found& answer) {
                      if (!answer.found || !may_see(call, answer.found->user))
                        return respond_not_found(call);
                      respond_text(call, text_of_page(*answer.found));
                    });
}

void list_attempts(self_ptr self, const client_call& call) {
  ask<attempts_found>(
    self, call, find_attempts{parameter(call, "id")},
    [=](const attempts_found& answer) {
      if (!answer.found || !may_see(call, answer.found->state->request.user))
        return respond_not_found(call);
      auto items = json::array();
      for (const auto& attempt : answer.found->items)
        items.push_back(to_json(attempt, *answer.found->state->graph));
      respond(call, json{{"items", std::move(items)}});
    });
}

void list_pipelines(self_ptr self, const client_call& call) {
  respond(call, rules::list_pipelines(self->state.directory->pipelines));
}

void show_pipeline(self_ptr self, const client_call& call) {
  const auto& types = self->state.directory->report_types;
  auto found = types.find(parameter(call, "reportType"));
  if (found == types.end())
    return respond(call,
                   make_problem(problem_code::not_found,
                                "There is no report type with this name."));
  respond(call, rules::show_pipeline(*found->second->graph));
}

void show_me(const client_call& call) {
  const auto& who = call.request->who;
  respond(call,
          json{{"user", who.user},
               {"role", who.role == io::role::admin ? "admin" : "analyst"}});
}

void check_readiness(self_ptr self, const client_call& call) {
  const auto& health = *self->state.directory->health;
  if (auto refused = rules::refuse_readiness(
        {health.is_draining, health.is_writable}, call.request->trace_id))
    return respond(call, std::move(*refused));
  ask<std::string>(self, call, epoch_atom_v, [=](const std::string&) {
    respond(call, json{{"status", "ready"}});
  });
}

void show_version(self_ptr self, const client_call& call) {
  const auto& st = self->state;
  respond(call, json{{"name", "dossier"},
                     {"version", st.version},
                     {"demo", st.directory->is_demo}});
}

void answer(self_ptr self, const client_call& call) {
  switch (call.request->operation) {
    case operation::generate_report: return generate_report(self, call);
    case operation::list_jobs: return list_jobs(self, call);
    case operation::show_job: return show_job(self, call);
    case operation::show_report: return show_report(self, call);
    case operation::list_events: return list_events(self, call);
    case operation::list_attempts: return list_attempts(self, call);
    case operation::rerun_report: return rerun_report(self, call);
    case operation::regenerate_report: return regenerate_report(self, call);
    case operation::cancel_job: return cancel_job(self, call);
    case operation::delete_job: return delete_job(self, call);
    case operation::update_job: return update_job(self, call);
    case operation::list_section_versions:
      return list_section_versions(self, call);
    case operation::show_section_version:
      return show_section_version(self, call);
    case operation::restore_section_version:
      return restore_section_version(self, call);
    case operation::list_pipelines: return list_pipelines(self, call);
    case operation::show_pipeline: return show_pipeline(self, call);
    case operation::show_me: return show_me(call);
    case operation::check_health: return respond(call, json{{"status", "ok"}});
    case operation::check_readiness: return check_readiness(self, call);
    case operation::show_version: return show_version(self, call);
    case operation::show_overview:
    case operation::pause_queue:
    case operation::resume_queue:
    case operation::set_limits:
    case operation::start_job:
    case operation::rerun_jobs:
    case operation::check_jobs:
    case operation::check_job:
    case operation::list_audit: return gateways::ask_console(self, call);
  }
}

} // namespace

} // namespace dossier::gateways

namespace dossier {

gateway_actor::behavior_type
gateway(gateways::self_ptr self, directory_ptr directory, std::string version) {
  using namespace gateways;
  self->state.directory = std::move(directory);
  self->state.version = std::move(version);
  return {
    [=](const client_call& call) { answer(self, call); },
  };
}

} // namespace dossier
