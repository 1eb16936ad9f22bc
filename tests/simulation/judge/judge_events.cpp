/// What may happen when, event by event.

#include "tests/simulation/judge/judge.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::simulation {

namespace {

using namespace std::chrono_literals;

/// SEMANTICS 5.
constexpr auto first_delay = 5000.0;
constexpr auto longest_delay = 60000.0;
constexpr auto jitter = 0.2;
constexpr unsigned max_crashes = 3;

/// From a decision to its commit; clocks jump by more.
constexpr auto longest_lag = 30min;

bool is_retryable_by_the_book(error_class error) {
  return error == error_class::transient || error == error_class::malformed
         || error == error_class::schema_violation;
}

bool is_free_of_charge(error_class error) {
  return error == error_class::crash || error == error_class::drained;
}

error_class class_in(const read_event& event) {
  return parse_error_class(event.data.at("errorClass").get<std::string>())
    .value();
}

/// Attempts that count against the maximum.
unsigned counted(const stage_state& stage) {
  return stage.attempts - stage.crashes - stage.drains;
}

std::size_t first_of(stage_set stages) {
  std::size_t i = 0;
  while (i < stages.size() && !stages.test(i))
    ++i;
  return i;
}

bool comes_before(const job_state& one, const job_state& other) {
  return std::pair(one.queued_at, one.id)
         < std::pair(other.queued_at, other.id);
}

} // namespace

std::string judge::name_of(const read_event& event) const {
  auto result = event.type;
  if (event.stage)
    result += " of " + where_.graph->stages[*event.stage].id;
  return result;
}

void judge::check(job_file& file, const read_event& event) {
  const auto& job = file.book.state();
  if (event.seq != job.last_seq + 1)
    violate("seq", file,
            name_of(event) + " has number " + std::to_string(event.seq)
              + " after " + std::to_string(job.last_seq));
  if ((event.type == "job.queued") != (job.last_seq == 0))
    violate("seq", file, "begins with " + event.type);
  if (event.generation != job.generation + (event.type == "job.rerun")
      && event.type != "stage.usage")
    violate("fence", file, name_of(event) + " is of another generation");
  // Whoever overtook it in an earlier wait does not count in the next.
  if (event.type == "job.rerun")
    file.overtaken_by.clear();
  if (event.type == "job.started")
    check_admission(file);
  else if (event.type == "stage.started")
    check_started(file, event);
  else if (event.type == "stage.retrying")
    check_retrying(file, event);
  else if (event.type == "stage.completed")
    check_completed(file, event);
  else if (event.type == "stage.failed")
    check_failed(file, event);
  else if (event.type == "job.rerun")
    check_rerun(file, event);
  else if (event.type == "stage.reset")
    check_reset(file, event);
  else if (event.type == "stage.restored")
    check_restored(file, event);
  else if (event.type == "job.updated")
    check_updated(file, event);
  else if (event.type == "stage.usage")
    check_late(file, event);
}

// -- admission ----------------------------------------------------------------

/// Within its limit, and fair: users go in turn, so whoever waits is overtaken
/// a bounded number of times by each other user before one of his own jobs
/// goes. That may be a younger one, if somebody has set the clock back. One
/// goes in turn; those whose admission was under way already hold a slot each.
void judge::check_admission(const job_file& file) {
  const auto& job = file.book.state();
  std::size_t running = 0;
  std::map<user_id, job_file*> next;
  for (auto& [id, other] : files_) {
    const auto& state = other.book.state();
    running += !other.is_removed && state.status == job_status::running;
    if (state.request.user == job.request.user
        && state.request.priority == job.request.priority)
      other.overtaken_by.clear();
    if (other.is_removed || state.status != job_status::queued
        || state.id == job.id || state.request.user == job.request.user
        || state.request.priority < job.request.priority)
      continue;
    auto& first = next[state.request.user];
    if (!first || comes_before(state, first->book.state()))
      first = &other;
  }
  if (!where_.is_orderly)
    return;
  // Without a limit nobody waits for his turn.
  const auto slots = where_.max_running_jobs;
  if (slots == 0)
    return;
  if (running >= slots)
    violate("limit", file, "is let in beyond the limit");
  for (auto& [user, waiting] : next)
    if (++waiting->overtaken_by[job.request.user] > 1 + slots)
      violate("fair", *waiting,
              "waits while " + job.request.user + " goes first again");
}

// -- starts -------------------------------------------------------------------

void judge::check_started(job_file& file, const read_event& event) {
  const auto& job = file.book.state();
  auto index = *event.stage;
  const auto& stage = job.stages[index];
  const auto& edges = where_.graph->stages[index];
  auto is_retry = stage.status == stage_status::running
                  && stage.detail == wait_reason::retry_wait;
  if (stage.status != stage_status::pending && !is_retry)
    violate("once", file, edges.id + " starts while it is not waiting");
  if (!job.admitted || job.cancelled)
    violate("dag", file, edges.id + " starts in a job that does not run");
  if ((edges.needs & ~stages_with(job, stage_status::completed)).any())
    violate("dag", file, edges.id + " starts before what it needs");
  if ((edges.prefers & ~ended_stages(job)).any())
    violate("dag", file, edges.id + " starts before what it prefers");
  if (event.attempt != stage.attempts + 1)
    violate("attempts", file, edges.id + " skips an attempt");
  if (job.request.budget && job.generation_cost >= *job.request.budget)
    violate("budget", file, edges.id + " starts without money");
  if (is_retry)
    check_early(file, event);
  file.started[index] = where_.clock.steady();
}

void judge::check_early(const job_file& file, const read_event& event) {
  const auto& wait = file.waits[*event.stage];
  auto waited = where_.clock.steady() - wait.since;
  // Timers are set by the millisecond, when the verdict has arrived.
  if (wait.is_exact && waited + 1ms < wait.delay)
    violate("early", file, name_of(event) + " comes before its time");
}

// -- the end of an attempt ----------------------------------------------------

void judge::check_open(const job_file& file, const read_event& event) {
  const auto& stage = file.book.state().stages[*event.stage];
  if (!file.book.book(*event.stage).is_open || event.attempt != stage.attempts)
    violate("fence", file, name_of(event) + " ends no attempt that runs");
}

void judge::check_retrying(job_file& file, const read_event& event) {
  auto index = *event.stage;
  const auto& stage = file.book.state().stages[index];
  check_open(file, event);
  auto error = class_in(event);
  auto due = parse_timestamp(event.data.at("nextAttemptAt").get<std::string>())
               .value();
  auto delay = due - event.at;
  // It was decided upon a while ago, unless somebody has set the clock since.
  auto lag = where_.clock.now() - event.at;
  auto is_exact = lag >= 0ms && lag < longest_lag;
  file.waits[index]
    = {where_.clock.steady() - (is_exact ? lag : 0ms), delay, is_exact};
  if (is_free_of_charge(error)) {
    if (delay != 0ms)
      violate("delay", file, name_of(event) + " waits after no failure");
    if (error == error_class::crash && stage.crashes + 1 >= max_crashes)
      violate("crash", file, name_of(event) + " after the third crash");
    return;
  }
  if (!is_retryable_by_the_book(error))
    violate("class", file,
            name_of(event) + " after " + std::string{to_string(error)});
  if (counted(stage) >= where_.graph->stages[index].max_attempts)
    violate("attempts", file, name_of(event) + " beyond its maximum");
  check_delay(file, event, delay);
}

void judge::check_delay(const job_file& file, const read_event& event,
                        milliseconds delay) {
  const auto& job = file.book.state();
  const auto& stage = job.stages[*event.stage];
  auto doubled = first_delay * std::exp2(counted(stage) - 1.0);
  auto low = std::min(doubled * (1 - jitter), longest_delay);
  auto high = std::min(doubled * (1 + jitter), longest_delay);
  auto calls = calls_of(file, {*event.stage, job.generation, stage.attempts});
  auto requested
    = calls.empty() ? 0ms : calls.back()->retry_after.value_or(0ms);
  auto length = double(delay.count());
  auto is_requested = delay == requested && double(requested.count()) >= low;
  if (!is_requested
      && (length < low - 1 || length > high + 1 || delay < requested))
    violate("delay", file,
            name_of(event) + " waits " + std::to_string(delay.count()) + " ms");
}

void judge::check_attempted(const job_file& file, const read_event& event) {
  if (file.book.book(*event.stage).completions.contains(event.generation))
    violate("once", file, name_of(event) + " a second time");
  check_open(file, event);
}

void judge::check_completed(const job_file& file, const read_event& event) {
  auto index = *event.stage;
  if (event.attempt)
    check_attempted(file, event);
  else if (!file.has_restored
           || where_.graph->stages[index].kind != stage_kind::computed)
    violate("once", file, name_of(event) + " without an attempt");
  auto version = event.data.at("version").get<unsigned>();
  if (version != file.book.state().stages[index].version + 1)
    violate("once", file, name_of(event) + " skips a version");
}

void judge::check_failed(const job_file& file, const read_event& event) {
  auto error = class_in(event);
  if (error == error_class::blocked || event.data.contains("blockedBy"))
    return check_blocked(file, event);
  const auto& job = file.book.state();
  if (error != error_class::budget)
    return check_own_failure(file, event);
  if (!job.request.budget || job.generation_cost < *job.request.budget)
    violate("budget", file, name_of(event) + " although there is money");
}

/// SEMANTICS 4, to the letter.
void judge::check_blocked(const job_file& file, const read_event& event) {
  const auto& job = file.book.state();
  const auto& stage = job.stages[*event.stage];
  auto suspects = where_.graph->stages[*event.stage].needs
                  & stages_with(job, stage_status::failed);
  auto first = first_of(suspects);
  if (first == suspects.size())
    return violate("blocked", file, name_of(event) + " by nothing");
  const auto& direct = where_.graph->stages[first].id;
  auto root = job.stages[first].root_cause.value_or(stage_index(first));
  if (event.data.at("error") != "Blocked by failed dependency: " + direct)
    violate("blocked", file, name_of(event) + " in other words");
  if (event.data.value("errorClass", "") != "blocked"
      || event.data.value("blockedBy", "") != direct
      || event.data.value("rootCause", "") != where_.graph->stages[root].id)
    violate("blocked", file, name_of(event) + " names another stage");
  if (stage.status != stage_status::pending || event.attempt
      || !(spent_in(event.data) == usage{}))
    violate("blocked", file, name_of(event) + " after it had run");
}

void judge::check_own_failure(const job_file& file, const read_event& event) {
  const auto& stage = file.book.state().stages[*event.stage];
  auto error = class_in(event);
  // A computed stage that could not be made beside a restored version.
  if (file.has_restored && error == error_class::internal && !event.attempt)
    return;
  check_open(file, event);
  if (error == error_class::crash && stage.crashes + 1 != max_crashes)
    violate("crash", file, name_of(event) + " before the third crash");
  if (is_retryable_by_the_book(error)
      && counted(stage) != where_.graph->stages[*event.stage].max_attempts)
    violate("attempts", file, name_of(event) + " with attempts left");
  if (error == error_class::drained || error == error_class::internal)
    violate("class", file,
            name_of(event) + " as " + std::string{to_string(error)});
}

} // namespace dossier::simulation
