#include "actors/edge_admin.hpp"

#include "actors/error.hpp"
#include "actors/frames.hpp"
#include "actors/rules/admin_requests.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <array>
#include <cinttypes>
#include <cstdio>

namespace dossier::edges {

namespace {

/// Commands of one socket that are not answered yet.
constexpr std::size_t max_commands = 16;

problem too_many_commands() {
  return {problem_code::rate_limited,
          "Wait for answers: a socket may ask for "
            + std::to_string(max_commands) + " things at once.",
          {},
          {},
          {}};
}

/// As HTTP requests have one: joins a refusal with the log.
std::string trace_of(randomness& chance) {
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016" PRIx64 "%016" PRIx64,
                chance.bits(), chance.bits());
  return text.data();
}

void turn_away(self_ptr self, const std::string& id, const problem& why) {
  push(self, frames::admin(id, to_reply(why)));
}

void on_answer(self_ptr self, const std::string& id, const reply& answer) {
  --self->state.commands;
  push(self, frames::admin(id, answer));
}

} // namespace

void ask_console(self_ptr self, const rules::admin_frame& what) {
  auto& st = self->state;
  if (st.who.role != io::role::admin)
    return turn_away(self, what.id, rules::administrators_only());
  if (st.commands >= max_commands)
    return turn_away(self, what.id, too_many_commands());
  ++st.commands;
  admin_call call{what.operation, st.who.user, what.params,
                  trace_of(*st.engine->chance)};
  self->request(st.engine->console, caf::infinite, std::move(call))
    .then(
      [=, id = what.id](const reply& answer) { on_answer(self, id, answer); },
      [=, id = what.id](const caf::error& reason) {
        on_answer(self, id, to_reply(to_problem(reason, "Administering")));
      });
}

} // namespace dossier::edges
