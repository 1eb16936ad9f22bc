#include "actors/console/task.hpp"

namespace dossier::consoles {

void respond(const task_ptr& to, reply answer) {
  if (to->sender.pending())
    to->sender.deliver(std::move(answer));
}

void respond(const task_ptr& to, problem what) {
  what.trace_id = to->what.trace_id;
  respond(to, to_reply(what));
}

void respond(const task_ptr& to, int status, const json& body) {
  respond(to, reply{status,
                    "application/json",
                    {},
                    std::make_shared<const std::string>(to_text(body))});
}

audit_entry entry_of(self_ptr self, const task& what, std::string target,
                     const json& detail) {
  return {what.what.by, std::string{to_string(what.what.operation)},
          std::move(target), to_text(detail), self->state.engine->clock->now()};
}

json params_of(const task& what) {
  return json(*what.what.params);
}

} // namespace dossier::consoles
