#include "actors/gateway.hpp"

#include "actors/error.hpp"
#include "actors/gateway_admin.hpp"
#include "actors/report/review.hpp"
#include "actors/rules/commands.hpp"
#include "actors/rules/job_view.hpp"
#include "actors/rules/live.hpp"
#include "actors/rules/requests.hpp"
#include "messages/entity_tag.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier {

namespace {

using self_ptr = gateway_actor::stateful_pointer<gateway_actor_state>;

/// Beyond this the readers are behind, and more questions make it worse.
constexpr std::size_t max_reads_waiting = 1024;

// -- answering ----------------------------------------------------------------

void respond(const client_call& call, reply answer) {
  call.to->respond(std::move(answer));
}

void respond(const client_call& call, problem what) {
  what.trace_id = call.what->trace_id;
  respond(call, to_reply(what));
}

void respond_text(const client_call& call, std::string body) {
  respond(call, reply{200,
                      "application/json",
                      {},
                      std::make_shared<const std::string>(std::move(body))});
}

void respond(const client_call& call, const json& body) {
  respond_text(call, dossier::to_text(body));
}

/// A representation of a job as of one revision; 304 when the client has it.
void respond_versioned(const client_call& call, const job_state& job,
                       const json& body) {
  auto tag = "\"" + std::to_string(job.revision) + "\"";
  headers extra{{"ETag", tag}};
  if (lists_tag(call.what->if_none_match, tag))
    return respond(call, reply{304, {}, std::move(extra), {}});
  respond(call, reply{200, "application/json", std::move(extra),
                      std::make_shared<const std::string>(to_text(body))});
}

void respond_not_found(const client_call& call) {
  respond(
    call,
    problem{
      problem_code::not_found, "There is no job with this id.", {}, {}, {}});
}

bool may_see(const client_call& call, const user_id& owner) {
  const auto& who = call.what->who;
  return who.role == io::role::admin || who.user == owner;
}

const std::string& parameter(const client_call& call, std::string_view name) {
  static const std::string absent;
  auto found = call.what->parameters.find(name);
  return found == call.what->parameters.end() ? absent : found->second;
}

// -- asking -------------------------------------------------------------------

/// Asks a reader, unless too many questions wait; `then` gets the answer.
template <class Answer, class Question, class Then>
void ask(self_ptr self, const client_call& call, Question what, Then then) {
  auto& st = self->state;
  if (st.reads_waiting >= max_reads_waiting)
    return respond(call, problem{problem_code::storage_busy,
                                 "Too many questions wait for the store.",
                                 {},
                                 {},
                                 {{"Retry-After", "1"}}});
  ++st.reads_waiting;
  self->request(st.engine->reader(), caf::infinite, std::move(what))
    .then(
      [=](const Answer& answer) {
        --self->state.reads_waiting;
        then(answer);
      },
      [=](const caf::error& reason) {
        --self->state.reads_waiting;
        respond(call, to_problem(reason, "Reading the store"));
      });
}

/// Asks for what the store does not have: the place in the queue, or what
/// running stages are doing.
template <class Answer, class Actor, class Question, class Then>
void ask_actor(self_ptr self, const client_call& call, const Actor& whom,
               Question what, Then then) {
  self->request(whom, caf::infinite, std::move(what))
    .then([=](const Answer& answer) { then(answer); },
          [=](const caf::error& reason) {
            respond(call, to_problem(reason, "Answering"));
          });
}

// -- one function an operation ------------------------------------------------

/// What a repeated request must equal: the key counts within one user and one
/// address.
std::string scope_of(const io::request& what) {
  return what.who.user + '\n' + what.method + '\n' + what.path + '\n'
         + what.idempotency_key;
}

void generate_report(self_ptr self, const client_call& call) {
  auto& st = self->state;
  auto parsed = rules::parse_generate(call.what->body, st.engine->pipelines);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  submit_job what{
    std::get<job_request>(std::move(parsed)), {}, call.what->trace_id};
  what.request.user = call.what->who.user;
  if (!call.what->idempotency_key.empty())
    what.key = idempotency_record{
      scope_of(*call.what), rules::hash_of_body(call.what->body), {}, {}};
  ask_actor<reply>(self, call, st.queue, std::move(what),
                   [=](const reply& answer) { respond(call, answer); });
}

void show_queued(self_ptr self, const client_call& call, job_state_ptr job) {
  ask_actor<queue_places>(
    self, call, self->state.queue, find_places{{job->id}},
    [=](const queue_places& where) {
      respond_versioned(
        call, *job,
        rules::show_job(*job, rules::facts_of(where.places.at(0), {})));
    });
}

void show_running(self_ptr self, const client_call& call, job_state_ptr job) {
  ask_actor<live_view>(self, call, self->state.engine->bus, find_live{job->id},
                       [=](const live_view& live) {
                         respond_versioned(
                           call, *job,
                           rules::show_job(*job, rules::facts_of({}, live)));
                       });
}

void show_job(self_ptr self, const client_call& call) {
  ask<state_found>(self, call, find_state{parameter(call, "id")},
                   [=](const state_found& answer) {
                     if (!answer.found
                         || !may_see(call, (*answer.found)->request.user))
                       return respond_not_found(call);
                     const auto& job = *answer.found;
                     if (job->status == job_status::queued)
                       return show_queued(self, call, job);
                     if (job->status == job_status::running)
                       return show_running(self, call, job);
                     respond_versioned(call, *job, rules::show_job(*job, {}));
                   });
}

void show_report(self_ptr self, const client_call& call) {
  ask<job_found>(
    self, call, find_job{parameter(call, "id")}, [=](const job_found& answer) {
      if (!answer.found || !may_see(call, answer.found->state->request.user))
        return respond_not_found(call);
      const auto& job = *answer.found;
      if (auto refusal = rules::report_refusal(*job.state))
        return respond(call, *refusal);
      auto warnings
        = report::report_warnings(*job.state->graph, job.outputs, *job.sources);
      respond_versioned(call, *job.state, rules::show_report(job, warnings));
    });
}

void show_page(self_ptr self, const client_call& call, const job_page& page) {
  find_places where;
  for (const auto& job : page.items)
    where.ids.push_back(job->id);
  ask_actor<queue_places>(
    self, call, self->state.queue, std::move(where),
    [=](const queue_places& answer) {
      auto items = json::array();
      for (std::size_t i = 0; i < page.items.size(); ++i)
        items.push_back(rules::show_summary(*page.items[i], answer.places[i]));
      auto cursor
        = page.next_cursor.empty() ? json(nullptr) : json(page.next_cursor);
      respond(call, json{{"items", std::move(items)},
                         {"nextCursor", std::move(cursor)}});
    });
}

void list_jobs(self_ptr self, const client_call& call) {
  auto parsed = rules::parse_job_query(call.what->parameters);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  auto query = std::get<job_query>(std::move(parsed));
  if (call.what->who.role != io::role::admin)
    query.user = call.what->who.user;
  ask<job_page>(self, call, std::move(query),
                [=](const job_page& page) { show_page(self, call, page); });
}

/// Events are stored as they are told, so a page of them is put together.
std::string to_text(const event_page& page) {
  std::string result{R"({"items":[)"};
  for (const auto& event : page.items) {
    if (&event != &page.items.front())
      result += ',';
    result += *event.text;
  }
  return result + R"(],"lastSeq":)" + std::to_string(page.last_seq) + '}';
}

void list_events(self_ptr self, const client_call& call) {
  auto parsed = rules::parse_event_query(call.what->parameters);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  ask<events_found>(self, call, std::get<event_query>(std::move(parsed)),
                    [=](const events_found& answer) {
                      if (!answer.found || !may_see(call, answer.found->user))
                        return respond_not_found(call);
                      respond_text(call, to_text(*answer.found));
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
  respond(call, rules::list_pipelines(self->state.engine->pipelines));
}

void show_pipeline(self_ptr self, const client_call& call) {
  const auto& types = self->state.engine->report_types;
  auto found = types.find(parameter(call, "reportType"));
  if (found == types.end())
    return respond(call, problem{problem_code::not_found,
                                 "There is no report type with this name.",
                                 {},
                                 {},
                                 {}});
  respond(call, rules::show_pipeline(*found->second.graph));
}

void show_me(const client_call& call) {
  const auto& who = call.what->who;
  respond(call,
          json{{"user", who.user},
               {"role", who.role == io::role::admin ? "admin" : "analyst"}});
}

void respond_unready(const client_call& call, problem_code code,
                     std::string why) {
  respond(call, problem{code, std::move(why), {}, {}, {{"Retry-After", "1"}}});
}

void check_readiness(self_ptr self, const client_call& call) {
  const auto& health = *self->state.engine->health;
  if (health.is_draining)
    return respond_unready(call, problem_code::draining,
                           "The server is shutting down.");
  if (!health.is_writable)
    return respond_unready(call, problem_code::storage_busy,
                           "The store cannot be written at the moment.");
  ask<std::string>(self, call, epoch_atom_v, [=](const std::string&) {
    respond(call, json{{"status", "ready"}});
  });
}

void show_version(self_ptr self, const client_call& call) {
  const auto& st = self->state;
  respond(call, json{{"name", "dossier"},
                     {"version", st.version},
                     {"demo", st.engine->is_demo}});
}

void answer(self_ptr self, const client_call& call) {
  switch (call.what->operation) {
    case operation::generate_report: return generate_report(self, call);
    case operation::list_jobs: return list_jobs(self, call);
    case operation::show_job: return show_job(self, call);
    case operation::show_report: return show_report(self, call);
    case operation::list_events: return list_events(self, call);
    case operation::list_attempts: return list_attempts(self, call);
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

gateway_actor::behavior_type gateway(self_ptr self, directory_ptr engine,
                                     queue_actor queue, std::string version) {
  self->state.engine = std::move(engine);
  self->state.queue = std::move(queue);
  self->state.version = std::move(version);
  return {
    [=](const client_call& call) { answer(self, call); },
  };
}

} // namespace dossier
