#include "actors/reader.hpp"

#include "actors/error.hpp"
#include "actors/rules/scheduling/estimate.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace dossier::reading {

namespace {

using self_ptr = reader_actor::stateful_pointer<reader_actor_state>;

/// Runs one question; what the store throws becomes an error to who asked.
template <class Answer, class Question>
caf::result<Answer> ask(self_ptr self, Question question) {
  try {
    return question(*self->state.store);
  } catch (const storage::error& reason) {
    auto code = reason.code() == storage::error_code::busy
                  ? failure::storage_busy
                  : failure::storage_failed;
    return make_error(code, reason.what());
  } catch (const std::invalid_argument& reason) {
    return make_error(failure::bad_cursor, reason.what());
  } catch (const std::exception& reason) {
    // A row that cannot be read must not end the reader: the next one may.
    return make_error(failure::storage_failed, reason.what());
  }
}

using store = storage::job_reader;

/// Estimates look at so many of the newest attempts.
constexpr std::size_t sample_window = 1000;

/// What attempts take changes slowly.
constexpr auto estimates_life_time = std::chrono::seconds{10};

estimates_found estimate(self_ptr self, store& from,
                         const pipeline_ptr& graph) {
  auto now = self->clock().now();
  auto& known = self->state.estimated[graph->report_type];
  if (known.graph != graph || now - known.since >= estimates_life_time) {
    auto samples = from.recent_attempts(graph->report_type, sample_window);
    known = {.graph = graph,
             .since = now,
             .items = std::make_shared<const estimates>(
               rules::estimates_of(*graph, samples))};
  }
  return {known.items};
}

} // namespace

} // namespace dossier::reading

namespace dossier {

reader_actor::behavior_type
reader(reading::self_ptr self,
       std::shared_ptr<std::unique_ptr<storage::job_reader>> source) {
  using namespace reading;
  self->state.store = std::move(*source);
  return {
    [=](const find_job& query) {
      return ask<job_found>(
        self, [&](store& from) { return job_found{from.find_job(query.id)}; });
    },
    [=](const find_report& query) {
      return ask<report_found>(self, [&](store& from) {
        return report_found{from.find_report(query.id)};
      });
    },
    [=](const find_state& query) {
      return ask<state_found>(self, [&](store& from) {
        return state_found{from.find_state(query.id)};
      });
    },
    [=](const job_query& query) {
      return ask<job_page>(self,
                           [&](store& from) { return from.list_jobs(query); });
    },
    [=](const event_query& query) {
      return ask<events_found>(self, [&](store& from) {
        return events_found{from.list_events(query)};
      });
    },
    [=](const find_attempts& query) {
      return ask<attempts_found>(self, [&](store& from) {
        return attempts_found{from.list_attempts(query.id)};
      });
    },
    [=](const find_versions& query) {
      return ask<versions_found>(self, [&](store& from) {
        return versions_found{from.list_versions(query.id, query.stage)};
      });
    },
    [=](const find_version& query) {
      return ask<versions_found>(self, [&](store& from) {
        return versions_found{
          from.find_version(query.id, query.stage, query.version)};
      });
    },
    [=](const find_estimates& query) {
      return ask<estimates_found>(
        self, [&](store& from) { return estimate(self, from, query.graph); });
    },
    [=](const job_filter& filter) {
      return ask<job_ids>(
        self, [&](store& from) { return job_ids{from.find_ended(filter)}; });
    },
    [=](const list_ids& query) {
      return ask<job_ids>(self, [&](store& from) {
        return job_ids{from.list_ids(query.after, query.limit)};
      });
    },
    [=](const audit_query& query) {
      return ask<audit_page>(
        self, [&](store& from) { return from.list_audit(query); });
    },
    [=](const find_setting& query) {
      return ask<setting_found>(self, [&](store& from) {
        return setting_found{from.find_setting(query.key)};
      });
    },
    [=](const find_answer& query) {
      return ask<answer_found>(self, [&](store& from) {
        return answer_found{from.find_idempotency(query.scope)};
      });
    },
    [=](unfinished_atom) {
      return ask<unfinished_jobs>(
        self, [](store& from) { return unfinished_jobs{from.unfinished()}; });
    },
    [=](epoch_atom) {
      return ask<std::string>(self, [](store& from) { return from.epoch(); });
    },
  };
}

} // namespace dossier
