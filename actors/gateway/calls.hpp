/// What the gateway's operations have in common: asking the others, and
/// answering the client.

#pragma once

#include "actors/error.hpp"
#include "actors/gateway/gateway.hpp"
#include "messages/json.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::gateways {

using self_ptr = gateway_actor::stateful_pointer<gateway_actor_state>;

/// Beyond this the readers are behind, and more questions make it worse.
inline constexpr std::size_t max_reads_waiting = 1024;

// -- answering ----------------------------------------------------------------

void respond(const client_call& call, reply answer);
void respond(const client_call& call, problem why);
void respond(const client_call& call, const request_outcome& outcome);
void respond(const client_call& call, const json& body);
void respond_text(const client_call& call, std::string body);

/// A representation of a job as of one revision; 304 when the client has it.
void respond_versioned(const client_call& call, const job_state& job,
                       const json& body);

void respond_not_found(const client_call& call);

// -- the request --------------------------------------------------------------

bool may_see(const client_call& call, const user_id& owner);

/// Empty for one that is absent.
const std::string& parameter(const client_call& call, std::string_view name);

/// What a repeated request must equal, when it carries a key: the key counts
/// within one user and one address.
std::optional<idempotency_record> key_of(const client_call& call);

// -- asking -------------------------------------------------------------------

/// 503: the readers are behind.
problem too_many_reads();

/// Asks a reader, unless too many questions wait; `then` gets the answer.
template <class Answer, class Question, class Then>
void ask(self_ptr self, const client_call& call, Question what, Then then) {
  auto& st = self->state;
  if (st.reads_waiting >= max_reads_waiting)
    return respond(call, too_many_reads());
  ++st.reads_waiting;
  self->request(st.directory->reader(), caf::infinite, std::move(what))
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

/// Asks for what the store does not have: the position in the queue, or what
/// running stages are doing.
template <class Answer, class Actor, class Question, class Then>
void ask_actor(self_ptr self, const client_call& call, const Actor& whom,
               Question query, Then then) {
  self->request(whom, caf::infinite, std::move(query))
    .then([=](const Answer& answer) { then(answer); },
          [=](const caf::error& reason) {
            respond(call, to_problem(reason, "Answering"));
          });
}

/// Answers with the job as it stands.
void show_job(self_ptr self, const client_call& call);

} // namespace dossier::gateways
