#include "storage/sqlite/job_removal.hpp"

#include "storage/sqlite/job_rows.hpp"

namespace dossier::storage::sqlite {

job_removal::job_removal(SQLite::Database& database)
  : find_(database, "SELECT number FROM ResearchJob "
                    "WHERE id = ? AND revision = ? AND lease = ?"),
    delete_stages_(database, "DELETE FROM ResearchSubJob "
                             "WHERE number BETWEEN ? AND ?"),
    delete_job_(database, "DELETE FROM ResearchJob WHERE number = ?"),
    keep_number_(database, "UPDATE RemovedJob SET highest = max(highest, ?)"),
    last_number_(database, "SELECT max(highest, (SELECT coalesce(max(number), "
                           "0) FROM ResearchJob)) FROM RemovedJob") {
  // nop
}

/// Events, attempts, versions and sources go with the job's row: they refer to
/// it. The words go first, as they are read from what is about to go.
bool job_removal::remove(const commit& commit, text_index& index) {
  auto job = find(commit);
  if (!job)
    return false;
  index.forget_job(*job);
  execution(delete_stages_)
    .fill(stage_row(*job, 0), stage_row(*job, max_stages - 1))
    .run();
  execution(delete_job_).fill(*job).run();
  execution(keep_number_).fill(*job).run();
  return true;
}

std::optional<std::int64_t> job_removal::find(const commit& commit) {
  execution run(find_);
  if (!run.fill(commit.after->id, commit.expected_revision, commit.lease)
         .next())
    return {};
  return run.integer();
}

std::int64_t job_removal::last_number() {
  execution run(last_number_);
  run.next();
  return run.integer();
}

} // namespace dossier::storage::sqlite
