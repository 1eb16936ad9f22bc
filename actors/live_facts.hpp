/// What is true of a job at this moment and stored nowhere, gathered in one way
/// for all who show it.

#pragma once

#include "actors/directory.hpp"
#include "actors/rules/scheduling/estimate.hpp"
#include "actors/rules/views/live.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier {

/// Hands `rules::live_facts` to `then`, at once or later, or says to `refuse`
/// why there are none. `self` is an actor whose state has `engine` and `queue`;
/// `live` is what the event bus knows of the job.
template <class Self, class Then, class Refuse>
void with_facts(Self self, const job_state_ptr& job, const live_view& live,
                Then then, Refuse refuse) {
  auto& st = self->state;
  auto facts = rules::facts_of(*job, live);
  const auto& types = st.directory->report_types;
  if (auto type = types.find(job->request.report_type); type != types.end())
    facts.outdated = rules::outdated_stages(*job, *type->second->graph,
                                            *type->second->prompt_fingerprints);
  if (job->status == job_status::queued)
    self
      ->request(st.directory->queue, caf::infinite, find_queue_positions{{job}})
      .then(
        [=](const queue_positions& where) mutable {
          facts.queue_position = where.positions.at(0);
          then(facts);
        },
        refuse);
  else if (job->status == job_status::running)
    self
      ->request(st.directory->reader(), caf::infinite,
                find_estimates{job->graph})
      .then(
        [=](const estimates_found& known) mutable {
          facts.remaining = rules::remaining_time(
            *job, *known.items, self->state.directory->clock->now());
          then(facts);
        },
        refuse);
  else
    then(facts);
}

} // namespace dossier
