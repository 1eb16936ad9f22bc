#include "tests/simulation/judge/deliveries.hpp"

#include "actors/stage/stage.hpp"
#include "tests/simulation/judge/ledger.hpp"

#include <algorithm>

namespace dossier::simulation {

namespace {

using storage::stored_job;

void check_news(const job_news& news, const records& kept, notes& log) {
  const auto* row = kept.find(news.state->id);
  for (const auto& event : news.events)
    if (!row || event.seq > row->events.size()
        || *row->events[event.seq - 1].text != *event.text)
      log.violate("published", "the bus hears of event "
                                 + std::to_string(event.seq) + " of "
                                 + news.state->id + ", which is not stored");
}

using stage_ptr = stage_actor::stateful_pointer<stage_actor_state>;

/// A stage that listens, and its job as it is stored. Stages that have not been
/// introduced, and those of an older generation, have nothing to compare.
struct listener {
  const stage_actor_state& who;
  const stored_job& row;
};

std::optional<listener> listener_of(const delivery& next, const records& kept) {
  auto* stage = dynamic_cast<stage_ptr>(&next.to);
  if (!stage || !stage->state.job)
    return {};
  const auto& view = *stage->state.job->state;
  const auto* row = kept.find(view.id);
  if (!row || row->current.state->generation != view.generation)
    return {};
  return listener{stage->state, *row};
}

/// A lost attempt may have been closed since, but never its start undone.
void check_start(const listener& where, stage_index stage, unsigned attempt,
                 notes& log) {
  if (where.row.current.state->stages.at(stage).attempts < attempt)
    log.violate("published", "a start of "
                               + where.who.type->graph->stages[stage].id
                               + " is published and not stored");
}

/// Whether an event of this generation says so. The row may say otherwise by
/// now: a restore may be committed right behind the end of the job, before a
/// stage hears of its own.
bool is_end_stored(const stored_job& row, stage_index stage,
                   stage_status status) {
  const auto& job = *row.current.state;
  auto type = "stage." + std::string{to_string(status)};
  return std::any_of(row.events.begin(), row.events.end(),
                     [&](const auto& stored) {
                       auto event = parse(*stored.text, *job.graph);
                       return event.type == type && event.stage == stage
                              && event.generation == job.generation;
                     });
}

void check_end(const listener& where, stage_index stage, stage_status status,
               notes& log) {
  if (where.row.current.state->stages.at(stage).status != status
      && !is_end_stored(where.row, stage, status))
    log.violate("published", "the end of "
                               + where.who.type->graph->stages[stage].id
                               + " is published and not stored");
}

/// As the output of the stage or, behind a restore, among its old ones.
bool is_output_stored(const stored_job& row, stage_index stage,
                      const std::string& text) {
  const auto& now = row.current.outputs.at(stage);
  return (now && *now == text)
         || std::any_of(row.history.begin(), row.history.end(),
                        [&](const auto& old) {
                          return old.stage == stage && *old.output.text == text;
                        });
}

void check_peer(const listener& where, const stage_ended& ended, notes& log) {
  check_end(where, ended.stage, ended.status, log);
  for (std::size_t i = 0; i < max_stages; ++i)
    if (ended.starts.test(i))
      check_start(where, static_cast<stage_index>(i), 1, log);
  if (ended.output && !is_output_stored(where.row, ended.stage, *ended.output))
    log.violate("published",
                "a peer is sent another output than the stored one");
}

void check_verdict(const listener& where, const verdict& verdict, notes& log) {
  if (is_terminal(verdict.status))
    check_end(where, where.who.index, verdict.status, log);
  if (verdict.started)
    check_start(where, verdict.started->stage, verdict.started->attempt, log);
}

} // namespace

void check_published(const delivery& next, const records& kept, notes& log) {
  if (const auto* news = next.get<job_news>())
    return check_news(*news, kept, log);
  if (!next.is_for("stage"))
    return;
  auto where = listener_of(next, kept);
  if (!where)
    return;
  if (const auto* ended = next.get<stage_ended>())
    check_peer(*where, *ended, log);
  else if (const auto* answer = next.get<verdict>())
    check_verdict(*where, *answer, log);
  else if (const auto* key = next.get<attempt_key>())
    check_start(*where, key->stage, key->attempt, log);
}

} // namespace dossier::simulation
