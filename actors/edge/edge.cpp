#include "actors/edge/edge.hpp"

#include "actors/edge/admin.hpp"
#include "actors/edge/catch_up.hpp"
#include "actors/edge/feed.hpp"
#include "actors/edge/frames.hpp"
#include "actors/edge/live.hpp"
#include "actors/edge/output.hpp"
#include "actors/error.hpp"
#include "actors/live_facts.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/requests/client_frame.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::edges {

namespace {

using phase = subscription::phase;
using io::frame;
using io::frame_kind;
using io::push_result;
constexpr std::size_t max_subscriptions = 64;
/// Deltas kept for one who is joining.
constexpr std::size_t max_held = 256;

/// Close code for what is no frame of this protocol.
constexpr int bad_message = 4400;

/// Close code when there is nothing more to say.
constexpr int normal_end = 1000;

// -- subscribing --------------------------------------------------------------

bool may_see(const io::identity& who, const user_id& owner) {
  return rules::may_see(owner, who.user, who.role == io::role::admin);
}

void push_held(self_ptr self, subscription& subscription) {
  for (auto& text : std::exchange(subscription.held, {}))
    push_live(self, std::move(text), frame_kind::delta);
}

bool push_answer(self_ptr self, const job_state& job, bool is_recovered) {
  return push(self, frames::subscribed(job.id, self->state.directory->epoch,
                                       job.last_seq, is_recovered));
}

/// What was missed follows, and then how things stand.
void resume(self_ptr self, const job_state_ptr& job, const live_view& live) {
  auto& subscription = self->state.subscriptions[job->id];
  if (!push_answer(self, *job, true))
    return;
  subscription.sent = *subscription.since;
  if (subscription.wants_deltas) {
    push_texts(self, *job, live);
    subscription.resumed = job;
  }
  push_held(self, subscription);
  catch_up(self, job->id);
}

void begin(self_ptr self, const job_state& job, const live_view& live,
           const rules::live_facts& facts) {
  auto& subscription = self->state.subscriptions[job.id];
  if (!push_answer(self, job, false)
      || !push_snapshot(self, job, live, facts, subscription.wants_deltas))
    return;
  subscription.sent = job.last_seq;
  push_held(self, subscription);
  catch_up(self, job.id);
}

void open_stream(self_ptr self, const job_state& job) {
  auto& st = self->state;
  std::exchange(st.opening, nullptr)
    ->respond({.status = 200,
               .content_type = "text/event-stream",
               .extra = {{"Cache-Control", "no-store"}}});
  auto& subscription = st.subscriptions[job.id];
  subscription.sent = std::min(subscription.since.value_or(0), job.last_seq);
  catch_up(self, job.id);
}

void on_state(self_ptr self, const job_id& id, std::uint64_t ticket,
              const live_view& live, const state_found& answer) {
  auto& st = self->state;
  const auto* subscription = find(self, id, ticket);
  if (!subscription)
    return;
  if (!answer.found || !may_see(st.who, (*answer.found)->request.user))
    return refuse(self, id, rules::unknown_job());
  const auto& job = *answer.found;
  if (st.opening)
    return open_stream(self, *job);
  if (subscription->since && *subscription->since <= job->last_seq)
    return resume(self, job, live);
  with_facts(
    self, job, live,
    [=](const rules::live_facts& facts) {
      if (find(self, id, ticket))
        begin(self, *job, live, facts);
    },
    [=](const caf::error& reason) {
      refuse(self, id, to_problem(reason, "Reading the queue"));
    });
}

void read_state(self_ptr self, const job_id& id, std::uint64_t ticket,
                const live_view& live) {
  if (!find(self, id, ticket))
    return;
  self->request(self->state.directory->reader(), caf::infinite, find_state{id})
    .then(
      [=](const state_found& answer) {
        on_state(self, id, ticket, live, answer);
      },
      [=](const caf::error& reason) {
        refuse(self, id, to_problem(reason, "Reading the job"));
      });
}

/// Starts the subscription of `id` over; returns it to be filled in.
subscription& renew(self_ptr self, const job_id& id) {
  auto& followed = self->state.subscriptions[id];
  followed = {};
  followed.ticket = ++self->state.last_ticket;
  return followed;
}

void follow(self_ptr self, const job_id& id, const subscription& subscription) {
  auto ticket = subscription.ticket;
  self
    ->request(self->state.directory->bus, caf::infinite,
              follow_job{.id = id,
                         .edge = edge_actor{self},
                         .deltas = subscription.wants_deltas})
    .then([=](const live_view& live) { read_state(self, id, ticket, live); },
          [=](const caf::error& reason) {
            refuse(self, id, to_problem(reason, "Following the job"));
          });
}

// -- what the client says -----------------------------------------------------

class listener {
public:
  explicit listener(self_ptr self) : self_(self) {
    // nop
  }

  void operator()(const rules::subscribe_job& command) {
    auto& st = self_->state;
    if (!st.subscriptions.contains(command.id)
        && st.subscriptions.size() >= max_subscriptions)
      return too_many(command.id);
    auto& subscription = renew(self_, command.id);
    subscription.wants_deltas = command.deltas;
    if (!command.epoch || *command.epoch == st.directory->epoch)
      subscription.since = command.since;
    st.wants_batches = st.wants_batches || command.batch;
    follow(self_, command.id, subscription);
  }

  void operator()(const rules::subscribe_feed&) {
    if (!self_->state.feed)
      follow_jobs(self_);
  }

  void operator()(const rules::unsubscribe_job& command) {
    auto& st = self_->state;
    st.subscriptions.erase(command.id);
    self_->send(st.directory->bus, unfollow_job{command.id, edge_actor{self_}});
    push(self_, frames::unsubscribed("jobId", command.id));
  }

  void operator()(const rules::unsubscribe_feed&) {
    auto& st = self_->state;
    st.feed.reset();
    self_->send(st.directory->bus, unfollow_feed{edge_actor{self_}});
    push(self_, frames::unsubscribed("feed", "jobs"));
  }

  void operator()(const rules::ping&) {
    push(self_, frames::pong());
  }

  void operator()(const rules::admin_frame& command) {
    ask_console(self_, command);
  }

  void operator()(const rules::refused_admin_frame& bad) {
    push_refusal(self_, bad.id, bad.reason);
  }

  void operator()(const rules::unreadable_frame& bad) {
    self_->state.client->close(bad_message, bad.reason);
    end(self_);
  }

  void operator()(const rules::refused_frame& bad) {
    push_error(self_, bad.id, bad.reason);
  }

private:
  void too_many(const job_id& id) {
    push_error(self_, id,
               make_problem(problem_code::rate_limited,
                            "A socket follows at most "
                              + std::to_string(max_subscriptions)
                              + " jobs; unsubscribe from one first."));
  }

  self_ptr self_;
};

// -- what the bus says --------------------------------------------------------

/// Hears what the bus says, each kind of frame in its way.
class bus_listener {
public:
  explicit bus_listener(self_ptr self) : self_(self) {
    // nop
  }

  void operator()(const event_frame& next) {
    auto* followed = awaiting(next.id, next.seq);
    if (!followed)
      return;
    // Otherwise one that the bus itself has not seen.
    if (next.seq != followed->sent + 1)
      return catch_up(self_, next.id);
    followed->sent = next.seq;
    push_live(self_,
              self_->state.format == edge_format::websocket
                ? next.text
                : frames::stream_event({next.seq, next.event}),
              frame_kind::state);
  }

  void operator()(const unseen_events& unseen) {
    if (awaiting(unseen.id, unseen.seq))
      catch_up(self_, unseen.id);
  }

  void operator()(const delta_frame& delta) {
    auto* followed = find(delta.id);
    if (!followed)
      return;
    if (followed->at != phase::joining) {
      if (push_live(self_, delta.text, frame_kind::delta)
          == push_result::dropped)
        followed->has_gap = true;
    } else if (followed->held.size() < max_held) {
      followed->held.push_back(delta.text);
    } else {
      followed->has_gap = true;
    }
  }

  void operator()(const feed_frame& change) {
    if (follows_feed_of(change.user))
      push_change(self_, change);
  }

  /// A stream of this job alone ends with it.
  void operator()(const removal_frame& removal) {
    auto& st = self_->state;
    if (st.format == edge_format::event_stream) {
      if (st.opening)
        return refuse(self_, removal.id, rules::unknown_job());
      st.client->close(normal_end, "the job was deleted");
      return end(self_);
    }
    auto has_followed = st.subscriptions.erase(removal.id) > 0;
    if (has_followed)
      self_->send(st.directory->bus,
                  unfollow_job{removal.id, edge_actor{self_}});
    if (follows_feed_of(removal.user))
      push_change(self_, removal);
    else if (has_followed)
      push_live(self_, removal.text, frame_kind::state);
  }

private:
  subscription* find(const job_id& id) {
    auto found = self_->state.subscriptions.find(id);
    return found == self_->state.subscriptions.end() ? nullptr : &found->second;
  }

  /// The subscription that has all events but those up to this one; null for
  /// one that is behind, and reads them.
  subscription* awaiting(const job_id& id, std::uint64_t seq) {
    auto* followed = find(id);
    if (!followed)
      return nullptr;
    followed->newest = std::max(followed->newest, seq);
    return followed->at == phase::live && seq > followed->sent ? followed
                                                               : nullptr;
  }

  bool follows_feed_of(const user_id& user) const {
    return self_->state.feed && may_see(self_->state.who, user);
  }

  self_ptr self_;
};

/// How many clients of this one's kind are connected.
std::atomic<std::size_t>& connected(const edge_actor_state& st) {
  auto& health = *st.directory->health;
  return st.format == edge_format::websocket ? health.sockets : health.streams;
}

void count_connected(const directory& directory) {
  directory.metrics->clients_connected(directory.health->sockets,
                                       directory.health->streams);
}

edge_actor::behavior_type behavior(self_ptr self, edge_setup setup,
                                   edge_format format) {
  auto& st = self->state;
  st.format = format;
  st.directory = std::move(setup.directory);
  st.who = std::move(setup.who);
  st.client = std::move(setup.client);
  st.trace_id = std::move(setup.trace_id);
  ++connected(st);
  count_connected(*st.directory);
  return {
    [=](const client_frame& said) {
      std::visit(listener{self}, rules::parse_client_frame(said.text));
    },
    [=](writable_atom) { on_drained(self); },
    [=](closed_atom) { end(self); },
    [=](const live_frame& next) { std::visit(bus_listener{self}, next.body); },
  };
}

} // namespace

} // namespace dossier::edges

namespace dossier {

edge_actor_state::~edge_actor_state() {
  if (!directory)
    return;
  --edges::connected(*this);
  edges::count_connected(*directory);
}

edge_actor::behavior_type edge(edges::self_ptr self, edge_setup setup) {
  using namespace edges;
  auto version = setup.version;
  auto result = behavior(self, std::move(setup), edge_format::websocket);
  const auto& directory = *self->state.directory;
  push(self, frames::hello(directory.epoch, directory.clock->now(), version));
  return result;
}

edge_actor::behavior_type event_stream(edges::self_ptr self, edge_setup setup,
                                       job_id id, std::uint64_t after,
                                       std::shared_ptr<io::responder> to) {
  using namespace edges;
  auto result = behavior(self, std::move(setup), edge_format::event_stream);
  auto& st = self->state;
  st.opening = std::move(to);
  auto& subscription = renew(self, id);
  subscription.since = after;
  subscription.wants_deltas = false;
  follow(self, id, subscription);
  return result;
}

} // namespace dossier
