/// One request of an administrator on its way, and what all of them have in
/// common: asking the others, putting on record, answering.

#pragma once

#include "actors/console/console.hpp"
#include "actors/error.hpp"
#include "messages/json.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

namespace dossier::consoles {

using self_ptr = console_actor::stateful_pointer<console_actor_state>;

struct task {
  admin_call call;
  caf::typed_response_promise<admin_outcome> sender;
};

/// Shared by the steps of one request.
using task_ptr = std::shared_ptr<task>;

/// Once answered, further answers are dropped: of several questions that were
/// asked at once, more than one may fail.
void respond(const task_ptr& to, admin_outcome outcome);
void respond(const task_ptr& to, problem why);
void respond(const task_ptr& to, const request_outcome& outcome);
void respond(const task_ptr& to, const json& view);

/// The same, for what goes on after the answer.
void respond_begun(const task_ptr& to, const json& view);

/// `then` gets the answer; when there is none, the request is refused.
template <class Answer, class Actor, class Question, class Then>
void ask(self_ptr self, const task_ptr& task, const Actor& whom, Question what,
         Then then) {
  self->request(whom, caf::infinite, std::move(what))
    .then([=](const Answer& answer) { then(answer); },
          [=](const caf::error& reason) {
            respond(task, to_problem(reason, "Administering"));
          });
}

/// What is put on record of a request. `detail` is what was asked for.
audit_entry entry_of(self_ptr self, const task& task, std::string target,
                     const json& detail);

/// Puts a request on record; `then` carries it out.
template <class Then>
void record(self_ptr self, const task_ptr& task, std::string target,
            const json& detail, Then then) {
  store_notes note{.audit = {entry_of(self, *task, std::move(target), detail)}};
  ask<recorded>(self, task, self->state.directory->recorder, std::move(note),
                [=](const recorded&) { then(); });
}

/// What was asked for, as it is put on record.
json params_of(const task& task);

// -- one operation each -------------------------------------------------------

void show_overview(self_ptr self, const task_ptr& task);

void rerun_jobs(self_ptr self, const task_ptr& task);

/// Goes on with reruns that were deferred.
void go_on(self_ptr self);

void check_jobs(self_ptr self, const task_ptr& task);

void check_job(self_ptr self, const task_ptr& task);

} // namespace dossier::consoles
