#include "actors/gateway/calls.hpp"

#include "actors/live_facts.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/requests/idempotency.hpp"
#include "actors/rules/views/answers.hpp"
#include "actors/rules/views/job_view.hpp"
#include "messages/entity_tag.hpp"

namespace dossier::gateways {

// -- answering ----------------------------------------------------------------

void respond(const client_call& call, reply answer) {
  call.to->respond(std::move(answer));
}

void respond(const client_call& call, problem why) {
  why.trace_id = call.request->trace_id;
  respond(call, to_reply(why));
}

void respond(const client_call& call, const request_outcome& outcome) {
  if (const auto* refusal = outcome.refusal())
    return respond(call, *refusal);
  respond(call, rules::render(outcome));
}

void respond_text(const client_call& call, std::string body) {
  respond(call, json_reply(200, std::move(body)));
}

void respond(const client_call& call, const json& body) {
  respond_text(call, to_text(body));
}

void respond_versioned(const client_call& call, const job_state& job,
                       const json& body) {
  auto tag = "\"" + std::to_string(job.revision) + "\"";
  headers extra{{"ETag", tag}};
  if (lists_tag(call.request->if_none_match, tag))
    return respond(call, reply{.status = 304,
                               .content_type = {},
                               .extra = std::move(extra),
                               .body = {}});
  respond(call, json_reply(200, to_text(body), std::move(extra)));
}

void respond_not_found(const client_call& call) {
  respond(call, rules::unknown_job());
}

problem too_many_reads() {
  return make_problem(problem_code::storage_busy,
                      "Too many questions wait for the store.",
                      std::chrono::seconds{1});
}

// -- the request --------------------------------------------------------------

bool may_see(const client_call& call, const user_id& owner) {
  const auto& who = call.request->who;
  return rules::may_see(owner, who.user, who.role == io::role::admin);
}

const std::string& parameter(const client_call& call, std::string_view name) {
  static const std::string absent;
  auto found = call.request->parameters.find(name);
  return found == call.request->parameters.end() ? absent : found->second;
}

std::optional<idempotency_record> key_of(const client_call& call) {
  const auto& request = *call.request;
  if (request.idempotency_key.empty())
    return {};
  auto scope = request.who.user + '\n' + request.method + '\n' + request.path
               + '\n' + request.idempotency_key;
  return idempotency_record{.scope = std::move(scope),
                            .body_hash = rules::hash_of_body(request.body)};
}

// -- a job --------------------------------------------------------------------

namespace {

void show(self_ptr self, const client_call& call, const job_state_ptr& job,
          const live_view& live) {
  with_facts(
    self, job, live,
    [=](const rules::live_facts& facts) {
      respond_versioned(call, *job, rules::show_job(*job, facts));
    },
    [=](const caf::error& reason) {
      respond(call, to_problem(reason, "Answering"));
    });
}

} // namespace

void show_job(self_ptr self, const client_call& call) {
  ask<state_found>(
    self, call, find_state{parameter(call, "id")},
    [=](const state_found& answer) {
      if (!answer.found || !may_see(call, (*answer.found)->request.user))
        return respond_not_found(call);
      const auto& job = *answer.found;
      if (job->status != job_status::running)
        return show(self, call, job, {});
      ask_actor<live_view>(
        self, call, self->state.directory->bus, find_live{job->id},
        [=](const live_view& live) { show(self, call, job, live); });
    });
}

} // namespace dossier::gateways
