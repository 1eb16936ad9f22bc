/// What commands may do to a job, and what follows from an output that is new.

#include "tests/simulation/judge/judge.hpp"
#include "tests/simulation/judge/reference_plan.hpp"

#include <algorithm>

namespace dossier::simulation {

namespace {

std::set<std::string> texts_in(const read_event& event, const char* key) {
  return event.data.at(key).get<std::set<std::string>>();
}

} // namespace

// -- rerun --------------------------------------------------------------------

/// Accepted once, on an ended job, at the revision that its plan was made for,
/// and for exactly the stages that the reference plan says.
void judge::check_rerun(job_file& file, const read_event& event) {
  const auto& job = file.book.state();
  auto reason = event.data.at("reason").get<std::string>();
  auto* given = where_.given.find(reason);
  if (!given)
    return violate("rerun", file, "a rerun that nobody asked for");
  const auto& asked = std::get<rerun_command>(given->command.body);
  if (++given->applied > 1)
    violate("duplicate", file, reason + " is applied a second time");
  if (!is_terminal(job.status))
    violate("rerun", file, "is rerun before it has ended");
  if (asked.plan_version && *asked.plan_version != std::to_string(job.revision))
    violate("race", file, "is rerun by a plan for another revision");
  auto plan = plan_by_reference(job, asked.sections, asked.cascade);
  if (texts_in(event, "sections") != plan.sections)
    violate("rerun", file, reason + " runs other sections than asked for");
  if (texts_in(event, "recomputed") != plan.recomputed)
    violate("rerun", file, reason + " recomputes other sections");
  for (const auto& id : plan.sections)
    file.to_reset.set(*where_.graph->find(id));
  for (const auto& id : plan.recomputed)
    file.to_reset.set(*where_.graph->find(id));
}

/// Those of the plan, in pipeline order; or one computed stage that could not
/// be made beside a restored version.
void judge::check_reset(job_file& file, const read_event& event) {
  auto index = *event.stage;
  if (file.has_restored
      && where_.graph->stages[index].kind == stage_kind::computed)
    return;
  auto is_next = file.to_reset.test(index)
                 && (file.to_reset << (max_stages - index)).none();
  if (!is_next)
    violate("rerun", file, name_of(event) + " unasked or out of order");
  file.to_reset.reset(index);
}

// -- restore, update ----------------------------------------------------------

void judge::check_restored(job_file& file, const read_event& event) {
  const auto& job = file.book.state();
  const auto& stage = job.stages[*event.stage];
  const auto& versions = file.book.book(*event.stage).versions;
  auto from = versions.find(event.data.at("restoredFrom").get<unsigned>());
  file.has_restored = true;
  if (!is_terminal(job.status))
    violate("restore", file, name_of(event) + " before its job has ended");
  if (from == versions.end()
      || from->second != event.data.at("outputHash").get<std::string>())
    violate("restore", file, name_of(event) + " to what it never was");
  if (event.data.at("version").get<unsigned>() != stage.version + 1)
    violate("restore", file, name_of(event) + " skips a version");
}

void judge::check_updated(const job_file& file, const read_event& event) {
  if (event.data.contains("priority")
      && file.book.state().status != job_status::queued)
    violate("update", file, "changes its priority when it waits no more");
}

// -- late costs ---------------------------------------------------------------

/// An attempt ends once, also one that nobody has waited for.
void judge::check_late(job_file& file, const read_event& event) {
  std::tuple attempt{*event.stage, event.generation, event.attempt.value()};
  if (!file.late.insert(attempt).second)
    violate("totals", file, name_of(event) + " is counted a second time");
}

// -- what follows -------------------------------------------------------------

/// "judged when a dependency completes or is restored: a different hash marks
/// it stale, equal hashes unmark it; a dependency without output makes nothing
/// stale"
void judge::check_staleness(const job_file& file, stage_set renewed) {
  const auto& job = file.book.state();
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& stage = job.stages[i];
    const auto& edges = where_.graph->stages[i];
    auto is_judged = ((edges.needs | edges.prefers) & renewed).any();
    if (stage.status != stage_status::completed || !is_judged)
      continue;
    auto differs = [&](const input_hash& input) {
      const auto& now = job.stages[input.stage].output_hash;
      return !now.empty() && now != input.hash;
    };
    auto expected
      = std::any_of(stage.inputs.begin(), stage.inputs.end(), differs);
    if (stage.stale != expected)
      violate("stale", file, edges.id + " is marked stale wrongly");
  }
}

/// Every output there ever was can still be read.
void judge::check_history(const job_file& file,
                          const storage::stored_job& row) {
  const auto& job = file.book.state();
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    auto now = job.stages[i].output_hash.empty() ? 0u : job.stages[i].version;
    for (const auto& [version, hash] :
         file.book.book(static_cast<stage_index>(i)).versions) {
      auto is_it = [&, v = version](const storage::stored_output& old) {
        return old.stage == i && old.output.version == v;
      };
      auto kept = std::find_if(row.history.begin(), row.history.end(), is_it);
      if (version != now
          && (kept == row.history.end() || kept->output.hash != hash))
        violate("kept", file,
                "version " + std::to_string(version) + " of "
                  + where_.graph->stages[i].id + " is gone");
    }
  }
}

} // namespace dossier::simulation
