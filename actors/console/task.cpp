#include "actors/console/task.hpp"

#include "actors/rules/views/answers.hpp"

namespace dossier::consoles {

namespace {

std::shared_ptr<const std::string> text_of(const json& view) {
  return std::make_shared<const std::string>(to_text(view));
}

} // namespace

void respond(const task_ptr& to, admin_outcome outcome) {
  if (to->sender.pending())
    to->sender.deliver(std::move(outcome));
}

void respond(const task_ptr& to, problem why) {
  why.trace_id = to->call.trace_id;
  respond(to, admin_outcome{std::move(why)});
}

void respond(const task_ptr& to, const request_outcome& outcome) {
  if (const auto* refusal = outcome.refusal())
    return respond(to, *refusal);
  auto text = rules::render(outcome).body;
  respond(to, {admin_view{.text = std::move(text), .goes_on = false}});
}

void respond(const task_ptr& to, const json& view) {
  respond(to, {admin_view{.text = text_of(view), .goes_on = false}});
}

void respond_begun(const task_ptr& to, const json& view) {
  respond(to, {admin_view{.text = text_of(view), .goes_on = true}});
}

audit_entry entry_of(self_ptr self, const task& task, std::string target,
                     const json& detail) {
  return {.by = task.call.by,
          .action = std::string{to_string(task.call.operation)},
          .target = std::move(target),
          .detail = to_text(detail),
          .at = self->state.directory->clock->now()};
}

json params_of(const task& task) {
  return json(*task.call.params);
}

} // namespace dossier::consoles
