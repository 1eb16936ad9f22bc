#include "actors/stage/stage.hpp"

#include "actors/error.hpp"
#include "actors/stage/internal.hpp"

#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::writing {

namespace {

/// A refused result is offered again after this long, doubled up to
/// `max_offer_delay`.
constexpr auto first_offer_delay = std::chrono::milliseconds{100};
constexpr auto max_offer_delay = std::chrono::milliseconds{5000};

const stage_definition& definition_of(const stage_actor_state& st) {
  return st.type->graph->stages[st.index];
}

// -- offering a result --------------------------------------------------------

void on_offer_taken(self_ptr self, const verdict& verdict);

template <class... Again>
void again_later(self_ptr self, Again... again) {
  auto& st = self->state;
  auto doubled = first_offer_delay * (1 << std::min(st.refusals++, 6u));
  auto delay = std::min<std::chrono::milliseconds>(doubled, max_offer_delay);
  self->delayed_send(self, delay, again...);
}

void offer(self_ptr self) {
  auto& st = self->state;
  if (!st.offered)
    return;
  self->request(st.supervisor, caf::infinite, *st.offered)
    .then([=](const verdict& verdict) { on_offer_taken(self, verdict); },
          [=](const caf::error& reason) {
            spdlog::warn("result refused: job={} reason={}",
                         self->state.job->state->id, describe(reason));
            again_later(self, resubmit_atom_v);
          });
}

template <class Result>
void end_attempt(self_ptr self, Result result) {
  auto& st = self->state;
  publish_text(self);
  st.offered = std::make_unique<attempt_report>(
    report_of(*st.attempt, std::move(result)));
  st.offered->prompt_fingerprint = st.type->prompt_fingerprints->at(st.index);
  st.attempt->phase = attempt_phase::offering;
  st.refusals = 0;
  offer(self);
}

} // namespace

attempt_report report_of(const running_attempt& attempt,
                         decltype(attempt_report::result) result) {
  return {.key = attempt.key,
          .result = std::move(result),
          .model = attempt.model,
          .stop_reason = attempt.stop_reason,
          .calls = attempt.calls_sent,
          .spent = attempt.spent};
}

void fail_attempt(self_ptr self, error_class error, std::string message) {
  end_attempt(self,
              attempt_failure{.error = error, .message = std::move(message)});
}

namespace {

// -- asking the model ---------------------------------------------------------

topic topic_of(const stage_actor_state& st) {
  return {.graph = st.type->graph,
          .checks = *st.type->checks,
          .stage = st.index,
          .job = *st.job,
          .now = st.directory->clock->now()};
}

void ask(self_ptr self, const next_request& next) {
  auto& st = self->state;
  if (next.mode == text_mode::anew)
    restart_text(st, st.attempt->call + 1);
  st.attempt->phase = attempt_phase::calling;
  self->send(st.directory->provider,
             call_request{.stage = stage_actor{self},
                          .key = st.attempt->key,
                          .call = st.attempt->call,
                          .job = st.job->state->id,
                          .graph = st.type->graph,
                          .remaining_path = st.type->remaining_paths[st.index],
                          .throttled = st.throttled,
                          .prompt = next.prompt});
}

void take_turn(self_ptr self, conversation::turn next) {
  publish_text(self);
  self->state.pieces = self->state.attempt->talk.pieces();
  if (const auto* more = std::get_if<next_request>(&next))
    ask(self, *more);
  else if (auto* draft = std::get_if<section_draft>(&next))
    end_attempt(self, std::move(*draft));
  else
    end_attempt(self, std::get<attempt_failure>(std::move(next)));
}

void begin_talk(self_ptr self) {
  auto& st = self->state;
  st.attempt->talk = conversation{st.pieces};
  take_turn(self, st.attempt->talk.begin(topic_of(st)));
}

// -- beginning ----------------------------------------------------------------

/// Whether this attempt is under way or over. One whose result was turned away,
/// as its start had not become durable, is neither.
bool is_at(const stage_actor_state& st, const attempt_key& key) {
  if (!st.attempt || st.attempt->key.generation != key.generation
      || st.attempt->key.attempt < key.attempt)
    return false;
  if (st.attempt->key != key || st.waits_after == key)
    return true;
  return st.attempt->phase != attempt_phase::ended
         && st.attempt->phase != attempt_phase::aborted;
}

/// What was asked last by an attempt that was aborted in vain. It goes on from
/// there: what was answered before has been paid for, and counts.
std::optional<next_request> question_cut_off(const stage_actor_state& st,
                                             const attempt_key& key) {
  if (!st.attempt || st.attempt->key != key
      || st.attempt->phase != attempt_phase::aborted)
    return {};
  return st.attempt->talk.asked_again();
}

void begin(self_ptr self, const attempt_key& key) {
  auto& st = self->state;
  if (st.is_job_cancelled || is_at(st, key))
    return;
  if (auto again = question_cut_off(st, key); again && !st.is_draining) {
    st.attempt->cancelled_at.reset();
    return ask(self, *again);
  }
  auto is_known = st.attempt && st.attempt->key == key;
  running_attempt next;
  next.key = key;
  if (is_known) {
    next.call = st.attempt->call;
    next.calls_sent = st.attempt->calls_sent;
    next.spent = st.attempt->spent;
  }
  st.attempt = std::make_unique<running_attempt>(std::move(next));
  st.offered.reset();
  if (st.is_draining)
    return end_drained(self);
  switch (definition_of(st).kind) {
    case stage_kind::model: return begin_talk(self);
    case stage_kind::computed: return end_attempt(self, compute(st));
  }
}

// -- the end of a call --------------------------------------------------------

template <class End>
bool take_end(stage_actor_state& st, const End& end) {
  if (!has_call(st) || st.attempt->key != end.key)
    return false;
  st.attempt->spent += end.spent;
  st.attempt->calls_sent += end.calls;
  st.throttled = end.throttled;
  st.attempt->model = end.model;
  st.attempt->stop_reason = end.stop_reason;
  return true;
}

void on_answer(self_ptr self, const call_answered& answer) {
  auto& st = self->state;
  if (take_end(st, answer) && !end_if_cancelled(self))
    take_turn(self, st.attempt->talk.on_answer(topic_of(st), answer.text));
}

void on_failure(self_ptr self, const call_failed& failed) {
  auto& st = self->state;
  if (take_end(st, failed) && !end_if_cancelled(self))
    take_turn(self, st.attempt->talk.on_failure(topic_of(st), failed.failure,
                                                failed.stop_reason));
}

// -- peers --------------------------------------------------------------------

void notify_dependents(self_ptr self, const stage_ended& ended) {
  auto& st = self->state;
  auto dependents = st.type->graph->dependents(st.index);
  const auto& peers = *st.peers;
  for (std::size_t i = 0; i < peers.size(); ++i)
    if (dependents.test(i) && peers[i])
      self->send(peers[i], ended);
}

void begin_if_ready(self_ptr self) {
  auto& st = self->state;
  if (st.waiting.none() && st.granted)
    begin(self, *std::exchange(st.granted, std::nullopt));
}

void arm_retry(self_ptr self, const attempt_key& failed, milliseconds wait);

/// Said again after the job was read anew.
void on_peers(self_ptr self, const stage_peers& peers) {
  auto& st = self->state;
  st.is_job_cancelled = false;
  st.supervisor = peers.supervisor;
  st.peers = peers.stages;
  st.job = peers.job;
  const auto& definition = definition_of(st);
  const auto& job = *st.job->state;
  for (std::size_t i = 0; i < st.peers->size(); ++i)
    st.waiting.set(i, (definition.needs | definition.prefers).test(i)
                        && !is_terminal(job.stages[i].status));
  const auto& own = job.stages[st.index];
  if (own.detail == wait_reason::retry_wait && !st.offered)
    arm_retry(self,
              {.stage = st.index,
               .generation = job.generation,
               .attempt = own.attempts},
              rules::remaining_wait(own, st.directory->clock->now()));
}

void add_output(stage_actor_state& st, const stage_ended& ended) {
  auto next = *st.job;
  if (ended.output)
    next.outputs[ended.stage] = ended.output;
  if (ended.sources && ended.sources->size() > next.sources->size())
    next.sources = ended.sources;
  st.job = std::make_shared<const struct job>(std::move(next));
}

/// Passes the news on when it ends this stage too: whoever waits further down
/// may have been granted its start by the same commit.
void on_peer_ended(self_ptr self, const stage_ended& ended) {
  auto& st = self->state;
  st.waiting.reset(ended.stage);
  add_output(st, ended);
  if (ended.status != stage_status::completed
      && definition_of(st).needs.test(ended.stage)) {
    notify_dependents(
      self,
      {.stage = st.index, .status = ended.status, .starts = ended.starts});
    self->quit();
    return;
  }
  if (ended.starts.test(st.index))
    st.granted = attempt_key{
      .stage = st.index, .generation = st.job->state->generation, .attempt = 1};
  begin_if_ready(self);
}

// -- verdicts -----------------------------------------------------------------

void arm_retry(self_ptr self, const attempt_key& failed, milliseconds wait) {
  auto& st = self->state;
  if (st.is_draining || st.waits_after == failed)
    return;
  st.waits_after = failed;
  self->delayed_send(self, std::max(wait, milliseconds{0}), retry_atom_v,
                     failed);
}

void on_verdict(self_ptr self, const verdict& verdict) {
  auto& st = self->state;
  st.refusals = 0;
  if (is_terminal(verdict.status)) {
    notify_dependents(self, {.stage = st.index,
                             .status = verdict.status,
                             .output = verdict.output,
                             .sources = verdict.sources,
                             .starts = verdict.starts});
    self->quit();
  } else if (verdict.started) {
    st.waits_after.reset();
    begin(self, *verdict.started);
  } else if (verdict.next_attempt_at && st.attempt) {
    arm_retry(self, st.attempt->key, verdict.wait);
  }
}

/// The answer to a result that was offered.
void on_offer_taken(self_ptr self, const verdict& verdict) {
  auto& st = self->state;
  st.offered.reset();
  if (st.attempt && st.attempt->phase == attempt_phase::offering)
    st.attempt->phase = attempt_phase::ended;
  on_verdict(self, verdict);
}

/// The answer to the question for another attempt; too late where a result is
/// on offer.
void on_retry_answered(self_ptr self, const attempt_key& failed,
                       const verdict& verdict) {
  auto& st = self->state;
  if (st.offered || st.waits_after != failed)
    return;
  if (!verdict.started && verdict.next_attempt_at)
    return again_later(self, retry_atom_v, failed);
  on_verdict(self, verdict);
}

void ask_for_retry(self_ptr self, const attempt_key& failed) {
  auto& st = self->state;
  if (st.waits_after != failed || st.is_draining)
    return;
  self->request(st.supervisor, caf::infinite, attempt_due{failed})
    .then(
      [=](const verdict& verdict) { on_retry_answered(self, failed, verdict); },
      [=](const caf::error& reason) {
        spdlog::warn("retry refused: job={} reason={}",
                     self->state.job->state->id, describe(reason));
        again_later(self, retry_atom_v, failed);
      });
}

} // namespace

} // namespace dossier::writing

namespace dossier {

stage_actor_state::~stage_actor_state() {
  if (writing::has_call(*this))
    caf::anon_send(directory->provider,
                   cancel_call{job->state->id, attempt->key});
}

stage_actor::behavior_type stage(writing::self_ptr self,
                                 directory_ptr directory, report_type_ptr type,
                                 stage_index index) {
  using namespace writing;
  self->state.directory = std::move(directory);
  self->state.type = std::move(type);
  self->state.index = index;
  return {
    [=](const stage_peers& peers) { on_peers(self, peers); },
    [=](const stage_ended& ended) { on_peer_ended(self, ended); },
    [=](const attempt_key& key) { begin(self, key); },
    [=](const call_text& piece) { on_text(self, piece); },
    [=](const call_restarted& restarted) {
      auto& st = self->state;
      if (st.attempt && st.attempt->key == restarted.key)
        restart_text(st, restarted.call);
    },
    [=](const call_answered& answer) { on_answer(self, answer); },
    [=](const call_failed& failed) { on_failure(self, failed); },
    [=](write_atom) {
      if (auto& attempt = self->state.attempt)
        attempt->unpublished.is_armed = false;
      publish_text(self);
    },
    [=](retry_atom, const attempt_key& failed) { ask_for_retry(self, failed); },
    [=](resubmit_atom) { offer(self); },
    [=](stop_atom) { self->quit(); },
    [=](const drain& end) {
      self->state.is_draining = true;
      self->delayed_send(self, end.grace, deadline_atom_v);
    },
    [=](deadline_atom) { drain_attempt(self); },
    [=](abort_atom) { return abort_attempt(self); },
    [=](timeout_atom, const attempt_key& key) { on_late(self, key); },
  };
}

} // namespace dossier
