#include "actors/edge/admin.hpp"

#include "actors/edge/frames.hpp"
#include "actors/error.hpp"
#include "actors/rules/requests/admin_requests.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::edges {

namespace {

/// Commands of one socket that are not answered yet.
constexpr std::size_t max_commands = 16;

problem too_many_commands() {
  return make_problem(problem_code::rate_limited,
                      "Wait for answers: a socket may ask for "
                        + std::to_string(max_commands) + " things at once.");
}

void on_answer(self_ptr self, const std::string& id,
               const admin_outcome& outcome) {
  --self->state.commands;
  push(self, frames::admin(id, outcome));
}

} // namespace

void ask_console(self_ptr self, const rules::admin_frame& frame) {
  auto& st = self->state;
  if (st.who.role != io::role::admin)
    return push_refusal(self, frame.id, rules::administrators_only());
  if (st.commands >= max_commands)
    return push_refusal(self, frame.id, too_many_commands());
  ++st.commands;
  admin_call call{.operation = frame.operation,
                  .by = st.who.user,
                  .params = frame.params,
                  .trace_id = trace_of(self)};
  auto trace = call.trace_id;
  self->request(st.directory->console, caf::infinite, std::move(call))
    .then([=, id = frame.id](
            const admin_outcome& outcome) { on_answer(self, id, outcome); },
          [=, id = frame.id](const caf::error& reason) {
            auto failure = to_problem(reason, "Administering");
            failure.trace_id = trace;
            on_answer(self, id, {failure});
          });
}

} // namespace dossier::edges
