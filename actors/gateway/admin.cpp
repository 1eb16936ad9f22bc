#include "actors/gateway/admin.hpp"

#include "actors/error.hpp"
#include "actors/gateway/calls.hpp"
#include "actors/rules/requests/admin_requests.hpp"
#include "actors/rules/views/answers.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::gateways {

void ask_console(gateway_actor::stateful_pointer<gateway_actor_state> self,
                 const client_call& call) {
  const auto& request = *call.request;
  if (request.who.role != io::role::admin)
    return respond(call, rules::administrators_only());
  auto params
    = rules::gather_params(request.operation, request.parameters, request.body);
  if (auto* bad = std::get_if<problem>(&params))
    return respond(call, std::move(*bad));
  admin_call asked{.operation = request.operation,
                   .by = request.who.user,
                   .params = std::make_shared<const nlohmann::json>(
                     std::get<nlohmann::json>(std::move(params))),
                   .trace_id = request.trace_id};
  self->request(self->state.directory->console, caf::infinite, std::move(asked))
    .then(
      [=](const admin_outcome& outcome) {
        call.to->respond(rules::render(outcome));
      },
      [=](const caf::error& reason) {
        respond(call, to_problem(reason, "Administering"));
      });
}

} // namespace dossier::gateways
