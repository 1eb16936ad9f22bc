#include "tests/simulation/world/process.hpp"

#include "actors/gateway/bridge.hpp"

namespace dossier::simulation {

namespace {

class config : public caf::actor_system_config {
public:
  config() {
    register_messages(*this);
    set("scheduler.policy", caf::atom("testing"));
  }
};

using actor = caf::scheduled_actor;

/// The queue that the next message of `who` stands in; null without one.
template <std::size_t Index>
auto* queue_of(actor& who) {
  auto& queue = std::get<Index>(who.mailbox().queue().queues());
  return queue.peek() ? &queue : nullptr;
}

caf::mailbox_element* next_message(actor& who) {
  who.mailbox().fetch_more();
  if (auto* urgent = queue_of<actor::urgent_queue_index>(who))
    return urgent->peek();
  if (auto* normal = queue_of<actor::normal_queue_index>(who))
    return normal->peek();
  return nullptr;
}

void drop_next(actor& who) {
  if (auto* urgent = queue_of<actor::urgent_queue_index>(who))
    urgent->take_front();
  else if (auto* normal = queue_of<actor::normal_queue_index>(who))
    normal->take_front();
}

/// Names the first thing a message holds: its type, or the atom itself.
std::string name_of(const caf::type_erased_tuple& content) {
  if (content.size() == 0)
    return "nothing";
  if (content.match_element<caf::atom_value>(0))
    return to_string(content.get_as<caf::atom_value>(0));
  auto [number, type] = content.type(0);
  return type ? type->name() : std::to_string(number);
}

} // namespace

process::process(engine_parts parts, sim_clock& clock, notes& log)
  : clock_(clock), log_(log), born_(clock.steady()),
    config_(std::make_unique<config>()),
    system_(std::make_unique<caf::actor_system>(*config_)),
    scheduler_(
      &dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler())) {
  clock_.attach(scheduler_->clock());
  auto version = parts.version;
  engine_ = spawn_engine(*system_, std::move(parts));
  gateway_ = make_gateway(*system_, *engine_, std::move(version));
}

process::~process() {
  *is_alive_ = false;
  clock_.detach();
  tap = nullptr;
  gateway_.reset();
  stop_engine(*engine_);
  engine_.reset();
  for (const auto& each : std::exchange(requesters_, {}))
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  while (scheduler_->try_run_once()) {
    // Every actor hears of the end.
  }
  end_leftovers();
  system_.reset();
}

/// Whoever outlives the queue would keep the system from ending.
void process::end_leftovers() {
  if (system_->registry().running() == 0)
    return;
  log_.violate("leak", "an actor outlives the engine");
  for (const auto& [id, address] : seen_)
    if (auto who = caf::actor_cast<caf::actor>(address))
      caf::anon_send_exit(who, caf::exit_reason::kill);
  while (scheduler_->try_run_once()) {
    // The last of them end.
  }
}

std::vector<std::string> process::workers() const {
  std::vector<std::string> result;
  for (const auto& [id, address] : seen_) {
    auto who = caf::actor_cast<caf::strong_actor_ptr>(address);
    if (!who)
      continue;
    auto* living = dynamic_cast<caf::scheduled_actor*>(who->get());
    std::string name = living ? living->name() : "";
    if ((name == "stage" || name == "supervisor")
        && !living->getf(caf::abstract_actor::is_terminated_flag))
      result.push_back(name);
  }
  return result;
}

void process::note(const delivery& next) {
  log_.step(next.to.name(), std::to_string(next.to.id()) + " "
                              + name_of(next.element.content()));
}

void process::deliver(rng& rng) {
  auto& jobs = scheduler_->jobs;
  auto drawn = static_cast<std::ptrdiff_t>(rng.below(jobs.size()));
  std::rotate(jobs.begin(), jobs.begin() + drawn, jobs.begin() + drawn + 1);
  auto* who = dynamic_cast<actor*>(jobs.front());
  if (who)
    seen_.try_emplace(who->id(), who->address());
  if (auto* message = who ? next_message(*who) : nullptr) {
    delivery next{*who, *message};
    note(next);
    if (tap && tap(next) == fate::lost)
      drop_next(*who);
  }
  scheduler_->try_run_once();
}

std::optional<steady_time> process::next_timer() const {
  const auto& timers = scheduler_->clock().schedule();
  if (timers.empty())
    return {};
  return born_ + timers.begin()->first.time_since_epoch();
}

void process::advance_to(steady_time when) {
  auto by = std::max(when - clock_.steady(), steady_time{0});
  scheduler_->clock().advance_time(by);
}

} // namespace dossier::simulation
