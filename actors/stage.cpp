#include "actors/stage.hpp"

#include "actors/error.hpp"
#include "actors/report/compute.hpp"
#include "actors/report/extraction.hpp"
#include "actors/report/review.hpp"
#include "actors/rules/attempt.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier {

namespace {

using self_ptr = stage_actor::stateful_pointer<stage_actor_state>;

/// Text is told at most twenty times a second.
constexpr auto tell_interval = std::chrono::milliseconds{50};

/// A refused result is offered again after this long, doubled up to the second.
constexpr auto first_offer_delay = std::chrono::milliseconds{100};
constexpr auto max_offer_delay = std::chrono::milliseconds{5000};

const stage_definition& definition_of(const stage_actor_state& st) {
  return st.type.graph->stages[st.index];
}

// -- telling text -------------------------------------------------------------

void tell_text(self_ptr self) {
  auto& st = self->state;
  auto& untold = st.untold;
  if (!st.attempt || untold.text.empty())
    return;
  auto size = untold.text.size();
  self->send(st.engine->bus,
             text_delta{st.job.state->id,
                        st.type.graph,
                        {st.attempt->key, st.attempt->call, untold.offset},
                        std::move(untold.text)});
  untold.text.clear();
  untold.offset += size;
  untold.last_told = self->clock().now();
}

/// The first piece is told at once; what follows within the interval gathers.
void on_text(self_ptr self, const call_text& piece) {
  auto& st = self->state;
  if (!st.attempt || st.attempt->key != piece.key
      || st.attempt->call != piece.call)
    return;
  st.untold.text += piece.text;
  auto now = self->clock().now();
  auto due = st.untold.last_told ? *st.untold.last_told + tell_interval : now;
  if (now >= due)
    tell_text(self);
  else if (!std::exchange(st.untold.is_armed, true))
    self->delayed_send(self, due - now, write_atom_v);
}

/// The text so far is void; what comes next belongs to a higher call.
void restart_text(stage_actor_state& st, unsigned call) {
  st.untold.text.clear();
  st.untold.offset = 0;
  st.attempt->call = call;
}

// -- offering a result --------------------------------------------------------

void on_verdict(self_ptr self, const verdict& what);

template <class Again>
void again_later(self_ptr self, Again again) {
  auto& st = self->state;
  auto doubled = first_offer_delay * (1 << std::min(st.refusals++, 6u));
  auto delay = std::min<std::chrono::milliseconds>(doubled, max_offer_delay);
  self->delayed_send(self, delay, again);
}

void offer(self_ptr self) {
  auto& st = self->state;
  if (!st.offered)
    return;
  self->request(st.supervisor, caf::infinite, *st.offered)
    .then([=](const verdict& what) { on_verdict(self, what); },
          [=](const caf::error& reason) {
            spdlog::warn("result refused: job={} reason={}",
                         self->state.job.state->id, describe(reason));
            again_later(self, offer_atom_v);
          });
}

template <class Result>
void end_attempt(self_ptr self, Result result) {
  auto& st = self->state;
  tell_text(self);
  attempt_report report;
  report.key = st.attempt->key;
  report.result = std::move(result);
  report.model = st.attempt->model;
  report.stop_reason = st.attempt->stop_reason;
  report.calls = st.attempt->calls_sent;
  report.spent = st.attempt->spent;
  st.offered = std::move(report);
  st.attempt->has_ended = true;
  st.refusals = 0;
  offer(self);
}

void fail_attempt(self_ptr self, error_class error, std::string message) {
  end_attempt(self, attempt_failure{error, std::move(message), {}});
}

void complete_attempt(self_ptr self, nlohmann::json document) {
  end_attempt(self, section_draft{std::make_shared<const nlohmann::json>(
                      std::move(document))});
}

// -- asking the model ---------------------------------------------------------

void ask(self_ptr self) {
  auto& st = self->state;
  auto what = std::make_shared<io::llm::request>();
  what->stage = st.attempt->label;
  what->report_type = st.type.graph->report_type;
  what->system = st.attempt->system;
  what->messages = st.attempt->messages;
  what->max_tokens = st.attempt->max_tokens;
  self->send(st.engine->provider,
             call_request{stage_actor{self}, st.attempt->key, st.attempt->call,
                          st.job.state->id, st.type.remaining_paths[st.index],
                          std::move(what)});
}

void begin_call(self_ptr self) {
  auto& st = self->state;
  report::prompt_inputs inputs{st.type.graph,         st.index,
                               st.job.state->request, st.job.state->created_at,
                               st.job.outputs,        *st.job.sources};
  auto filled = report::fill_prompt(inputs);
  if (const auto* failure = std::get_if<report::failure>(&filled))
    return fail_attempt(self, failure->error, failure->message);
  auto& prompt = std::get<report::prompt>(filled);
  auto& attempt = *st.attempt;
  attempt.label = std::move(prompt.label);
  for (auto& block : prompt.system)
    attempt.system.push_back({std::move(block), false});
  if (!attempt.system.empty())
    attempt.system.back().cache = true;
  attempt.messages.push_back({io::llm::speaker::user, std::move(prompt.user)});
  attempt.max_tokens = definition_of(st).max_tokens;
  restart_text(st, st.attempt->call + 1);
  ask(self);
}

/// A computed stage makes its section here and now.
void compute(self_ptr self) {
  auto& st = self->state;
  auto made = report::compute(
    {*st.type.graph, st.index, st.job.outputs, *st.job.sources});
  if (const auto* failure = std::get_if<report::failure>(&made))
    return fail_attempt(self, failure->error, failure->message);
  auto reviewed = st.type.checks->review(
    std::move(std::get<nlohmann::json>(made)),
    {st.index, report::part::whole, *st.job.sources, st.job.outputs});
  if (!reviewed.errors.empty())
    return fail_attempt(self, error_class::internal,
                        report::summary_of(reviewed.errors));
  complete_attempt(self, std::move(reviewed.document));
}

/// Puts the attempt down; the next process takes the stage up again.
void drain_attempt(self_ptr self) {
  auto& st = self->state;
  if (!st.attempt || st.offered || st.attempt->has_ended)
    return;
  self->send(st.engine->provider,
             cancel_call{st.job.state->id, st.attempt->key});
  fail_attempt(self, error_class::drained, "The server is shutting down.");
}

void begin(self_ptr self, const attempt_key& key) {
  auto& st = self->state;
  if (st.attempt && st.attempt->key == key)
    return;
  st.attempt.emplace();
  st.attempt->key = key;
  st.offered.reset();
  st.untold = {};
  if (st.is_draining)
    return drain_attempt(self);
  switch (definition_of(st).kind) {
    case stage_kind::model: return begin_call(self);
    case stage_kind::computed: return compute(self);
  }
}

// -- the end of a call --------------------------------------------------------

template <class End>
bool take_end(stage_actor_state& st, const End& end) {
  if (!st.attempt || st.attempt->has_ended || st.attempt->key != end.key)
    return false;
  st.attempt->spent += end.spent;
  ++st.attempt->calls_sent;
  st.attempt->model = end.model;
  st.attempt->stop_reason = end.stop_reason;
  return true;
}

/// Models refuse an empty turn of their own, so after an empty answer the
/// demand joins the question.
void add_repair_turn(running_attempt& attempt, const std::string& text,
                     const std::vector<report::violation>& errors) {
  auto demand = report::repair_turn(text, errors);
  if (text.empty()) {
    attempt.messages.back().text += "\n\n" + demand;
    return;
  }
  attempt.messages.push_back({io::llm::speaker::assistant, text});
  attempt.messages.push_back({io::llm::speaker::user, std::move(demand)});
}

void repair_or_fail(self_ptr self, error_class error, const std::string& text,
                    const std::vector<report::violation>& errors) {
  auto& attempt = *self->state.attempt;
  if (!rules::may_repair(attempt.repairs))
    return fail_attempt(self, error, report::summary_of(errors));
  tell_text(self);
  ++attempt.repairs;
  add_repair_turn(attempt, text, errors);
  restart_text(self->state, attempt.call + 1);
  ask(self);
}

void on_answer(self_ptr self, const call_answered& answer) {
  auto& st = self->state;
  if (!take_end(st, answer))
    return;
  auto fits = [&](const nlohmann::json& document) {
    return st.type.checks->fits(st.index, report::part::whole, document);
  };
  auto found = report::extract(answer.text, fits);
  if (const auto* bad = std::get_if<report::malformed>(&found))
    return repair_or_fail(self, error_class::malformed, answer.text,
                          {{"", "one JSON object", bad->reason}});
  auto reviewed = st.type.checks->review(
    std::move(std::get<report::extracted>(found).document),
    {st.index, report::part::whole, *st.job.sources, st.job.outputs});
  if (!reviewed.errors.empty())
    return repair_or_fail(self, error_class::schema_violation, answer.text,
                          reviewed.errors);
  complete_attempt(self, std::move(reviewed.document));
}

void on_failure(self_ptr self, const call_failed& failed) {
  auto& st = self->state;
  if (!take_end(st, failed))
    return;
  st.attempt->calls_sent += failed.extra_calls;
  switch (rules::after_failure(definition_of(st), st.attempt->max_tokens,
                               failed.failure.error, failed.stop_reason)) {
    case rules::next_call::larger:
      st.attempt->max_tokens = definition_of(st).max_tokens_large;
      restart_text(st, st.attempt->call + 1);
      return ask(self);
    case rules::next_call::none: return end_attempt(self, failed.failure);
  }
}

// -- peers --------------------------------------------------------------------

void tell_dependents(self_ptr self, const stage_ended& what) {
  auto& st = self->state;
  auto dependents = st.type.graph->dependents(st.index);
  for (std::size_t i = 0; i < st.peers.size(); ++i)
    if (dependents.test(i) && st.peers[i])
      self->send(st.peers[i], what);
}

void begin_if_ready(self_ptr self) {
  auto& st = self->state;
  if (st.waiting.none() && st.granted)
    begin(self, *std::exchange(st.granted, std::nullopt));
}

void on_peers(self_ptr self, const stage_peers& what) {
  auto& st = self->state;
  st.supervisor = what.supervisor;
  st.peers = what.stages;
  st.job = what.job;
  const auto& definition = definition_of(st);
  for (std::size_t i = 0; i < st.peers.size(); ++i)
    st.waiting.set(i, (definition.needs | definition.prefers).test(i)
                        && !is_terminal(st.job.state->stages[i].status));
}

/// Passes the news on when it ends this stage too: whoever waits further down
/// may have been granted its start by the same commit.
void on_peer_ended(self_ptr self, const stage_ended& what) {
  auto& st = self->state;
  st.waiting.reset(what.stage);
  if (what.output)
    st.job.outputs[what.stage] = what.output;
  if (what.sources && what.sources->size() > st.job.sources->size())
    st.job.sources = what.sources;
  if (what.status != stage_status::completed
      && definition_of(st).needs.test(what.stage)) {
    tell_dependents(self, {st.index, what.status, {}, {}, what.starts});
    self->quit();
    return;
  }
  if (what.starts.test(st.index))
    st.granted = attempt_key{st.index, st.job.state->generation, 1};
  begin_if_ready(self);
}

// -- verdicts -----------------------------------------------------------------

void wait_for_retry(self_ptr self, timestamp due) {
  auto wait = due - self->state.engine->clock->now();
  self->delayed_send(self, std::max(wait, milliseconds{0}), retry_atom_v);
}

void on_verdict(self_ptr self, const verdict& what) {
  auto& st = self->state;
  st.offered.reset();
  st.refusals = 0;
  if (is_terminal(what.status)) {
    tell_dependents(
      self, {st.index, what.status, what.output, what.sources, what.starts});
    self->quit();
  } else if (what.started) {
    begin(self, *what.started);
  } else if (what.next_attempt_at && !st.is_draining) {
    wait_for_retry(self, *what.next_attempt_at);
  }
}

/// After a restart, the attempt that failed is known from the store alone.
attempt_key last_attempt(const stage_actor_state& st) {
  if (st.attempt)
    return st.attempt->key;
  const auto& job = *st.job.state;
  return {st.index, job.generation, job.stages[st.index].attempts};
}

void ask_for_retry(self_ptr self) {
  auto& st = self->state;
  self->request(st.supervisor, caf::infinite, attempt_due{last_attempt(st)})
    .then([=](const verdict& what) { on_verdict(self, what); },
          [=](const caf::error& reason) {
            spdlog::warn("retry refused: job={} reason={}",
                         self->state.job.state->id, describe(reason));
            again_later(self, retry_atom_v);
          });
}

} // namespace

stage_actor::behavior_type stage(self_ptr self, directory_ptr engine,
                                 report_type type, stage_index index) {
  self->state.engine = std::move(engine);
  self->state.type = std::move(type);
  self->state.index = index;
  return {
    [=](const stage_peers& what) { on_peers(self, what); },
    [=](const stage_ended& what) { on_peer_ended(self, what); },
    [=](const attempt_key& key) { begin(self, key); },
    [=](const call_text& piece) { on_text(self, piece); },
    [=](const call_restarted& what) {
      auto& st = self->state;
      if (st.attempt && st.attempt->key == what.key)
        restart_text(st, what.call);
    },
    [=](const call_answered& answer) { on_answer(self, answer); },
    [=](const call_failed& failed) { on_failure(self, failed); },
    [=](write_atom) {
      self->state.untold.is_armed = false;
      tell_text(self);
    },
    [=](retry_atom) { ask_for_retry(self); },
    [=](offer_atom) { offer(self); },
    [=](stop_atom) { self->quit(); },
    [=](const drain& what) {
      self->state.is_draining = true;
      self->delayed_send(self, what.grace, cut_atom_v);
    },
    [=](cut_atom) { drain_attempt(self); },
  };
}

} // namespace dossier
