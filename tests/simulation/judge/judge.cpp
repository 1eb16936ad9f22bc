#include "tests/simulation/judge/judge.hpp"

#include "messages/hash.hpp"
#include "tests/simulation/world/holds.hpp"

#include <algorithm>

namespace dossier::simulation {

stage_set stages_with(const job_state& job, stage_status status) {
  stage_set result;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    result.set(i, job.stages[i].status == status);
  return result;
}

stage_set ended_stages(const job_state& job) {
  return stages_with(job, stage_status::completed)
         | stages_with(job, stage_status::failed)
         | stages_with(job, stage_status::cancelled);
}

job_status reference_status(const job_state& job) {
  if (job.cancelled)
    return job_status::cancelled;
  if (ended_stages(job).count() < job.stages.size())
    return job.admitted ? job_status::running : job_status::queued;
  if (job.stages[job.graph->foundation].status == stage_status::failed)
    return job_status::failed;
  if (stages_with(job, stage_status::failed).any())
    return job_status::completed_with_errors;
  if (stages_with(job, stage_status::cancelled).any())
    return job_status::cancelled;
  return job_status::completed;
}

judge::judge(court where) : where_(std::move(where)) {
  // nop
}

void judge::violate(const char* oracle, const job_file& file,
                    const std::string& name) {
  const auto& job = file.book.state();
  where_.log.violate(oracle, "job " + job.id + " (" + job.request.company_name
                               + ", revision " + std::to_string(job.revision)
                               + "): " + name);
}

const job_id* judge::find(const std::string& company) const {
  auto found = by_company_.find(company);
  return found == by_company_.end() ? nullptr : &found->second;
}

// -- conditions ---------------------------------------------------------------

void judge::on_process_started() {
  ++life_;
  for (auto& [id, file] : files_) {
    file.overtaken_by.clear();
    for (auto& wait : file.waits)
      wait.is_exact = false;
  }
}

void judge::on_fault() {
  for (auto& [id, file] : files_)
    for (auto& wait : file.waits)
      wait.is_exact = false;
}

// -- a commit -----------------------------------------------------------------

job_file& judge::open(const commit& commit) {
  const auto& after = *commit.after;
  auto found = files_.find(after.id);
  if (found != files_.end())
    return found->second;
  auto size = where_.graph->stages.size();
  job_file file{ledger{after.id, where_.graph}, std::vector<section_text>(size),
                std::vector<retry_watch>(size), std::vector<steady_time>(size)};
  file.book.state().request = after.request;
  by_company_.emplace(after.request.company_name, after.id);
  return files_.emplace(after.id, std::move(file)).first->second;
}

void judge::on_written(const commit& commit) {
  auto& file = open(commit);
  if (commit.is_removal)
    return on_removal(file);
  if (file.is_removed)
    violate("removed", file, "is written to after its removal");
  const auto& row = where_.kept.database->jobs.at(commit.after->id);
  try {
    fold(file, commit);
  } catch (const std::exception& reason) {
    return violate("readable", file, reason.what());
  }
  check_rows(file, row);
  check_attempts(file, commit, row);
}

void judge::fold(job_file& file, const commit& commit) {
  stage_set renewed;
  stage_set reset;
  std::string last;
  file.has_restored = false;
  for (const auto& text : commit.events) {
    auto event = parse(*text.text, *where_.graph);
    check(file, event);
    file.book.fold(event);
    last = event.type;
    if (event.type == "stage.completed" || event.type == "stage.restored")
      renewed.set(*event.stage);
    if (event.type == "stage.reset")
      reset.set(*event.stage);
  }
  file.book.close();
  const auto& row = where_.kept.database->jobs.at(commit.after->id);
  if (file.to_reset.any())
    violate("rerun", file, "a stage of the rerun is not reset");
  check_graph(file);
  check_status(file, last);
  check_outputs(file, row, renewed | reset);
  check_staleness(file, renewed);
  check_history(file, row);
}

void judge::on_removal(job_file& file) {
  const auto& job = file.book.state();
  if (!is_terminal(job.status))
    violate("removed", file, "is removed while it is active");
  if (!where_.given.was_deletion_tried(job.id))
    violate("removed", file, "is removed unasked");
  file.is_removed = true;
}

void judge::check_rows(const job_file& file, const storage::stored_job& row) {
  auto seen = without_holds(*row.current.state);
  const auto& expected = file.book.state();
  if (seen.stages.size() != expected.stages.size())
    return violate("shape", file, "not the stages of its pipeline");
  for (std::size_t i = 0; i < seen.stages.size(); ++i)
    if (!(seen.stages[i] == expected.stages[i]))
      violate("fold", file,
              "the row of " + where_.graph->stages[i].id
                + " is not what its events add up to");
  seen.graph = expected.graph;
  seen.stages = expected.stages;
  if (!(seen == expected))
    violate("fold", file, "its row is not what its events add up to");
  if (row.events.size() != seen.last_seq)
    violate("seq", file, "stored events are not numbered 1, 2, 3");
}

/// What SEMANTICS 4 and 10 want of one transaction: failures spread in it, and
/// starts that became possible are part of it.
void judge::check_graph(const job_file& file) {
  const auto& job = file.book.state();
  auto failed = stages_with(job, stage_status::failed);
  auto completed = stages_with(job, stage_status::completed);
  auto ended = ended_stages(job);
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& edges = where_.graph->stages[i];
    if (job.stages[i].status != stage_status::pending)
      continue;
    // A rerun may reset what is blocked again as soon as it is admitted.
    if (job.admitted && (edges.needs & failed).any())
      violate("blocked", file, edges.id + " waits for what has failed");
    else if (job.admitted && (edges.needs & ~completed).none()
             && (edges.prefers & ~ended).none())
      violate("prompt", file, edges.id + " could start and did not");
  }
}

void judge::check_status(const job_file& file, const std::string& last_event) {
  const auto& job = file.book.state();
  if (job.status != reference_status(job))
    violate("status", file,
            "is " + std::string{to_string(job.status)} + ", should be "
              + std::string{to_string(reference_status(job))});
  auto has_ended = ended_stages(job).count() == job.stages.size();
  if (has_ended != is_terminal(job.status))
    violate("status", file, "is terminal unlike its stages");
  if (last_event == "job.finished" ? !has_ended
                                   : has_ended && last_event != "job.updated"
                                       && last_event != "stage.usage")
    violate("status", file, "its end and job.finished do not go together");
}

void judge::check_outputs(job_file& file, const storage::stored_job& row,
                          stage_set renewed) {
  const auto& job = file.book.state();
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& stage = job.stages[i];
    const auto& id = where_.graph->stages[i].id;
    const auto& now = row.current.outputs.at(i);
    auto is_same = now == file.outputs[i]
                   || (now && file.outputs[i] && *now == *file.outputs[i]);
    if (!renewed.test(i) && !is_same)
      violate("kept", file, "the output of " + id + " changed");
    if (row.current.state->stages[i].output_hash.empty() != (now == nullptr))
      violate("kept", file, id + " has an output unlike its hash");
    if ((stage.status == stage_status::completed) != (now != nullptr))
      violate("kept", file, id + " is completed unlike its output");
    if (renewed.test(i) && now) {
      if (content_hash(*now) != stage.output_hash)
        violate("kept", file, "the output of " + id + " has another hash");
      if (!file.has_restored)
        check_author(file, static_cast<stage_index>(i), *now);
    }
    file.outputs[i] = now;
  }
}

/// A section was written by a call of the attempt that completed it.
void judge::check_author(const job_file& file, stage_index stage,
                         const std::string& text) {
  auto document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("call"))
    return;
  const auto& job = file.book.state();
  auto number = document["call"].get<std::size_t>();
  auto own
    = calls_of(file, {stage, job.generation, job.stages[stage].attempts});
  auto is_own = std::any_of(own.begin(), own.end(), [&](const auto& call) {
    return call->number == number;
  });
  if (!is_own)
    violate("author", file,
            where_.graph->stages[stage].id
              + " holds an answer to another attempt");
}

// -- attempts and totals ------------------------------------------------------

void judge::check_attempts(const job_file& file, const commit& commit,
                           const storage::stored_job& row) {
  const auto& job = file.book.state();
  for (const auto& record : commit.attempts) {
    if (record.key.generation != job.generation)
      violate("attempts", file, "files an attempt of another generation");
    check_journal(file, record);
  }
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    if (!commit.changed.test(i))
      continue;
    usage sum;
    for (const auto& [number, record] : row.attempts)
      if (record.key.stage == i)
        sum += record.spent;
    const auto& id = where_.graph->stages[i].id;
    if (!(sum == row.current.state->stages[i].total))
      violate("totals", file,
              "the totals of " + id + " are not the sum of its attempts");
    if (!(sum == file.book.book(stage_index(i)).reported))
      violate("totals", file,
              "the events of " + id
                + " report another usage than its attempts");
  }
}

/// All that was sent counts, and so does what it cost.
void judge::check_journal(const job_file& file, const attempt_record& record) {
  if (record.outcome != attempt_outcome::completed
      && record.outcome != attempt_outcome::failed)
    return;
  usage spent;
  unsigned calls = 0;
  for (const auto& call : calls_of(file, record.key)) {
    spent += call->spent;
    calls += 1 + call->extra_calls;
  }
  const auto& id = where_.graph->stages[record.key.stage].id;
  if (calls != record.calls)
    violate("calls", file,
            id + " records " + std::to_string(record.calls) + " calls of "
              + std::to_string(calls));
  if (!(spent == record.spent))
    violate("totals", file, id + " records another usage than was sent");
}

} // namespace dossier::simulation
