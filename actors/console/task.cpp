#include "actors/console/task.hpp"

namespace dossier::consoles {

void respond(const task_ptr& to, reply answer) {
  if (to->sender.pending())
    to->sender.deliver(std::move(answer));
}

void respond(const task_ptr& to, problem why) {
  why.trace_id = to->call.trace_id;
  respond(to, to_reply(why));
}

void respond(const task_ptr& to, int status, const json& body) {
  respond(to, reply{status,
                    "application/json",
                    {},
                    std::make_shared<const std::string>(to_text(body))});
}

audit_entry entry_of(self_ptr self, const task& task, std::string target,
                     const json& detail) {
  return {task.call.by, std::string{to_string(task.call.operation)},
          std::move(target), to_text(detail), self->state.engine->clock->now()};
}

json params_of(const task& task) {
  return json(*task.call.params);
}

} // namespace dossier::consoles
