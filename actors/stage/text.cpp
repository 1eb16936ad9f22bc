#include "actors/stage/text.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::writing {

namespace {

/// Text is told at most twenty times a second.
constexpr auto tell_interval = std::chrono::milliseconds{50};

} // namespace

void tell_text(self_ptr self) {
  auto& st = self->state;
  if (!st.attempt || st.attempt->untold.text.empty())
    return;
  auto& untold = st.attempt->untold;
  auto size = untold.text.size();
  self->send(st.engine->bus,
             text_delta{st.job->state->id,
                        st.type->graph,
                        {st.attempt->key, st.attempt->call, untold.offset},
                        std::move(untold.text)});
  untold.text.clear();
  untold.offset += size;
  untold.last_told = self->clock().now();
}

void on_text(self_ptr self, const call_text& piece) {
  auto& st = self->state;
  if (!st.attempt || st.attempt->key != piece.key
      || st.attempt->call != piece.call)
    return;
  auto& untold = st.attempt->untold;
  untold.text += piece.text;
  auto now = self->clock().now();
  auto due = untold.last_told ? *untold.last_told + tell_interval : now;
  if (now >= due)
    tell_text(self);
  else if (!std::exchange(untold.is_armed, true))
    self->delayed_send(self, due - now, write_atom_v);
}

void restart_text(stage_actor_state& st, unsigned call) {
  st.attempt->untold.text.clear();
  st.attempt->untold.offset = 0;
  st.attempt->call = call;
}

} // namespace dossier::writing
