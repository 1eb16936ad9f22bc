#include "tests/simulation/world/world.hpp"

#include "tests/simulation/judge/deliveries.hpp"
#include "tests/simulation/world/graphs.hpp"

#include <array>

namespace dossier::simulation {

namespace {

using namespace std::chrono_literals;
using storage::fault_moment;

/// A process that needs more messages than this for one instant is in a loop.
constexpr std::size_t max_messages = 200'000;

/// Idempotency keys are kept so long, by the wall clock.
constexpr auto key_life_time = 24h;

/// Nothing is read or taken back from the engine's own rng.
class engine_chance final : public randomness {
public:
  explicit engine_chance(rng& source) : source_(source) {
    // nop
  }

  std::uint64_t bits() override {
    return source_.bits();
  }

private:
  rng& source_;
};

pipeline_ptr share(pipeline graph) {
  return std::make_shared<const pipeline>(std::move(graph));
}

pipeline_ptr distorted(pipeline graph, planted_bug* bug) {
  if (bug)
    bug->distort(graph);
  return share(std::move(graph));
}

} // namespace

plan draw_plan(rng& rng) {
  plan result;
  result.graph = rng.one_in(6) ? company() : any_pipeline(rng);
  result.users = 1 + rng.below(3);
  result.jobs = 1 + rng.below(result.graph.stages.size() > 8 ? 2 : 5);
  result.max_running_jobs = rng.one_in(3) ? 0 : 1 + rng.below(3);
  result.max_concurrency = rng.one_in(3) ? 1 + rng.below(3) : 64;
  result.badness = unsigned(rng.below(6)) * 12;
  result.turns = 40 + unsigned(rng.below(120));
  result.crashes = rng.one_in(3) ? 0 : 1 + unsigned(rng.below(6));
  result.faults = rng.one_in(2) ? 0 : 1 + unsigned(rng.below(8));
  result.jumps = rng.one_in(2) ? 0 : 1 + unsigned(rng.below(5));
  result.has_watcher = rng.one_in(3);
  result.commands = rng.one_in(3) ? 0 : 5 + unsigned(rng.below(25));
  result.drains = rng.one_in(4) ? 1 + unsigned(rng.below(3)) : 0;
  result.meddling = rng.one_in(4) ? 2 + unsigned(rng.below(8)) : 0;
  return result;
}

world::world(plan plan, std::uint64_t seed, std::unique_ptr<planted_bug> bug,
             std::function<void(const std::string&)> listener)
  : plan_(std::move(plan)), log_(), rng_(seed), clock_(),
    graph_(share(plan_.graph)),
    engine_graph_(distorted(plan_.graph, bug.get())), bug_(std::move(bug)),
    model_(std::make_shared<sim_model>(clock_, rng_)),
    orders_(log_, clock_, rng_, records_, graph_),
    judge_({log_, clock_, records_, orders_, graph_, plan_.max_running_jobs,
            plan_.meddling == 0}),
    people_(log_, clock_, rng_, records_), watcher_(log_, rng_, records_),
    randomness_(std::make_unique<engine_chance>(rng_)), jobs_left_(plan_.jobs) {
  log_.listener = std::move(listener);
  model_->badness = plan_.badness;
  model_->on_call = [this](const std::shared_ptr<call_entry>& call) {
    log_.step("call", call->company + " " + call->stage);
    if (!is_dead_)
      judge_.on_call(call);
    ++counts_.calls;
  };
  start();
}

world::~world() {
  is_dead_ = true;
  stop();
}

// -- the store ----------------------------------------------------------------

std::optional<store_fault> world::draw_fault() {
  if (is_dead_)
    return store_fault{fault_moment::before, storage::error_code::unavailable};
  if (auto when = std::exchange(death_at_commit_, std::nullopt)) {
    is_dead_ = *when == fault_moment::before;
    death_in_ = 0;
    return is_dead_ ? std::optional{store_fault{
             *when, storage::error_code::unavailable}}
                    : std::nullopt;
  }
  if (faults_left_ == 0)
    return {};
  --faults_left_;
  ++counts_.faults;
  judge_.on_fault();
  return fault_;
}

commit_ptr world::tamper(commit_ptr commit) {
  return bug_ ? bug_->tamper(std::move(commit)) : commit;
}

void world::on_written(const commit& commit) {
  ++counts_.commits;
  judge_.on_written(commit);
}

// -- the process --------------------------------------------------------------

void world::start() {
  engine_parts parts;
  parts.clock = &clock_;
  parts.rng = randomness_.get();
  parts.settings.max_running_jobs = plan_.max_running_jobs;
  parts.settings.max_concurrency = plan_.max_concurrency;
  parts.pipelines.emplace(report_type, engine_graph_);
  parts.store
    = std::make_unique<sim_store>(records_, static_cast<store_watcher&>(*this));
  parts.readers.push_back(
    std::make_unique<storage::memory_reader>(records_.database));
  parts.model = model_;
  parts.version = "simulated";
  parts.is_threaded = false;
  is_dead_ = is_open_ = is_draining_ = false;
  death_in_.reset();
  death_at_commit_.reset();
  supervised_.clear();
  process_ = std::make_unique<process>(std::move(parts), clock_, log_);
  process_->tap = [this](const delivery& next) { return on_message(next); };
  judge_.on_process_started();
  undisturbed_since_ = clock_.steady();
  process_->ask<recovered>(process_->engine().directory->queue, recover_atom_v,
                           [this](const recovered*) { open_doors(); });
}

/// Nobody is let in before, as in `tools/server`.
void world::open_doors() {
  is_open_ = true;
  if (plan_.has_watcher)
    watcher_.connect(*process_);
}

/// The process ends without another word to anyone.
void world::stop() {
  is_dead_ = true;
  watcher_.disconnect();
  process_.reset();
  // A rate limiter may let calls out while those before it are aborted.
  model_->forget_waiting();
  people_.on_process_died();
  orders_.on_process_died();
}

void world::crash() {
  log_.step("crash");
  ++counts_.crashes;
  stop();
  start();
}

/// The process is asked to end, and starts again when it has.
void world::drain() {
  if (std::exchange(is_draining_, true))
    return;
  log_.step("drain");
  ++counts_.drains;
  auto grace = rng_.between(0ms, 40s);
  process_->ask<recorded>(process_->engine().directory->queue,
                          dossier::drain{grace},
                          [this](const recorded*) { on_drained(); });
}

/// Nothing is under way any more. A start that nobody has heard of may be
/// stored all the same, as the acknowledgement of its commit was lost or its
/// job was not read in time: the queue leaves a job that it has given no
/// supervisor to the next process.
void world::on_drained() {
  for (const auto& [id, generation] : supervised_) {
    auto found = records_.database->jobs.find(id);
    if (found == records_.database->jobs.end()
        || found->second.current.state->generation != generation)
      continue;
    for (const auto& stage : found->second.current.state->stages)
      if (stage.status == stage_status::running
          && stage.detail != wait_reason::retry_wait)
        log_.violate("drain", "an attempt of " + id + " is not aborted");
  }
  death_in_ = 0;
}

fate world::on_message(const delivery& next) {
  if (const auto* assigned = next.get<assignment>();
      assigned && assigned->purpose != assignment_purpose::commands)
    supervised_[assigned->job.state->id] = assigned->job.state->generation;
  check_published(next, records_, log_);
  return bug_ ? bug_->on_message(next) : fate::heard;
}

// -- turns --------------------------------------------------------------------

/// Actors run for a while, or to the end of what they have to say; time may
/// move while some of them still have mail.
void world::take_turn() {
  let_actors_run(rng_.one_in(3) ? rng_.below(12) : max_messages);
  do_something();
}

void world::let_actors_run(std::size_t messages) {
  std::size_t heard = 0;
  while (process_->has_ready_actor() && heard < messages) {
    if (death_in_ && (*death_in_)-- == 0)
      return crash();
    process_->deliver(rng_);
    if (++heard == max_messages)
      return log_.violate("storm", "messages without end at one instant");
  }
  if (death_in_ == std::size_t{0})
    crash();
}

void world::do_something() {
  if (rng_.percent(plan_.crashes)) {
    if (rng_.one_in(2))
      death_in_ = rng_.below(40);
    else
      death_at_commit_
        = rng_.one_in(2) ? fault_moment::before : fault_moment::after;
  }
  if (rng_.percent(plan_.faults))
    arm_faults();
  if (rng_.percent(plan_.jumps))
    jump();
  if (jobs_left_ > 0 && rng_.one_in(6)) {
    --jobs_left_;
    people_.want(plan_.users, plan_.has_budgets);
  }
  if (is_open_)
    let_people_act();
  if (!rng_.one_in(5))
    advance();
}

void world::let_people_act() {
  people_.send_due(*process_);
  if (rng_.percent(plan_.commands)) {
    ++counts_.commands;
    orders_.want(people_.acknowledged());
  }
  orders_.send_due(*process_);
  if (rng_.percent(plan_.meddling))
    meddle();
  if (rng_.percent(plan_.drains))
    drain();
  if (plan_.has_watcher && rng_.one_in(3))
    act_as_watcher();
}

/// Pauses and resumes the queue, or lets a job in out of turn.
void world::meddle() {
  auto jobs = people_.acknowledged();
  if (jobs.empty() || rng_.one_in(2))
    return pause(rng_.one_in(2));
  const auto& id = rng_.pick(jobs);
  log_.step("start", id);
  process_->ask<reply>(process_->engine().directory->queue, start_job{id},
                       [](const reply*) {});
}

void world::pause(bool is_paused) {
  log_.step(is_paused ? "pause" : "resume");
  is_paused_ = true; // Until it is known not to be.
  process_->ask<recorded>(
    process_->engine().directory->queue, set_paused{is_paused, {}},
    [=, this](const recorded* done) { is_paused_ = is_paused || !done; });
}

void world::act_as_watcher() {
  switch (rng_.below(6)) {
    case 0: watcher_.connect(*process_); break;
    case 1:
      for (const auto& id : people_.acknowledged())
        watcher_.follow(id);
      break;
    default: watcher_.read(); break;
  }
}

void world::arm_faults() {
  using enum storage::error_code;
  static constexpr std::array codes{full, busy, io, corrupt, unavailable};
  faults_left_ = 1 + unsigned(rng_.below(4));
  fault_.when = rng_.one_in(2) ? fault_moment::before : fault_moment::after;
  fault_.code = rng_.pick(codes);
  if (rng_.one_in(6))
    fault_ = {fault_moment::before, {}};
  log_.step("faults", std::to_string(faults_left_));
}

/// Beyond what 32 bits of seconds can tell; or back from there.
milliseconds world::jump_to_2038() const {
  static constexpr milliseconds distance = std::chrono::days{12 * 365};
  return clock_.now() < test::noon + distance / 2 ? distance : -distance;
}

void world::jump() {
  static constexpr std::array<milliseconds, 4> jumps{1h, -1h, 24h, -24h};
  auto by = rng_.one_in(8) ? jump_to_2038() : rng_.pick(jumps);
  // A key that is forgotten while its request is on its way a second time does
  // not keep it from being carried out twice.
  if (people_.has_repeat_under_way() || orders_.has_repeat_under_way())
    by = -abs(by);
  log_.step("jump", std::to_string(by.count()));
  ++counts_.jumps;
  clock_.jump(by);
  if (by >= key_life_time) {
    people_.on_keys_forgotten();
    orders_.on_keys_forgotten();
  }
}

std::optional<steady_time> world::next_due() const {
  std::optional<steady_time> result;
  for (auto due : {process_->next_timer(), model_->next_due(),
                   people_.next_due(), orders_.next_due()})
    if (due && (!result || *due < *result))
      result = due;
  return result;
}

/// Moves time to whatever is due next, and lets it happen.
bool world::advance() {
  auto when = next_due();
  if (!when)
    return false;
  log_.step("time", std::to_string(when->count() / 1000));
  process_->advance_to(std::max(*when, clock_.steady()));
  model_->end_some_due();
  return true;
}

void world::settle() {
  let_actors_run(max_messages);
}

// -- a life -------------------------------------------------------------------

void world::live() {
  for (auto turn = 0u; turn < plan_.turns && log_.is_clean(); ++turn)
    take_turn();
  calm_down();
}

run_result world::result() const {
  auto result = counts_;
  result.violations = log_.violations();
  result.fingerprint = log_.fingerprint();
  result.steps = log_.steps();
  result.jobs = records_.database->jobs.size() + records_.removed.size();
  return result;
}

run_result run(const run_options& options) {
  rng rng(options.seed);
  auto plan = draw_plan(rng);
  world made(std::move(plan), rng.bits(),
             options.bug ? options.bug->make() : nullptr, options.listener);
  made.live();
  return made.result();
}

} // namespace dossier::simulation
