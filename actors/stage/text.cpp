#include "actors/stage/internal.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::writing {

namespace {

/// Text is published at most twenty times a second.
constexpr auto publish_interval = std::chrono::milliseconds{50};

} // namespace

void publish_text(self_ptr self) {
  auto& st = self->state;
  if (!st.attempt || st.attempt->unpublished.text.empty())
    return;
  auto& unpublished = st.attempt->unpublished;
  auto size = unpublished.text.size();
  self->send(st.directory->bus,
             text_delta{.id = st.job->state->id,
                        .graph = st.type->graph,
                        .at = {.key = st.attempt->key,
                               .call = st.attempt->call,
                               .offset = unpublished.offset},
                        .text = std::move(unpublished.text)});
  unpublished.text.clear();
  unpublished.offset += size;
  unpublished.last_published = self->clock().now();
}

void on_text(self_ptr self, const call_text& piece) {
  auto& st = self->state;
  if (!st.attempt || st.attempt->key != piece.key
      || st.attempt->call != piece.call)
    return;
  auto& unpublished = st.attempt->unpublished;
  unpublished.text += piece.text;
  auto now = self->clock().now();
  auto due = unpublished.last_published
               ? *unpublished.last_published + publish_interval
               : now;
  if (now >= due)
    publish_text(self);
  else if (!std::exchange(unpublished.is_armed, true))
    self->delayed_send(self, due - now, write_atom_v);
}

void restart_text(stage_actor_state& st, unsigned call) {
  st.attempt->unpublished.text.clear();
  st.attempt->unpublished.offset = 0;
  st.attempt->call = call;
}

} // namespace dossier::writing
