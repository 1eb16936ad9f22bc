/// Calm after the chaos, and what must have come of everything then.

#include "actors/rules/job/fold.hpp"
#include "messages/json.hpp"
#include "tests/simulation/world/holds.hpp"
#include "tests/simulation/world/world.hpp"

namespace dossier::simulation {

namespace {

using namespace std::chrono_literals;

/// Longer than any job can take: its attempts, their waits and the longest
/// delays that the model asks for, one after the other.
constexpr auto longest_calm = 12h;

/// What is offered again comes within five seconds, and again if need be.
constexpr auto longest_offer = steady_time{11s};

/// After a failure the rate limiter may hold calls back for as long as a
/// stage's throttle budget lasts.
constexpr auto longest_hold = steady_time{12min};

/// Where every stage stands, for whoever looks for the reason.
std::string stages_of(const job_state& job) {
  std::string text;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    text += (i > 0 ? ", " : "") + job.graph->stages[i].id + " "
            + std::string{to_string(job.stages[i].status)};
  return text;
}

} // namespace

bool world::is_done() const {
  if (process_->has_ready_actor() || is_draining_ || !is_open_
      || !people_.are_settled() || !orders_.are_settled())
    return false;
  for (const auto& [id, row] : records_.database->jobs)
    if (!is_terminal(row.current.state->status))
      return false;
  return true;
}

/// Nothing goes wrong any more. Whoever had something to do must do it.
void world::calm_down() {
  is_calm_ = true;
  // Of a pause and a resume on their way at once, either may be the last.
  is_paused_ = plan_.meddling > 0;
  faults_left_ = 0;
  death_in_.reset();
  death_at_commit_.reset();
  log_.step("calm");
  while (jobs_left_ > 0) {
    --jobs_left_;
    people_.want(plan_.users, plan_.has_budgets);
  }
  undisturbed_since_ = clock_.steady();
  auto end = clock_.steady() + longest_calm;
  settle();
  while (log_.is_clean() && !is_done() && clock_.steady() < end) {
    if (is_open_) {
      people_.send_due(*process_);
      orders_.send_due(*process_);
      if (is_paused_)
        pause(false);
    }
    settle();
    check_at_rest();
    advance();
    settle();
    watcher_.read();
  }
  if (log_.is_clean())
    check_end();
}

/// With every mailbox empty, only time and the model may be waited for.
void world::check_at_rest() {
  check_calls_at_rest();
  if (is_draining_)
    return; // Nothing is tried again in this process.
  for (const auto& [id, file] : judge_.files()) {
    const auto& job = file.book.state();
    for (std::size_t i = 0; i < job.stages.size(); ++i)
      if (job.status == job_status::running
          && job.stages[i].status == stage_status::running)
        check_wait(file, static_cast<stage_index>(i));
      else
        idle_since_.erase({id, static_cast<stage_index>(i)});
  }
}

/// A job that has ended leaves no connection open.
void world::check_calls_at_rest() {
  for (const auto& [id, file] : judge_.files()) {
    const auto& job = file.book.state();
    if (is_terminal(job.status) && model_->is_open(job.request.company_name))
      log_.violate("cancel", "a call of " + id + " outlives its job");
  }
}

void world::check_wait(const job_file& file, stage_index stage) {
  const auto& job = file.book.state();
  const auto& id = graph_->stages[stage].id;
  const auto& wait = file.waits[stage];
  auto now = clock_.steady();
  if (job.stages[stage].detail == wait_reason::retry_wait) {
    idle_since_.erase({job.id, stage});
    auto since = std::max(wait.since, undisturbed_since_);
    if (now > since + wait.delay + longest_offer)
      log_.violate("late", id + " of " + job.id + " is not tried again");
    return;
  }
  check_idle(file, stage);
}

/// A stage asks at once, and again at once, unless its result is on offer, all
/// slots are taken, or the rate limiter is held. That lasts no longer than the
/// stage's throttle budget, counted from when it was first seen to ask nobody:
/// before that it may have been answered, or have waited for a slot, for any
/// time.
void world::check_idle(const job_file& file, stage_index stage) {
  const auto& job = file.book.state();
  const auto& id = graph_->stages[stage].id;
  auto now = clock_.steady();
  if (model_->waiting() >= plan_.max_concurrency
      || model_->is_waiting(job.request.company_name, id)) {
    idle_since_.erase({job.id, stage});
    return;
  }
  auto first_seen = idle_since_.try_emplace({job.id, stage}, now).first->second;
  auto failure = model_->last_failure();
  auto is_held = failure && now < *failure + longest_hold;
  auto since = std::max(file.started[stage], undisturbed_since_);
  if (is_held ? now > std::max(since, first_seen) + longest_hold
              : now > since + longest_offer)
    log_.violate("idle", id + " of " + job.id + " runs and asks nobody");
}

void world::check_end() {
  for (const auto& [id, row] : records_.database->jobs) {
    if (!is_terminal(row.current.state->status))
      log_.violate("stuck", "job " + id + " does not end: "
                              + stages_of(*row.current.state));
    check_fold(row);
  }
  if (!people_.are_settled() || !orders_.are_settled())
    log_.violate("stuck", "a client is never answered");
  people_.check();
  orders_.check();
  // A supervisor whose last acknowledgement was lost has yet to read of it, and
  // one with a cancelled call stays for what that has cost.
  const auto until = clock_.steady() + longest_offer;
  for (auto due = next_due(); due && *due <= until; due = next_due()) {
    advance();
    settle();
  }
  if (auto left = process_->workers(); !left.empty())
    log_.violate("leak", "a " + left.front() + " outlives its job");
  if (!plan_.has_watcher)
    return;
  for (const auto& id : people_.acknowledged())
    watcher_.follow(id);
  do
    settle();
  while (watcher_.read());
  watcher_.check_caught_up();
}

/// The engine's own fold of what is stored gives the stored row, too.
void world::check_fold(const storage::stored_job& row) {
  const auto stored = without_holds(*row.current.state);
  auto state = rules::initial_state(stored.id, stored.graph);
  for (const auto& text : row.events)
    if (auto event = decode_event(*text.text, *stored.graph))
      rules::fold(state, *event);
  state.revision = stored.revision;
  if (!(state == stored))
    log_.violate("fold",
                 "the engine's own fold of " + stored.id + " is not its row");
}

} // namespace dossier::simulation
