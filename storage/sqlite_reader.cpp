#include "storage/sqlite_reader.hpp"

#include "storage/page_cursor.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/json_text.hpp"
#include "storage/sqlite/relevance.hpp"
#include "storage/sqlite/text_index.hpp"

#include <SQLiteCpp/Exception.h>

#include <algorithm>
#include <sqlite3.h>

namespace dossier::storage {

using namespace sqlite;

namespace {

std::string select(std::string_view columns, std::string_view rest) {
  return "SELECT " + std::string(columns) + ' ' + std::string(rest);
}

constexpr auto stages_of_job = "FROM ResearchSubJob WHERE number BETWEEN ? "
                               "AND ? ORDER BY number";

constexpr auto attempt_columns
  = "position, generation, attempt, outcome, errorClass, error, model, "
    "stopReason, calls, startedAt, completedAt, inputTokens, outputTokens, "
    "cacheReadTokens, cacheWriteTokens, cost";

/// Served by the index on status; those few are then sorted.
constexpr auto unfinished_jobs
  = "SELECT id, userId, priority, queuedAt, admitted FROM ResearchJob "
    "WHERE status IN ('queued', 'running') ORDER BY queuedAt, number";

attempt_record read_attempt(execution& run) {
  attempt_record record;
  record.key.stage = run.number<stage_index>();
  record.key.generation = run.number<unsigned>();
  record.key.attempt = run.number<unsigned>();
  record.outcome = read_name(run, parse_attempt_outcome);
  record.error = read_optional_name(run, parse_error_class);
  record.message = run.text();
  record.model = run.text();
  record.stop_reason = run.text();
  record.calls = run.number<unsigned>();
  record.started_at = run.time();
  record.completed_at = run.time();
  record.spent = read_usage(run);
  return record;
}

page_position read_position(execution& run, job_order order,
                            std::int64_t number) {
  if (order == job_order::company_name)
    return {run.text(), number};
  return {run.integer(), number};
}

headers read_headers(const std::string& json) {
  headers result;
  auto texts = strings_of(json);
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2)
    result.emplace_back(std::move(texts[i]), std::move(texts[i + 1]));
  return result;
}

} // namespace

sqlite_reader::sqlite_reader(const std::filesystem::path& directory,
                             pipeline_catalog catalog) try
  : catalog_(std::move(catalog)),
    database_(open_reader(database_file(directory))),
    begin_(database_, "BEGIN"), end_(database_, "COMMIT"),
    job_(database_, select(job_columns, "FROM ResearchJob WHERE id = ?")),
    stages_(database_, select(stage_columns, stages_of_job)),
    outputs_(database_, select("output", stages_of_job)),
    sources_(database_, "SELECT id, citation, url, type, date, stage "
                        "FROM Source WHERE job = ? ORDER BY length(id), id"),
    events_(database_, "SELECT seq, text FROM JobEvent WHERE job = ? "
                       "AND seq > ? ORDER BY seq LIMIT ?"),
    attempts_(database_, select(attempt_columns,
                                "FROM StageAttempt WHERE job = ? ORDER BY "
                                "generation, position, attempt")),
    unfinished_(database_, unfinished_jobs),
    idempotency_(database_, "SELECT scope, bodyHash, status, contentType, "
                            "headers, body, createdAt FROM IdempotencyKey "
                            "WHERE scope = ?"),
    waiting_texts_(database_, waiting_texts),
    epoch_(database_, "SELECT value FROM Setting WHERE key = 'epoch'"),
    versions_(database_), admin_(database_) {
  add_relevance(database_);
} catch (const SQLite::Exception& failure) {
  throw to_error(failure, nullptr);
}

template <class Work>
auto sqlite_reader::read(Work work) {
  auto end = [this] {
    if (sqlite3_get_autocommit(database_.getHandle()) == 0)
      execution(end_).run();
  };
  try {
    execution(begin_).run();
    auto result = work();
    end();
    return result;
  } catch (const SQLite::Exception& failure) {
    auto reason = to_error(failure, database_.getHandle());
    end();
    throw reason;
  } catch (...) {
    end();
    throw;
  }
}

// -- questions ----------------------------------------------------------------

std::optional<job> sqlite_reader::find_job(const job_id& id) {
  return read([&]() -> std::optional<job> {
    auto row = find_row(id);
    if (!row)
      return {};
    return read_whole(std::move(*row));
  });
}

std::optional<report_content> sqlite_reader::find_report(const job_id& id) {
  return read([&]() -> std::optional<report_content> {
    auto row = find_row(id);
    if (!row)
      return {};
    auto number = row->number;
    report_content result{.job = read_whole(std::move(*row))};
    const auto& graph = *result.job.state->graph;
    for (std::size_t i = 0; i < graph.stages.size(); ++i)
      result.previous.push_back(
        result.job.outputs[i]
          ? std::nullopt
          : versions_.newest_old(number, graph, static_cast<stage_index>(i)));
    return result;
  });
}

std::optional<job_state_ptr> sqlite_reader::find_state(const job_id& id) {
  return read([&]() -> std::optional<job_state_ptr> {
    auto row = find_row(id);
    if (!row)
      return {};
    return complete(std::move(*row));
  });
}

job_page sqlite_reader::list_jobs(const job_query& query) {
  return read([&] { return read_page(query); });
}

std::optional<event_page> sqlite_reader::list_events(const event_query& query) {
  return read([&]() -> std::optional<event_page> {
    auto row = find_row(query.id);
    if (!row)
      return {};
    return event_page{.user = row->state.request.user,
                      .items = read_events(row->number, query),
                      .last_seq = row->state.last_seq};
  });
}

std::optional<attempt_list> sqlite_reader::list_attempts(const job_id& id) {
  return read([&]() -> std::optional<attempt_list> {
    auto row = find_row(id);
    if (!row)
      return {};
    auto number = row->number;
    return attempt_list{complete(std::move(*row)), read_attempts(number)};
  });
}

std::optional<version_list>
sqlite_reader::list_versions(const job_id& id, std::string_view stage) {
  return read([&] { return read_versions(id, stage, {}); });
}

std::optional<version_list> sqlite_reader::find_version(const job_id& id,
                                                        std::string_view stage,
                                                        unsigned version) {
  return read([&] { return read_versions(id, stage, version); });
}

std::vector<attempt_sample>
sqlite_reader::recent_attempts(const std::string& report_type,
                               std::size_t limit) {
  return read([&] { return admin_.recent_attempts(report_type, limit); });
}

std::vector<job_id> sqlite_reader::find_ended(const job_filter& filter) {
  return read([&] { return admin_.find_ended(filter); });
}

std::vector<job_id> sqlite_reader::list_ids(const job_id& after,
                                            std::size_t limit) {
  return read([&] { return admin_.list_ids(after, limit); });
}

audit_page sqlite_reader::list_audit(const audit_query& query) {
  return read([&] { return admin_.list_audit(query); });
}

std::optional<std::string> sqlite_reader::find_setting(const std::string& key) {
  return read([&] { return admin_.find_setting(key); });
}

std::vector<queued_job> sqlite_reader::unfinished() {
  return read([&] {
    std::vector<queued_job> result;
    execution run(unfinished_);
    while (run.next()) {
      auto& job = result.emplace_back();
      job.id = run.text();
      job.user = run.text();
      job.priority = run.number<int>();
      job.queued_at = run.time();
      job.admitted = run.integer() != 0;
    }
    return result;
  });
}

std::optional<idempotency_record>
sqlite_reader::find_idempotency(const std::string& scope) {
  return read([&]() -> std::optional<idempotency_record> {
    execution run(idempotency_);
    if (!run.fill(scope).next())
      return {};
    idempotency_record record;
    record.scope = run.text();
    record.body_hash = run.text();
    record.answer.status = run.number<int>();
    record.answer.content_type = run.text();
    record.answer.extra = read_headers(run.text());
    record.answer.body = run.shared_text();
    record.created_at = run.time();
    return record;
  });
}

std::string sqlite_reader::epoch() {
  return read([&] {
    execution run(epoch_);
    return run.next() ? run.text() : std::string{};
  });
}

// -- rows ---------------------------------------------------------------------

std::optional<job_row> sqlite_reader::find_row(const job_id& id) {
  execution run(job_);
  if (!run.fill(id).next())
    return {};
  return read_job(run);
}

job_state_ptr sqlite_reader::complete(job_row row) {
  std::vector<stage_row_content> stages;
  execution run(stages_);
  run.fill(stage_row(row.number, 0), stage_row(row.number, max_stages - 1));
  while (run.next())
    stages.push_back(read_stage(run));
  return std::make_shared<const job_state>(
    assemble(std::move(row), std::move(stages), catalog_));
}

job sqlite_reader::read_whole(job_row row) {
  job result;
  result.lease = row.lease;
  auto number = row.number;
  result.state = complete(std::move(row));
  result.outputs = read_outputs(number, result.state->stages.size());
  result.sources = std::make_shared<const source_catalog>(
    read_sources(number, *result.state->graph));
  return result;
}

/// Reads the texts that are not in the index yet.
found_jobs sqlite_reader::search_waiting(word_search& search) {
  found_jobs found(search.words().size());
  if (found.empty())
    return found;
  execution texts(waiting_texts_);
  while (texts.next()) {
    auto text = read_text(texts);
    search.forget();
    search.look_in(text.words, kind_of_text(text.number));
    for (std::size_t word = 0; word < found.size(); ++word)
      if (search.has_found(word))
        found[word].insert(job_of_text(text.number));
  }
  return found;
}

job_page sqlite_reader::read_page(const job_query& query) {
  word_search search(query.text);
  auto list = make_list_query(query, search, search_waiting(search));
  SQLite::Statement statement(database_, list.sql);
  execution run(statement);
  for (const auto& value : list.parameters)
    std::visit([&](const auto& known) { run.fill(known); }, value);
  job_page page;
  page_position last;
  while (run.next()) {
    if (page.items.size() == page_limit(query.limit)) {
      page.next_cursor = to_cursor(query, last);
      break;
    }
    auto row = read_job(run);
    last = read_position(run, query.order, row.number);
    page.items.push_back(complete(std::move(row)));
  }
  return page;
}

std::vector<section_text> sqlite_reader::read_outputs(std::int64_t job,
                                                      std::size_t count) {
  std::vector<section_text> result;
  result.reserve(count);
  execution run(outputs_);
  run.fill(stage_row(job, 0), stage_row(job, max_stages - 1));
  while (run.next())
    result.push_back(run.shared_text());
  return result;
}

source_catalog sqlite_reader::read_sources(std::int64_t job,
                                           const pipeline& graph) {
  source_catalog result;
  execution run(sources_);
  run.fill(job);
  while (run.next()) {
    auto& item = result.emplace_back();
    item.id = run.text();
    item.citation = run.text();
    item.url = run.text();
    item.type = run.text();
    item.date = run.text();
    item.stage = graph.find(run.text()).value_or(graph.foundation);
  }
  return result;
}

std::vector<encoded_event>
sqlite_reader::read_events(std::int64_t job, const event_query& query) {
  std::vector<encoded_event> result;
  execution run(events_);
  run.fill(job, query.after, std::clamp<std::size_t>(query.limit, 1, 1000));
  while (run.next()) {
    auto seq = run.number<std::uint64_t>();
    result.push_back({seq, run.shared_text()});
  }
  return result;
}

std::vector<attempt_record> sqlite_reader::read_attempts(std::int64_t job) {
  std::vector<attempt_record> result;
  execution run(attempts_);
  run.fill(job);
  while (run.next())
    result.push_back(read_attempt(run));
  return result;
}

std::optional<version_list>
sqlite_reader::read_versions(const job_id& id, std::string_view stage,
                             std::optional<unsigned> version) {
  auto row = find_row(id);
  if (!row)
    return {};
  auto job = row->number;
  auto state = complete(std::move(*row));
  const auto& graph = *state->graph;
  auto index = graph.find(stage);
  if (!index)
    return {};
  auto items = version ? versions_.find(job, graph, *index, *version)
                       : versions_.list(job, graph, *index);
  return version_list{
    .state = std::move(state), .stage = *index, .items = std::move(items)};
}

} // namespace dossier::storage
