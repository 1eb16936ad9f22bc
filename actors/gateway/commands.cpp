#include "actors/gateway/commands.hpp"

#include "actors/rules/requests/requests.hpp"
#include "actors/rules/views/plan_view.hpp"

#include <charconv>

namespace dossier::gateways {

namespace {

/// Asks the queue, which knows who has the job; `then` gets its answer.
template <class Then>
void command(self_ptr self, const client_call& call, command_body body,
             Then then) {
  const auto& who = call.request->who;
  job_command asked{.id = parameter(call, "id"),
                    .by = who.user,
                    .is_admin = who.role == io::role::admin,
                    .body = std::move(body),
                    .key = key_of(call)};
  ask_actor<request_outcome>(self, call, self->state.directory->queue,
                             std::move(asked), then);
}

void command(self_ptr self, const client_call& call, command_body body) {
  command(self, call, std::move(body),
          [=](const request_outcome& outcome) { respond(call, outcome); });
}

// -- rerun --------------------------------------------------------------------

void show_plan(self_ptr self, const client_call& call, job_state_ptr job,
               rules::rerun_plan plan) {
  ask<estimates_found>(
    self, call, find_estimates{job->graph}, [=](const estimates_found& known) {
      auto estimate
        = rules::estimate_rerun(*job->graph, plan.all(), *known.items);
      respond(call, rules::show_plan(*job, plan, estimate));
    });
}

void plan_rerun(self_ptr self, const client_call& call,
                const rerun_command& rerun) {
  ask<state_found>(self, call, find_state{parameter(call, "id")},
                   [=](const state_found& answer) {
                     if (!answer.found
                         || !may_see(call, (*answer.found)->request.user))
                       return respond_not_found(call);
                     auto plan = rules::plan_rerun(**answer.found, rerun);
                     if (auto* refused = std::get_if<problem>(&plan))
                       return respond(call, std::move(*refused));
                     show_plan(self, call, *answer.found,
                               std::get<rules::rerun_plan>(std::move(plan)));
                   });
}

// -- versions -----------------------------------------------------------------

void respond_no_version(const client_call& call) {
  respond(call, make_problem(problem_code::not_found,
                             "There is no such section or version."));
}

/// Nothing for what is no number of a version, as it is written.
std::optional<unsigned> version_of(const client_call& call) {
  const auto& text = parameter(call, "n");
  if (text.starts_with('0'))
    return {};
  unsigned result = 0;
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), result);
  if (error != std::errc{} || end != text.data() + text.size())
    return {};
  return result;
}

/// Nothing for a job that the client may not know of.
const version_list* visible(const client_call& call,
                            const versions_found& answer) {
  return answer.found && may_see(call, answer.found->state->request.user)
           ? &*answer.found
           : nullptr;
}

} // namespace

void rerun_report(self_ptr self, const client_call& call) {
  auto parsed = rules::parse_rerun(call.request->body);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  auto rerun = std::get<rerun_command>(std::move(parsed));
  if (parameter(call, "dryRun") == "true")
    return plan_rerun(self, call, rerun);
  command(self, call, std::move(rerun));
}

void regenerate_report(self_ptr self, const client_call& call) {
  auto parsed = rules::parse_regenerate(call.request->body);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  command(self, call, std::get<rerun_command>(std::move(parsed)));
}

void cancel_job(self_ptr self, const client_call& call) {
  command(self, call, cancel_command{});
}

void delete_job(self_ptr self, const client_call& call) {
  command(self, call, delete_command{});
}

void update_job(self_ptr self, const client_call& call) {
  auto parsed = rules::parse_update(call.request->body);
  if (auto* bad = std::get_if<problem>(&parsed))
    return respond(call, std::move(*bad));
  command(self, call, std::get<update_command>(std::move(parsed)),
          [=](const request_outcome& outcome) {
            if (!outcome.refusal())
              return show_job(self, call);
            respond(call, outcome);
          });
}

void list_section_versions(self_ptr self, const client_call& call) {
  ask<versions_found>(
    self, call, find_versions{parameter(call, "id"), parameter(call, "stage")},
    [=](const versions_found& answer) {
      const auto* list = visible(call, answer);
      if (!list)
        return respond_no_version(call);
      auto items = json::array();
      for (const auto& version : list->items)
        items.push_back(
          rules::show_version(*list->state->graph, list->stage, version));
      respond(call, json{{"items", std::move(items)}});
    });
}

void show_section_version(self_ptr self, const client_call& call) {
  auto number = version_of(call);
  if (!number)
    return respond_no_version(call);
  ask<versions_found>(self, call,
                      find_version{.id = parameter(call, "id"),
                                   .stage = parameter(call, "stage"),
                                   .version = *number},
                      [=](const versions_found& answer) {
                        const auto* list = visible(call, answer);
                        if (!list || list->items.empty())
                          return respond_no_version(call);
                        respond(call, rules::show_version(*list->state->graph,
                                                          list->stage,
                                                          list->items.front()));
                      });
}

void restore_section_version(self_ptr self, const client_call& call) {
  auto number = version_of(call);
  if (!number)
    return respond_no_version(call);
  command(self, call, restore_command{parameter(call, "stage"), *number});
}

} // namespace dossier::gateways
