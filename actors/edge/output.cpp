#include "actors/edge/output.hpp"

#include "actors/edge/frames.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <array>
#include <cinttypes>
#include <cstdio>

namespace dossier::edges {

using io::frame;
using io::frame_kind;
using io::push_result;

namespace {

/// Frames gathered for one batch while the client is busy.
constexpr std::size_t max_gathered = 1000;
constexpr std::size_t max_gathered_bytes = 1024 * 1024;

/// Close code for a client that does not keep up.
constexpr int too_slow = 1013;

} // namespace

void end(self_ptr self) {
  auto& st = self->state;
  for (const auto& [id, followed] : st.subscriptions)
    self->send(st.directory->bus, unfollow_job{id, edge_actor{self}});
  if (st.feed)
    self->send(st.directory->bus, unfollow_feed{edge_actor{self}});
  st.feed.reset();
  self->quit();
}

bool push(self_ptr self, frame next, frame_kind kind) {
  if (!send_gathered(self))
    return false;
  self->state.is_busy = true;
  if (self->state.client->push(std::move(next), kind) == push_result::closed) {
    end(self);
    return false;
  }
  return true;
}

bool send_gathered(self_ptr self) {
  auto& st = self->state;
  if (st.gathered.empty())
    return true;
  auto items = std::exchange(st.gathered, {});
  st.gathered_bytes = 0;
  return push(self, items.size() == 1 ? items.front() : frames::batch(items));
}

namespace {

/// While the client is busy with earlier frames, new ones gather and go out as
/// one.
push_result gather(self_ptr self, frame next, frame_kind kind) {
  auto& st = self->state;
  if (st.gathered.size() >= max_gathered
      || st.gathered_bytes + next->size() > max_gathered_bytes) {
    if (kind == frame_kind::delta)
      return push_result::dropped;
    st.client->close(too_slow, "the client reads too slowly");
    end(self);
    return push_result::closed;
  }
  st.gathered_bytes += next->size();
  st.gathered.push_back(std::move(next));
  if (!st.is_busy)
    send_gathered(self);
  return push_result::taken;
}

} // namespace

push_result push_live(self_ptr self, frame next, frame_kind kind) {
  auto& st = self->state;
  if (st.wants_batches)
    return gather(self, std::move(next), kind);
  st.is_busy = true;
  auto result = st.client->push(std::move(next), kind);
  if (result == push_result::closed)
    end(self);
  return result;
}

frame encode(self_ptr self, const encoded_event& event) {
  switch (self->state.format) {
    case edge_format::websocket: return frames::event(event);
    case edge_format::event_stream: return frames::stream_event(event);
  }
  return {};
}

std::string trace_of(self_ptr self) {
  auto& st = self->state;
  if (!st.trace_id.empty())
    return st.trace_id;
  auto& rng = *st.directory->rng;
  const auto high = rng.bits();
  const auto low = rng.bits();
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016" PRIx64 "%016" PRIx64, high,
                low);
  return text.data();
}

namespace {

problem traced(self_ptr self, problem why) {
  why.trace_id = trace_of(self);
  spdlog::debug("refused on a socket or stream: code={} trace={}",
                to_string(why.code), why.trace_id);
  return why;
}

} // namespace

void push_error(self_ptr self, std::string_view id, problem why) {
  push(self, frames::error(id, traced(self, std::move(why))));
}

void push_refusal(self_ptr self, std::string_view id, problem why) {
  push(self, frames::admin(id, {traced(self, std::move(why))}));
}

void refuse(self_ptr self, const job_id& id, problem why) {
  auto& st = self->state;
  st.subscriptions.erase(id);
  self->send(st.directory->bus, unfollow_job{id, edge_actor{self}});
  if (st.opening) {
    std::exchange(st.opening, nullptr)
      ->respond(to_reply(traced(self, std::move(why))));
    return end(self);
  }
  push_error(self, id, std::move(why));
}

} // namespace dossier::edges
