#include "storage/memory_store.hpp"
#include "storage/page_cursor.hpp"
#include "storage/search_terms.hpp"

#include <algorithm>
#include <tuple>

namespace dossier::storage {

namespace {

// -- which jobs ---------------------------------------------------------------

template <class T>
bool contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

/// Text without a word asks for something that no job has.
bool has_text(const job& job, const std::string& text) {
  if (text.empty())
    return true;
  word_search search(text);
  const auto& request = job.state->request;
  search.look_in(words_of(request.company_name), text_kind::names);
  search.look_in(words_of(request.geography), text_kind::names);
  for (const auto& output : job.outputs)
    if (output)
      search.look_in(words_of_json(*output), text_kind::section);
  return !search.words().empty() && search.has_found_all();
}

bool matches(const job& job, const job_query& query) {
  const auto& state = *job.state;
  return (query.statuses.empty() || contains(query.statuses, state.status))
         && (query.user.empty() || state.request.user == query.user)
         && (query.tag.empty() || contains(state.request.tags, query.tag))
         && (!query.created_after || state.created_at > *query.created_after)
         && has_text(job, query.text);
}

// -- in which order -----------------------------------------------------------

nano_usd cost_of(const job_state& state) {
  nano_usd sum = 0;
  for (const auto& stage : state.stages)
    sum += stage.total.cost;
  return sum;
}

page_position position_of(const stored_job& stored, const job_query& query) {
  const auto& state = *stored.current.state;
  const auto& request = state.request;
  switch (query.order) {
    case job_order::created_at:
      return {state.created_at.time_since_epoch().count(), stored.number};
    case job_order::updated_at:
      return {state.updated_at.time_since_epoch().count(), stored.number};
    case job_order::company_name:
      return {sort_key(request.company_name), stored.number};
    case job_order::cost: return {cost_of(state), stored.number};
    case job_order::relevance:
      return {word_search(query.text)
                .relevance(request.company_name, request.geography),
              stored.number};
  }
  return {};
}

bool comes_before(const page_position& left, const page_position& right) {
  return std::tie(left.key, left.number) < std::tie(right.key, right.number);
}

struct placed_job {
  page_position at;
  job_state_ptr state;
};

std::vector<placed_job> sorted(const memory_database& database,
                               const job_query& query) {
  std::vector<placed_job> result;
  for (const auto& [id, stored] : database.jobs)
    if (matches(stored.current, query))
      result.push_back({position_of(stored, query), stored.current.state});
  std::sort(result.begin(), result.end(),
            [&](const placed_job& left, const placed_job& right) {
              return query.descending ? comes_before(right.at, left.at)
                                      : comes_before(left.at, right.at);
            });
  return result;
}

// -- history ------------------------------------------------------------------

std::optional<version_list> versions_of(const memory_database& database,
                                        const job_id& id,
                                        std::string_view stage) {
  auto found = database.jobs.find(id);
  if (found == database.jobs.end())
    return {};
  const auto& stored = found->second;
  auto index = stored.current.state->graph->find(stage);
  if (!index)
    return {};
  version_list list{.state = stored.current.state, .stage = *index};
  if (stored.current.outputs[*index])
    list.items.push_back(current_version(stored, *index));
  for (auto old = stored.history.rbegin(); old != stored.history.rend(); ++old)
    if (old->stage == *index)
      list.items.push_back(old->output);
  return list;
}

/// Later entries are newer.
report_content report_of(const stored_job& stored) {
  report_content result{.job = stored.current};
  result.previous.resize(stored.current.state->stages.size());
  for (const auto& old : stored.history)
    if (!stored.current.outputs[old.stage])
      result.previous[old.stage] = old.output;
  return result;
}

struct placed_attempt {
  std::int64_t number = 0;
  const stored_job* job = nullptr;
  const attempt_record* attempt = nullptr;
};

std::vector<placed_attempt> newest_attempts(const memory_database& database,
                                            std::size_t limit) {
  std::vector<placed_attempt> result;
  for (const auto& [id, job] : database.jobs)
    for (const auto& attempt : job.attempts)
      result.push_back(
        {.number = attempt.number, .job = &job, .attempt = &attempt.attempt});
  std::sort(result.begin(), result.end(),
            [](const auto& left, const auto& right) {
              return left.number > right.number;
            });
  result.resize(std::min(result.size(), limit));
  return result;
}

// -- which ended jobs ---------------------------------------------------------

bool has_failed_with(const job_state& state, error_class error) {
  return std::any_of(
    state.stages.begin(), state.stages.end(), [&](const stage_state& stage) {
      return stage.status == stage_status::failed && stage.error == error;
    });
}

bool matches(const job_state& state, const job_filter& filter) {
  return is_terminal(state.status) && state.completed_at
         && (!filter.status || state.status == *filter.status)
         && (!filter.error || has_failed_with(state, *filter.error))
         && (!filter.from || *state.completed_at >= *filter.from)
         && (!filter.to || *state.completed_at <= *filter.to);
}

} // namespace

memory_reader::memory_reader(memory_database_ptr database)
  : database_(std::move(database)) {
  // nop
}

std::optional<job> memory_reader::find_job(const job_id& id) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->jobs.find(id);
  if (found == database_->jobs.end())
    return {};
  ++database_->jobs_read;
  return found->second.current;
}

std::optional<report_content> memory_reader::find_report(const job_id& id) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->jobs.find(id);
  if (found == database_->jobs.end())
    return {};
  return report_of(found->second);
}

std::optional<job_state_ptr> memory_reader::find_state(const job_id& id) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->jobs.find(id);
  if (found == database_->jobs.end())
    return {};
  return found->second.current.state;
}

job_page memory_reader::list_jobs(const job_query& query) {
  std::lock_guard guard(database_->mutex);
  auto last = read_cursor(query);
  job_page page;
  const placed_job* previous = nullptr;
  auto jobs = sorted(*database_, query);
  for (const auto& item : jobs) {
    if (last
        && !(query.descending ? comes_before(item.at, *last)
                              : comes_before(*last, item.at)))
      continue;
    if (page.items.size() == page_limit(query.limit)) {
      page.next_cursor = to_cursor(query, previous->at);
      break;
    }
    page.items.push_back(item.state);
    previous = &item;
  }
  return page;
}

std::optional<event_page> memory_reader::list_events(const event_query& query) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->jobs.find(query.id);
  if (found == database_->jobs.end())
    return {};
  const auto& state = *found->second.current.state;
  event_page page{.user = state.request.user, .last_seq = state.last_seq};
  auto limit = std::clamp<std::size_t>(query.limit, 1, 1000);
  for (const auto& event : found->second.events)
    if (event.seq > query.after && page.items.size() < limit)
      page.items.push_back(event);
  return page;
}

// -- history ------------------------------------------------------------------

std::optional<attempt_list> memory_reader::list_attempts(const job_id& id) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->jobs.find(id);
  if (found == database_->jobs.end())
    return {};
  attempt_list list{.state = found->second.current.state};
  for (const auto& attempt : found->second.attempts)
    list.items.push_back(attempt.attempt);
  auto position = [](const attempt_record& record) {
    return std::tuple(record.key.generation, record.key.stage,
                      record.key.attempt);
  };
  std::sort(list.items.begin(), list.items.end(),
            [&](const attempt_record& left, const attempt_record& right) {
              return position(left) < position(right);
            });
  return list;
}

std::optional<version_list>
memory_reader::list_versions(const job_id& id, std::string_view stage) {
  std::lock_guard guard(database_->mutex);
  auto list = versions_of(*database_, id, stage);
  if (list)
    for (auto& item : list->items)
      item.text = nullptr;
  return list;
}

std::optional<version_list> memory_reader::find_version(const job_id& id,
                                                        std::string_view stage,
                                                        unsigned version) {
  std::lock_guard guard(database_->mutex);
  auto list = versions_of(*database_, id, stage);
  if (list)
    std::erase_if(list->items, [&](const section_version& item) {
      return item.version != version;
    });
  return list;
}

std::vector<attempt_sample>
memory_reader::recent_attempts(const std::string& report_type,
                               std::size_t limit) {
  std::lock_guard guard(database_->mutex);
  std::vector<attempt_sample> result;
  for (const auto& [number, job, attempt] :
       newest_attempts(*database_, limit)) {
    const auto& state = *job->current.state;
    if (attempt->outcome == attempt_outcome::completed
        && state.request.report_type == report_type)
      result.push_back({.stage = state.graph->stages[attempt->key.stage].id,
                        .duration = attempt->completed_at - attempt->started_at,
                        .spent = attempt->spent});
  }
  return result;
}

// -- for administrators -------------------------------------------------------

std::vector<job_id> memory_reader::find_ended(const job_filter& filter) {
  std::lock_guard guard(database_->mutex);
  std::vector<std::tuple<timestamp, std::int64_t, job_id>> ended;
  for (const auto& [id, stored] : database_->jobs)
    if (const auto& state = *stored.current.state; matches(state, filter))
      ended.emplace_back(*state.completed_at, stored.number, id);
  std::sort(ended.begin(), ended.end());
  std::vector<job_id> result;
  for (auto& [when, number, id] : ended)
    if (result.size() < filter.limit)
      result.push_back(std::move(id));
  return result;
}

std::vector<job_id> memory_reader::list_ids(const job_id& after,
                                            std::size_t limit) {
  std::lock_guard guard(database_->mutex);
  std::vector<job_id> result;
  const auto& jobs = database_->jobs;
  for (auto next = jobs.upper_bound(after);
       next != jobs.end() && result.size() < limit; ++next)
    result.push_back(next->first);
  return result;
}

audit_page memory_reader::list_audit(const audit_query& query) {
  std::lock_guard guard(database_->mutex);
  const auto& audit = database_->audit;
  auto end = static_cast<std::int64_t>(audit.size()) + 1;
  auto last
    = std::clamp<std::int64_t>(read_cursor(query).value_or(end), 1, end);
  audit_page page;
  while (last > 1 && page.items.size() < page_limit(query.limit))
    page.items.push_back(audit[static_cast<std::size_t>(--last - 1)]);
  if (last > 1)
    page.next_cursor = to_cursor(last);
  return page;
}

std::optional<std::string> memory_reader::find_setting(const std::string& key) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->settings.find(key);
  if (found == database_->settings.end())
    return {};
  return found->second;
}

// -- the queue ----------------------------------------------------------------

std::vector<queued_job> memory_reader::unfinished() {
  std::lock_guard guard(database_->mutex);
  std::vector<std::pair<std::int64_t, queued_job>> jobs;
  for (const auto& [id, stored] : database_->jobs) {
    const auto& state = *stored.current.state;
    if (!is_terminal(state.status))
      jobs.push_back({stored.number,
                      {.id = id,
                       .user = state.request.user,
                       .priority = state.request.priority,
                       .queued_at = state.queued_at,
                       .admitted = state.admitted}});
  }
  std::sort(jobs.begin(), jobs.end(), [](const auto& left, const auto& right) {
    return std::pair(left.second.queued_at, left.first)
           < std::pair(right.second.queued_at, right.first);
  });
  std::vector<queued_job> result;
  for (auto& [number, job] : jobs)
    result.push_back(std::move(job));
  return result;
}

std::optional<idempotency_record>
memory_reader::find_idempotency(const std::string& scope) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->answers.find(scope);
  if (found == database_->answers.end())
    return {};
  return found->second;
}

std::string memory_reader::epoch() {
  std::lock_guard guard(database_->mutex);
  return database_->epoch;
}

} // namespace dossier::storage
