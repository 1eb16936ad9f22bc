#include "storage/sqlite/writer.hpp"

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/execution.hpp"
#include "storage/sqlite/job_rows.hpp"
#include "storage/sqlite/json_text.hpp"

#include <SQLiteCpp/Exception.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <sqlite3.h>

namespace dossier::storage::sqlite {

namespace {

// -- statements ---------------------------------------------------------------

/// `?, ?, ?` for as many columns as are listed.
std::string places_for(std::string_view columns) {
  std::string places = "?";
  for (auto n = std::count(columns.begin(), columns.end(), ','); n > 0; --n)
    places += ", ?";
  return places;
}

std::string insert_into(std::string_view table, const std::string& columns) {
  return "INSERT INTO " + std::string(table) + " (" + columns + ") VALUES ("
         + places_for(columns) + ')';
}

std::string assign(std::string_view columns) {
  return '(' + std::string(columns) + ") = (" + places_for(columns) + ')';
}

std::string join(std::initializer_list<std::string_view> columns) {
  std::string result;
  for (auto part : columns) {
    if (!result.empty())
      result += ", ";
    result += part;
  }
  return result;
}

constexpr std::string_view output_columns
  = "outputGeneration, restoredFrom, outputCreatedAt, output";

std::string job_insertion() {
  return insert_into("ResearchJob",
                     join({"number, lease", fixed_job_columns,
                           changing_job_columns, seldom_job_columns}))
         + " ON CONFLICT (id) DO NOTHING";
}

std::string job_update() {
  return "UPDATE ResearchJob SET " + assign(changing_job_columns)
         + " WHERE id = ? AND revision = ? AND lease = ? "
           "RETURNING number, status, queuedAt";
}

std::string stage_update(std::string_view columns) {
  return "UPDATE ResearchSubJob SET " + assign(columns) + " WHERE number = ?";
}

constexpr auto archive_output = R"sql(
  REPLACE INTO SectionVersion (job, stage, version, generation, restoredFrom,
    outputHash, confidence, sourcesUsed, inputs, createdAt, output)
  SELECT ?, stage, version, outputGeneration, restoredFrom, outputHash,
    confidence, sourcesUsed, inputs, outputCreatedAt, output
  FROM ResearchSubJob WHERE number = ? AND output IS NOT NULL
)sql";

constexpr auto clear_output = R"sql(
  UPDATE ResearchSubJob SET outputGeneration = NULL, restoredFrom = NULL,
    outputCreatedAt = NULL, output = NULL WHERE number = ?
)sql";

constexpr auto add_late = R"sql(
  UPDATE StageAttempt SET inputTokens = inputTokens + ?,
    outputTokens = outputTokens + ?, cacheReadTokens = cacheReadTokens + ?,
    cacheWriteTokens = cacheWriteTokens + ?, cost = cost + ?,
    calls = calls + ?
  WHERE job = ? AND generation = ? AND position = ? AND attempt = ?
)sql";

constexpr auto put_attempt = R"sql(
  REPLACE INTO StageAttempt (job, stage, position, generation, attempt,
    outcome, errorClass, error, model, stopReason, calls, startedAt,
    completedAt, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens,
    cost)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql";

constexpr auto put_source = R"sql(
  INSERT INTO Source (job, id, citation, url, type, date, stage)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (job, id) DO UPDATE SET citation = excluded.citation,
    url = excluded.url, type = excluded.type, date = excluded.date,
    stage = excluded.stage
)sql";

constexpr auto put_idempotency = R"sql(
  REPLACE INTO IdempotencyKey (scope, bodyHash, status, contentType, headers,
    body, createdAt)
  VALUES (?, ?, ?, ?, ?, ?, ?)
)sql";

stage_set stages_with_output(const commit& commit) {
  stage_set result;
  for (const auto& output : commit.outputs)
    result.set(output.stage);
  return result;
}

/// How many texts may wait for the index, which each search then reads: a
/// second of its time, and minutes of the writer's under full load.
constexpr std::int64_t max_text_backlog = 50'000;

} // namespace

writer::writer(const std::filesystem::path& file) try
  : database_(open_writer(file)), begin_(database_, "BEGIN IMMEDIATE"),
    commit_(database_, "COMMIT"), insert_job_(database_, job_insertion()),
    update_job_(database_, job_update()),
    update_seldom_(database_, "UPDATE ResearchJob SET "
                                + assign(seldom_job_columns)
                                + " WHERE number = ?"),
    insert_stage_(
      database_, insert_into("ResearchSubJob", join({fixed_stage_columns,
                                                     changing_stage_columns}))),
    update_stage_(database_, stage_update(changing_stage_columns)),
    update_stage_and_output_(
      database_, stage_update(join({changing_stage_columns, output_columns}))),
    archive_output_(database_, archive_output),
    clear_output_(database_, clear_output),
    insert_event_(database_, "INSERT INTO JobEvent (job, seq, text) "
                             "VALUES (?, ?, ?)"),
    add_late_(database_, add_late), put_attempt_(database_, put_attempt),
    put_source_(database_, put_source),
    put_idempotency_(database_, put_idempotency),
    prune_idempotency_(database_, "DELETE FROM IdempotencyKey "
                                  "WHERE createdAt < ?"),
    index_(database_), removal_(database_), bookkeeper_(database_),
    last_job_(removal_.last_number()) {
  renew_index();
} catch (const SQLite::Exception& failure) {
  throw to_error(failure, nullptr);
}

// -- transactions -------------------------------------------------------------

template <class Work>
auto writer::guard(Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& failure) {
    auto reason = to_error(failure, database_.getHandle());
    roll_back();
    throw reason;
  } catch (...) {
    roll_back();
    throw;
  }
}

void writer::roll_back() noexcept {
  // Nothing is left to undo where SQLite has done it by itself, and a failure
  // to undo is a failure of the file: the next BEGIN reports it.
  if (sqlite3_get_autocommit(database_.getHandle()) == 0)
    sqlite3_exec(database_.getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
  is_rolled_back_ = true;
}

/// In one transaction. What failed before left a count that was not committed.
template <class Work>
auto writer::transact(Work work) {
  return guard([&] {
    if (is_rolled_back_)
      index_.count_backlog();
    is_rolled_back_ = false;
    execution(begin_).run();
    auto result = work();
    execution(commit_).run();
    return result;
  });
}

std::vector<commit_result> writer::apply(std::span<const commit_ptr> group) {
  return transact([&] {
    std::vector<commit_result> results;
    results.reserve(group.size());
    for (const auto& commit : group)
      results.push_back(write(*commit));
    while (index_.backlog() > max_text_backlog)
      index_.advance();
    return results;
  });
}

/// A file of older rules is read whole, which takes seconds for a thousand
/// jobs. What a stop leaves undone still waits, and is done the next time.
void writer::renew_index() {
  if (!index_.is_current())
    transact([&] {
      index_.start_anew();
      return true;
    });
  if (index_.backlog() > max_text_backlog)
    spdlog::info("texts are indexed: waiting={}", index_.backlog());
  while (index_.backlog() > max_text_backlog)
    run_maintenance();
}

bool writer::run_maintenance() {
  if (index_.backlog() == 0)
    return false;
  return transact([&] {
    index_.advance();
    return index_.backlog() > 0;
  });
}

void writer::write_notes(const store_notes& notes) {
  transact([&] {
    bookkeeper_.write(notes);
    return true;
  });
}

void writer::prune_idempotency(timestamp before) {
  guard([&] { execution(prune_idempotency_).fill(before).run(); });
}

void writer::abandon() {
  forbid_checkpoint_on_close(database_);
}

// -- one commit ---------------------------------------------------------------

commit_result writer::write(const commit& commit) {
  auto is_written
    = commit.is_removal ? removal_.remove(commit, index_) : write_job(commit);
  if (!is_written)
    return commit_result::conflict;
  if (commit.idempotency)
    write_idempotency(*commit.idempotency);
  return commit_result::applied;
}

bool writer::write_job(const commit& commit) {
  auto job = commit.expected_revision == 0 ? insert(commit) : update(commit);
  if (!job)
    return false;
  for (std::size_t stage = 0; stage < commit.after->stages.size(); ++stage)
    if (commit.archived.test(stage))
      archive(*job, stage);
  write_stages(*job, commit);
  write_outputs(*job, commit);
  write_events(*job, commit);
  write_attempts(*job, commit);
  write_late(*job, commit);
  write_sources(*job, commit);
  return true;
}

/// A number that was given out stays so, even when the transaction fails.
std::optional<std::int64_t> writer::insert(const commit& commit) {
  const auto& state = *commit.after;
  auto job = ++last_job_;
  execution run(insert_job_);
  run.fill(job, commit.lease);
  fill_fixed(run, state);
  fill_changing(run, state, summarize(state));
  fill_seldom(run, state);
  if (run.run() == 0)
    return {};
  insert_stages(job, state);
  index_.note_request(job);
  return job;
}

void writer::insert_stages(std::int64_t job, const job_state& state) {
  for (std::size_t stage = 0; stage < state.stages.size(); ++stage) {
    execution run(insert_stage_);
    fill_fixed(run, job, state, stage);
    fill_changing(run, state, stage);
    run.run();
  }
}

std::optional<std::int64_t> writer::update(const commit& commit) {
  const auto& state = *commit.after;
  execution run(update_job_);
  fill_changing(run, state, summarize(state));
  run.fill(state.id, commit.expected_revision, commit.lease);
  if (!run.next())
    return {};
  auto job = run.integer();
  auto status = run.text();
  auto queued_at = run.time();
  if (status != to_string(state.status) || queued_at != state.queued_at)
    update_seldom(job, state);
  return job;
}

/// Apart from the rest, as SQLite rewrites the index entries of every column it
/// sets, even to the same value.
void writer::update_seldom(std::int64_t job, const job_state& state) {
  execution run(update_seldom_);
  fill_seldom(run, state);
  run.fill(job).run();
}

void writer::archive(std::int64_t job, std::size_t stage) {
  if (keep_version(job, stage))
    execution(clear_output_).fill(stage_row(job, stage)).run();
}

/// Copies the current output to the history, if there is one, and forgets its
/// words.
bool writer::keep_version(std::int64_t job, std::size_t stage) {
  if (execution(archive_output_).fill(job, stage_row(job, stage)).run() == 0)
    return false;
  index_.forget_output(job, stage);
  return true;
}

void writer::write_stages(std::int64_t job, const commit& commit) {
  auto with_output = stages_with_output(commit);
  for (std::size_t stage = 0; stage < commit.after->stages.size(); ++stage) {
    if (!commit.changed.test(stage) || with_output.test(stage)
        || commit.expected_revision == 0)
      continue;
    execution run(update_stage_);
    fill_changing(run, *commit.after, stage);
    run.fill(stage_row(job, stage)).run();
  }
}

void writer::write_outputs(std::int64_t job, const commit& commit) {
  for (const auto& output : commit.outputs) {
    if (output.version > 1)
      keep_version(job, output.stage);
    execution run(update_stage_and_output_);
    fill_changing(run, *commit.after, output.stage);
    run.fill(output.generation, output.restored_from, output.created_at,
             output.text, stage_row(job, output.stage));
    run.run();
    index_.note_output(job, output.stage);
  }
}

void writer::write_events(std::int64_t job, const commit& commit) {
  for (const auto& event : commit.events)
    execution(insert_event_).fill(job, event.seq, event.text).run();
}

void writer::write_attempts(std::int64_t job, const commit& commit) {
  for (const auto& attempt : commit.attempts) {
    execution run(put_attempt_);
    run.fill(job, commit.after->graph->stages[attempt.key.stage].id,
             attempt.key.stage, attempt.key.generation, attempt.key.attempt,
             to_string(attempt.outcome), name_of(attempt.error),
             attempt.message, attempt.model, attempt.stop_reason, attempt.calls,
             attempt.started_at, attempt.completed_at);
    fill_usage(run, attempt.spent);
    run.run();
  }
}

void writer::write_late(std::int64_t job, const commit& commit) {
  for (const auto& late : commit.late) {
    execution run(add_late_);
    fill_usage(run, late.spent);
    run
      .fill(late.calls, job, late.key.generation, late.key.stage,
            late.key.attempt)
      .run();
  }
}

void writer::write_sources(std::int64_t job, const commit& commit) {
  for (const auto& item : commit.sources)
    execution(put_source_)
      .fill(job, item.id, item.citation, item.url, item.type, item.date,
            commit.after->graph->stages[item.stage].id)
      .run();
}

void writer::write_idempotency(const idempotency_record& record) {
  execution(put_idempotency_)
    .fill(record.scope, record.body_hash, record.answer.status,
          record.answer.content_type, to_object(record.answer.extra),
          record.answer.body, record.created_at)
    .run();
}

} // namespace dossier::storage::sqlite
