#include "tests/simulation/world/bugs.hpp"

#include "actors/recorder.hpp"
#include "actors/supervisor/supervisor.hpp"
#include "messages/json.hpp"

#include <array>
#include <map>

namespace dossier::simulation {

fate planted_bug::on_message(const delivery&) {
  return fate::heard;
}

commit_ptr planted_bug::tamper(commit_ptr commit) {
  return commit;
}

void planted_bug::distort(pipeline&) {
  // nop
}

namespace {

struct draft {
  std::shared_ptr<commit> record;
  std::shared_ptr<job_state> after;
};

/// A commit that may be changed, with the state it leads to.
draft copy(const commit& change) {
  auto record = std::make_shared<commit>(change);
  auto after = std::make_shared<job_state>(*change.after);
  record->after = after;
  return {std::move(record), std::move(after)};
}

void replace(encoded_event& event, const std::string& from,
             const std::string& to) {
  auto text = *event.text;
  if (auto at = text.find(from); at != std::string::npos)
    event.text
      = std::make_shared<const std::string>(text.replace(at, from.size(), to));
}

// -- on the way to a supervisor -----------------------------------------------

/// What an earlier attempt said is taken for the word of the one that runs.
struct skip_the_fence final : planted_bug {
  fate on_message(const delivery& next) override {
    if (!next.is_for("supervisor"))
      return fate::heard;
    if (const auto* report = next.get<attempt_report>())
      old[&next.to] = *report;
    auto known = old.find(&next.to);
    if (const auto* due = next.get<attempt_due>();
        due && known != old.end() && known->second.key == due->failed) {
      auto late = known->second;
      ++late.key.attempt;
      next.send_too(late);
    }
    return fate::heard;
  }

  std::map<const void*, attempt_report> old;
};

/// A rerun is accepted although the job is not as it was when it was planned.
struct ignore_the_plan final : planted_bug {
  fate on_message(const delivery& next) override {
    if (auto* command = next.get<job_command>())
      if (auto* rerun = std::get_if<rerun_command>(&command->body))
        rerun->plan_version.reset();
    return fate::heard;
  }
};

struct rerun_less final : planted_bug {
  fate on_message(const delivery& next) override {
    if (auto* command = next.get<job_command>())
      if (auto* rerun = std::get_if<rerun_command>(&command->body);
          rerun && rerun->sections.size() > 1)
        rerun->sections.pop_back();
    return fate::heard;
  }
};

/// A job is given back when the process is asked to end, and its attempts go
/// on.
struct leave_at_once final : planted_bug {
  fate on_message(const delivery& next) override {
    using supervisor_ptr
      = supervisor_actor::stateful_pointer<supervisor_actor_state>;
    auto* who = dynamic_cast<supervisor_ptr>(&next.to);
    if (who && who->state.job.state && next.get<drain>())
      caf::anon_send(who->state.directory->queue,
                     job_left{who->state.job.state->id, {}, nullptr});
    return fate::heard;
  }
};

// -- on the way to a stage ----------------------------------------------------

/// Every other stage never hears that what it waits for has ended.
struct drop_a_dependent final : planted_bug {
  fate on_message(const delivery& next) override {
    auto is_lost = next.get<stage_ended>() && ++heard % 2 == 0;
    return is_lost ? fate::lost : fate::heard;
  }

  unsigned heard = 0;
};

struct lose_a_timer final : planted_bug {
  fate on_message(const delivery& next) override {
    auto is_timer
      = next.element.content().match_elements<retry_atom, attempt_key>();
    return is_timer ? fate::lost : fate::heard;
  }
};

struct retry_at_once final : planted_bug {
  fate on_message(const delivery& next) override {
    if (auto* answer = next.get<verdict>(); answer && answer->next_attempt_at)
      answer->wait = milliseconds{0};
    return fate::heard;
  }
};

// -- on the way to the others -------------------------------------------------

struct start_twice final : planted_bug {
  fate on_message(const delivery& next) override {
    const auto* request = next.get<call_request>();
    if (request && ++made % 8 == 0)
      next.send_too(*request);
    return fate::heard;
  }

  unsigned made = 0;
};

/// The bus hears of a commit when the recorder does.
struct publish_before_commit final : planted_bug {
  fate on_message(const delivery& next) override {
    using recorder_ptr = recorder_actor::stateful_pointer<recorder_actor_state>;
    const auto* commit = next.get<commit_ptr>();
    if (auto* who = dynamic_cast<recorder_ptr>(&next.to); who && commit)
      caf::anon_send(who->state.bus,
                     job_news{(*commit)->after, (*commit)->events});
    return fate::heard;
  }
};

// -- on the way to the disk ---------------------------------------------------

/// Now and then a commit is acknowledged and not written.
struct acknowledge_before_commit final : planted_bug {
  commit_ptr tamper(commit_ptr commit) override {
    return ++seen % 6 == 0 ? nullptr : commit;
  }

  unsigned seen = 0;
};

struct word_blocks_wrongly final : planted_bug {
  commit_ptr tamper(commit_ptr commit) override {
    auto [record, after] = copy(*commit);
    for (auto& event : record->events)
      replace(event, right, wrong);
    for (auto& stage : after->stages)
      if (stage.last_error && stage.last_error->rfind(right, 0) == 0)
        stage.last_error->replace(0, right.size(), wrong);
    return record;
  }

  const std::string right = "Blocked by failed dependency: ";
  const std::string wrong = "Blocked by a failed dependency: ";
};

/// A retried stage forgets what its earlier attempts have cost.
struct forget_totals final : planted_bug {
  commit_ptr tamper(commit_ptr commit) override {
    auto [record, after] = copy(*commit);
    for (const auto& attempt : record->attempts)
      if (attempt.key.attempt > 1)
        after->stages[attempt.key.stage].total = attempt.spent;
    return record;
  }
};

/// One event of each job takes two numbers.
struct skip_a_number final : planted_bug {
  commit_ptr tamper(commit_ptr commit) override {
    if (commit->is_removal || commit->after->last_seq < 4)
      return commit;
    auto [record, after] = copy(*commit);
    ++after->last_seq;
    for (auto& event : record->events) {
      replace(event, "\"seq\":" + std::to_string(event.seq),
              "\"seq\":" + std::to_string(event.seq + 1));
      ++event.seq;
    }
    return record;
  }
};

/// A row that an event has changed is left as it was.
struct forget_a_row final : planted_bug {
  commit_ptr tamper(commit_ptr commit) override {
    auto [record, after] = copy(*commit);
    for (std::size_t i = 0; i < after->stages.size(); ++i)
      if (record->changed.count() > 1 && record->changed.test(i)) {
        record->changed.reset(i);
        break;
      }
    return record;
  }
};

// -- in what the engine is given ----------------------------------------------

struct ignore_prefers final : planted_bug {
  void distort(pipeline& graph) override {
    for (auto& stage : graph.stages)
      stage.prefers.reset();
  }
};

template <class Bug>
std::unique_ptr<planted_bug> plant() {
  return std::make_unique<Bug>();
}

constexpr std::array<bug_kind, 15> kinds{{
  {"skip_the_fence", "an old attempt's word counts for the new one",
   plant<skip_the_fence>},
  {"acknowledge_before_commit", "what is acknowledged was not written",
   plant<acknowledge_before_commit>},
  {"publish_before_commit", "news is published before it is written",
   plant<publish_before_commit>},
  {"leave_at_once", "a drained job leaves before its attempts are aborted",
   plant<leave_at_once>},
  {"drop_a_dependent", "a stage never hears that it may start",
   plant<drop_a_dependent>},
  {"lose_a_timer", "a failed attempt is not followed by the next",
   plant<lose_a_timer>},
  {"retry_at_once", "a failed attempt is followed at once",
   plant<retry_at_once>},
  {"start_twice", "an attempt makes its call twice", plant<start_twice>},
  {"word_blocks_wrongly", "blocked stages say so in other words",
   plant<word_blocks_wrongly>},
  {"forget_totals", "a retry forgets what was spent before",
   plant<forget_totals>},
  {"ignore_prefers", "stages do not wait for what they prefer",
   plant<ignore_prefers>},
  {"skip_a_number", "event numbers have a gap", plant<skip_a_number>},
  {"forget_a_row", "a row is not what its events add up to",
   plant<forget_a_row>},
  {"ignore_the_plan", "both of two racing reruns are accepted",
   plant<ignore_the_plan>},
  {"rerun_less", "a rerun runs fewer stages than asked for", plant<rerun_less>},
}};

} // namespace

std::span<const bug_kind> known_bugs() {
  return kinds;
}

const bug_kind* find_bug(std::string_view name) {
  for (const auto& kind : kinds)
    if (kind.name == name)
      return &kind;
  return nullptr;
}

} // namespace dossier::simulation
