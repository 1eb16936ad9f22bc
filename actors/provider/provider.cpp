#include "actors/provider/provider.hpp"

#include "actors/error.hpp"
#include "actors/provider/call_reporter.hpp"
#include "io/llm/client.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::limiting {

namespace {

using self_ptr = provider_actor::stateful_pointer<provider_actor_state>;

/// Clients are notified of a wait for a slot once it has lasted for so long:
/// most are over before anybody could read of them.
constexpr auto publish_delay = std::chrono::milliseconds{250};

constexpr auto slot_reason
  = "As many calls are under way as may be at once (provider.max_concurrency).";

limited_call::time_point now(self_ptr self) {
  return self->clock().now();
}

/// What is left of the hold; none or less when no call is held.
milliseconds hold_left(self_ptr self) {
  return std::chrono::ceil<milliseconds>(self->state.limiter.until()
                                         - now(self));
}

std::optional<timestamp> held_until(self_ptr self) {
  if (!self->state.limiter.is_held(now(self)))
    return {};
  return self->state.directory->clock->now() + hold_left(self);
}

// -- publishing why a call waits ----------------------------------------------

/// So that a process which dies meanwhile does not count as a crash of a stage
/// that had no call under way: at once, unlike what is published. Nobody
/// waits for it: a note that is lost leaves the stage as if its call had been
/// made.
void note_hold(self_ptr self, limited_call& call, wait_reason detail) {
  if (std::exchange(call.noted, detail) == detail)
    return;
  store_notes note;
  note.holds.push_back(
    {.job = call.request.job, .key = call.request.key, .detail = detail});
  self->request(self->state.directory->recorder, caf::infinite, std::move(note))
    .then([](const recorded&) {},
          [](const caf::error& reason) {
            spdlog::warn("hold not noted: reason={}", describe(reason));
          });
}

void publish(self_ptr self, limited_call& call, wait_reason detail) {
  auto& st = self->state;
  note_hold(self, call, detail);
  if (std::exchange(call.published, detail) == wait_reason::none
      && detail == wait_reason::none)
    return;
  wait_changed news{.id = call.request.job,
                    .graph = call.request.graph,
                    .key = call.request.key,
                    .detail = detail};
  if (detail == wait_reason::throttled) {
    news.reason = st.reason;
    news.until = held_until(self);
  } else if (detail == wait_reason::waiting) {
    news.reason = slot_reason;
  }
  self->send(st.directory->bus, std::move(news));
}

void publish_later(self_ptr self) {
  if (!std::exchange(self->state.is_publish_armed, true))
    self->delayed_send(self, publish_delay, publish_atom_v);
}

void publish_soon(self_ptr self, limited_call& call) {
  note_hold(self, call, wait_reason::waiting);
  publish_later(self);
}

void publish_waiting(self_ptr self) {
  auto& st = self->state;
  auto detail
    = st.limiter.is_limited() ? wait_reason::throttled : wait_reason::waiting;
  auto is_complete = true;
  for (auto& [ticket, call] : st.waiting) {
    if (call.published == detail)
      continue;
    if (now(self) - call.waits_since >= publish_delay)
      publish(self, call, detail);
    else
      is_complete = false;
  }
  st.is_publish_armed = false;
  if (!is_complete)
    publish_later(self);
}

// -- ending -------------------------------------------------------------------

/// The stage learns what it has waited, and of all that was sent.
template <class End>
void end_call(self_ptr self, limited_call& call, End how) {
  publish(self, call, wait_reason::none);
  how.calls += call.calls;
  how.spent += call.spent;
  how.throttled = call.request.throttled;
  self->send(call.request.stage, std::move(how));
}

void fail_waiting(self_ptr self, limited_call& call, error_class error,
                  std::string message) {
  call_failed end;
  end.key = call.request.key;
  end.call = call.request.call;
  end.failure = {.error = error, .message = std::move(message)};
  end.model = self->state.client->model();
  end_call(self, call, std::move(end));
}

// -- waiting ------------------------------------------------------------------

/// What the stage will have waited for a busy provider, up to now.
milliseconds waited(self_ptr self, const limited_call& call) {
  auto limited
    = self->state.limiter.limited_time(now(self)) - call.limited_before;
  return call.request.throttled + limited;
}

bool is_spent(self_ptr self, const limited_call& call, milliseconds more) {
  return rules::is_spent(self->state.limiter.policy(), waited(self, call),
                         more);
}

void abandon(self_ptr self, limited_call& call, milliseconds more) {
  call.request.throttled = waited(self, call);
  fail_waiting(self, call, error_class::throttled,
               rules::spent_message(self->state.limiter.policy(),
                                    self->state.reason, call.request.throttled,
                                    more));
}

enum class queue_end { back, front };

void wait(self_ptr self, std::uint64_t ticket, limited_call call,
          queue_end where) {
  auto& st = self->state;
  call.waits_since = now(self);
  if (where == queue_end::front)
    st.order.add_first(call.request.remaining_path, call.request.job, ticket);
  else
    st.order.add(call.request.remaining_path, call.request.job, ticket);
  auto& entry = st.waiting[ticket] = std::move(call);
  if (st.limiter.is_limited())
    publish(self, entry, wait_reason::throttled);
  else
    publish_soon(self, entry);
}

limited_call take_waiting(self_ptr self, std::uint64_t ticket) {
  auto& st = self->state;
  auto entry = st.waiting.extract(ticket);
  const auto& request = entry.mapped().request;
  st.order.remove(request.remaining_path, request.job, ticket);
  return std::move(entry.mapped());
}

// -- calling ------------------------------------------------------------------

bool may_start(self_ptr self) {
  const auto& st = self->state;
  return st.running.size() < st.max_concurrency && st.limiter.admits(now(self));
}

void start(self_ptr self, std::uint64_t ticket, limited_call call) {
  auto& st = self->state;
  publish(self, call, wait_reason::none);
  call.request.throttled = waited(self, call);
  if ((call.is_probe = st.limiter.is_probing())) {
    st.limiter.on_probe();
    self->delayed_send(self, st.limiter.policy().patience,
                       call_taken{ticket, call.refusals});
  }
  auto& slot = st.running[ticket] = std::move(call);
  slot.connection = st.client->start(
    *slot.request.prompt, report_call(slot, provider_actor{self}, ticket));
}

void start_waiting(self_ptr self) {
  auto& st = self->state;
  while (may_start(self)) {
    auto next = st.order.next();
    if (!next)
      return;
    auto entry = st.waiting.extract(*next);
    start(self, *next, std::move(entry.mapped()));
  }
}

void on_request(self_ptr self, const call_request& request) {
  auto& st = self->state;
  auto ticket = ++st.last_ticket;
  limited_call call;
  call.request = request;
  call.limited_before = st.limiter.limited_time(now(self));
  if (st.limiter.is_held(now(self)) && is_spent(self, call, hold_left(self)))
    abandon(self, call, hold_left(self));
  else if (may_start(self))
    start(self, ticket, std::move(call));
  else
    wait(self, ticket, std::move(call), queue_end::back);
}

// -- a busy provider ----------------------------------------------------------

/// The others wait for as long as it does: some may not.
void hold_waiting(self_ptr self) {
  auto& st = self->state;
  auto hold = hold_left(self);
  std::vector<std::uint64_t> spent;
  for (auto& [ticket, call] : st.waiting)
    if (is_spent(self, call, hold))
      spent.push_back(ticket);
    else
      publish(self, call, wait_reason::throttled);
  for (auto ticket : spent) {
    auto call = take_waiting(self, ticket);
    abandon(self, call, hold);
  }
}

/// Only the others wait; what it cost stands in the call already.
void end_refused(self_ptr self, limited_call& call, call_failed end) {
  end.calls = 0;
  end.spent = {};
  end_call(self, call, std::move(end));
}

void on_refused(self_ptr self, std::uint64_t ticket, limited_call call,
                const call_failed& end) {
  auto& st = self->state;
  call.calls += end.calls;
  call.spent += end.spent;
  call.limited_before = st.limiter.limited_time(now(self));
  auto before = st.limiter.until();
  auto more
    = st.limiter.on_refused(now(self), ++call.refusals,
                            draw(*st.directory->rng), end.failure.retry_after);
  st.reason = end.failure.message;
  if (st.limiter.until() != before) {
    auto hold = hold_left(self);
    spdlog::warn("provider busy: hold_ms={} waiting={} reason=\"{}\"",
                 hold.count(), st.waiting.size(), st.reason);
    self->delayed_send(self, hold, wake_atom_v);
    hold_waiting(self);
  }
  if (end.failure.is_final)
    return end_refused(self, call, end);
  if (is_spent(self, call, more))
    return abandon(self, call, more);
  call.request.call = end.call + 1;
  self->send(call.request.stage,
             call_restarted{call.request.key, call.request.call});
  wait(self, ticket, std::move(call), queue_end::front);
}

/// A probe was taken.
void open_gate(self_ptr self) {
  auto& st = self->state;
  auto was_limited = st.limiter.is_limited();
  st.limiter.on_taken(now(self), st.max_concurrency);
  if (was_limited && !st.limiter.is_limited())
    spdlog::info("provider takes calls again: waiting={}", st.waiting.size());
}

/// Too late for calls that have ended, or were taken before.
void on_taken(self_ptr self, const call_taken& taken) {
  auto& st = self->state;
  auto slot = st.running.find(taken.ticket);
  if (slot == st.running.end() || !slot->second.is_probe
      || slot->second.refusals != taken.refusals)
    return;
  slot->second.is_probe = false;
  open_gate(self);
  if (!st.waiting.empty())
    publish_later(self);
  start_waiting(self);
}

// -- the end of a call --------------------------------------------------------

void end_probe(self_ptr self, const limited_call& call,
               const call_ended& ended) {
  if (!call.is_probe)
    return;
  if (std::holds_alternative<call_answered>(ended.end))
    open_gate(self);
  else
    self->state.limiter.on_probe_ended();
}

void on_ended(self_ptr self, const call_ended& ended) {
  auto slot = self->state.running.extract(ended.ticket);
  if (slot.empty())
    return;
  auto& call = slot.mapped();
  call.connection.reset();
  end_probe(self, call, ended);
  call.is_probe = false;
  const auto* failed = std::get_if<call_failed>(&ended.end);
  if (failed && failed->failure.error == error_class::throttled
      && !call.is_cancelled)
    on_refused(self, ended.ticket, std::move(call), *failed);
  else
    std::visit([&](const auto& end) { end_call(self, call, end); }, ended.end);
  start_waiting(self);
}

void cancel(self_ptr self, const cancel_call& cancelled) {
  auto& st = self->state;
  auto is_meant = [&](const limited_call& call) {
    return call.request.job == cancelled.job
           && call.request.key == cancelled.key;
  };
  for (auto& [ticket, call] : st.running)
    if (is_meant(call)) {
      call.is_cancelled = true;
      call.connection->cancel();
    }
  auto found
    = std::find_if(st.waiting.begin(), st.waiting.end(),
                   [&](const auto& entry) { return is_meant(entry.second); });
  if (found == st.waiting.end())
    return;
  auto call = take_waiting(self, found->first);
  call.request.throttled = waited(self, call);
  fail_waiting(self, call, error_class::transient, "The call was cancelled.");
}

limiter_state describe(self_ptr self) {
  const auto& st = self->state;
  return {.limit = st.max_concurrency,
          .running = st.running.size(),
          .waiting = st.waiting.size(),
          .held_until = held_until(self),
          .model = st.client->model()};
}

} // namespace

} // namespace dossier::limiting

namespace dossier {

provider_actor::behavior_type
provider(limiting::self_ptr self, directory_ptr directory,
         std::shared_ptr<io::llm::client> client) {
  using namespace limiting;
  const auto& settings = directory->settings;
  self->state.max_concurrency
    = std::max<std::size_t>(settings.max_concurrency, 1);
  self->state.limiter = rules::throttle{settings.throttle};
  self->state.client = std::move(client);
  self->state.directory = std::move(directory);
  return {
    [=](const call_request& request) { on_request(self, request); },
    [=](const call_taken& taken) { on_taken(self, taken); },
    [=](const call_ended& ended) { on_ended(self, ended); },
    [=](const cancel_call& cancelled) { cancel(self, cancelled); },
    [=](const set_concurrency& limit) {
      self->state.max_concurrency = std::max<std::size_t>(limit.limit, 1);
      start_waiting(self);
    },
    [=](limiter_atom) { return describe(self); },
    [=](wake_atom) { start_waiting(self); },
    [=](publish_atom) { publish_waiting(self); },
  };
}

} // namespace dossier
