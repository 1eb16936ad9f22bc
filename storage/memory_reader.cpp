#include "storage/memory_store.hpp"
#include "storage/page_cursor.hpp"
#include "storage/words.hpp"

#include <algorithm>
#include <tuple>

namespace dossier::storage {

namespace {

// -- which jobs ---------------------------------------------------------------

std::set<std::string> words_of(const job& what) {
  const auto& request = what.state->request;
  std::set<std::string> result;
  for (const auto& text : {request.company_name, request.geography})
    for (auto& word : storage::words_of(text))
      result.insert(std::move(word));
  for (const auto& output : what.outputs)
    if (output)
      for (auto& word : words_of_json(*output))
        result.insert(std::move(word));
  return result;
}

template <class T>
bool contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

bool has_text(const job& what, const std::string& text) {
  auto wanted = storage::words_of(text);
  return text.empty()
         || (!wanted.empty() && has_prefixes(words_of(what), wanted));
}

bool matches(const job& what, const job_query& query) {
  const auto& state = *what.state;
  return (query.statuses.empty() || contains(query.statuses, state.status))
         && (query.user.empty() || state.request.user == query.user)
         && (query.tag.empty() || contains(state.request.tags, query.tag))
         && (!query.created_after || state.created_at > *query.created_after)
         && has_text(what, query.text);
}

// -- in which order -----------------------------------------------------------

nano_usd cost_of(const job_state& state) {
  nano_usd sum = 0;
  for (const auto& stage : state.stages)
    sum += stage.total.cost;
  return sum;
}

page_position position_of(const stored_job& what, job_order order) {
  const auto& state = *what.current.state;
  switch (order) {
    case job_order::created_at:
      return {state.created_at.time_since_epoch().count(), what.number};
    case job_order::updated_at:
      return {state.updated_at.time_since_epoch().count(), what.number};
    case job_order::company_name:
      return {state.request.company_name, what.number};
    case job_order::cost: return {cost_of(state), what.number};
  }
  return {};
}

std::string without_case(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool comes_before(page_position left, page_position right) {
  if (auto name = std::get_if<std::string>(&left.key)) {
    *name = without_case(*name);
    right.key = without_case(std::get<std::string>(right.key));
  }
  return std::tie(left.key, left.number) < std::tie(right.key, right.number);
}

struct placed_job {
  page_position at;
  job_state_ptr state;
};

std::vector<placed_job> sorted(const memory_database& database,
                               const job_query& query) {
  std::vector<placed_job> result;
  for (const auto& [id, what] : database.jobs)
    if (matches(what.current, query))
      result.push_back({position_of(what, query.order), what.current.state});
  std::sort(result.begin(), result.end(),
            [&](const placed_job& left, const placed_job& right) {
              return query.descending ? comes_before(right.at, left.at)
                                      : comes_before(left.at, right.at);
            });
  return result;
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
  return found->second.current;
}

std::optional<job_state_ptr> memory_reader::find_state(const job_id& id) {
  if (auto found = find_job(id))
    return found->state;
  return {};
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
    if (page.items.size() == page_limit(query)) {
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
  event_page page{state.request.user, {}, state.last_seq};
  auto limit = std::clamp<std::size_t>(query.limit, 1, 1000);
  for (const auto& event : found->second.events)
    if (event.seq > query.after && page.items.size() < limit)
      page.items.push_back(event);
  return page;
}

std::optional<attempt_list> memory_reader::list_attempts(const job_id& id) {
  std::lock_guard guard(database_->mutex);
  auto found = database_->jobs.find(id);
  if (found == database_->jobs.end())
    return {};
  attempt_list list{found->second.current.state, found->second.attempts};
  auto place = [](const attempt_record& record) {
    return std::tuple(record.key.generation, record.key.stage,
                      record.key.attempt);
  };
  std::sort(list.items.begin(), list.items.end(),
            [&](const attempt_record& left, const attempt_record& right) {
              return place(left) < place(right);
            });
  return list;
}

std::vector<queued_job> memory_reader::unfinished() {
  std::lock_guard guard(database_->mutex);
  std::vector<std::pair<std::int64_t, queued_job>> jobs;
  for (const auto& [id, what] : database_->jobs) {
    const auto& state = *what.current.state;
    if (!is_terminal(state.status))
      jobs.push_back({what.number,
                      {id, state.request.user, state.request.priority,
                       state.queued_at, state.admitted}});
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
