/// One life of the engine: its actors on a scheduler that delivers one message
/// when told to, to an actor that the seed draws.

#pragma once

#include "actors/system.hpp"
#include "io/gateway.hpp"
#include "storage/job_reader.hpp"
#include "storage/job_store.hpp"
#include "tests/simulation/clients/notes.hpp"
#include "tests/simulation/world/clock.hpp"
#include "tests/simulation/world/rng.hpp"
#include "tests/support/heard_as.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace dossier::simulation {

/// A message about to be heard.
struct delivery {
  caf::scheduled_actor& to;
  caf::mailbox_element& element;

  bool is_for(std::string_view actor) const {
    return to.name() == actor;
  }

  /// Null when the message is another one. May be changed in place.
  template <class T>
  T* get() const {
    auto& content = element.content();
    return content.match_elements<T>() ? static_cast<T*>(content.get_mutable(0))
                                       : nullptr;
  }

  /// Sends the receiver another message, behind all that it has.
  template <class T>
  void send_too(T message) const {
    caf::anon_send(caf::actor_cast<caf::actor>(&to), std::move(message));
  }
};

enum class fate { heard, lost };

/// Sees every message before it is heard. Only what is no request may be lost.
using message_tap = std::function<fate(const delivery&)>;

class process {
public:
  process(engine_parts parts, sim_clock& clock, notes& log);
  ~process();

  process(const process&) = delete;
  process& operator=(const process&) = delete;

  message_tap tap;

  bool has_ready_actor() const {
    return scheduler_->has_job();
  }

  /// Has an actor drawn by `rng` hear its next message.
  void deliver(rng& rng);

  /// When the next timer is due; nothing without one.
  std::optional<steady_time> next_timer() const;

  /// Moves time; timers that are due send their messages.
  void advance_to(steady_time when);

  /// Asks `whom`; `then` hears the answer or the error, if the process lives
  /// that long.
  template <class Answer, class Actor, class Question>
  void ask(const Actor& whom, Question what,
           std::function<void(const Answer*)> then) {
    using heard = test::heard_as<Answer>;
    requesters_.push_back(
      system_->spawn([=, is_alive = is_alive_](caf::event_based_actor* self) {
        auto hear = [=](const Answer* answer) {
          if (*is_alive)
            then(answer);
        };
        self->request(whom, caf::infinite, what)
          .then(
            [=](const typename heard::sent& outcome) {
              auto answer = heard::show(outcome);
              hear(&answer);
            },
            [=](const caf::error&) { hear(nullptr); });
      }));
  }

  /// Stages and supervisors that have not ended, by name.
  std::vector<std::string> workers() const;

  const dossier::engine& engine() const {
    return *engine_;
  }

  io::gateway& gateway() {
    return *gateway_;
  }

private:
  void note(const delivery& next);
  void end_leftovers();

  sim_clock& clock_;
  notes& log_;
  /// False while the process dies: nobody hears of it any more.
  std::shared_ptr<bool> is_alive_ = std::make_shared<bool>(true);
  steady_time born_;
  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_ = nullptr;
  std::optional<dossier::engine> engine_;
  std::unique_ptr<io::gateway> gateway_;
  /// Every actor that has ever heard a message.
  std::map<caf::actor_id, caf::actor_addr> seen_;
  /// Some of them will never be answered.
  std::vector<caf::actor> requesters_;
};

} // namespace dossier::simulation
