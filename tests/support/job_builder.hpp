/// Jobs in any state, read off a string, and jobs that are run by hand.

#pragma once

#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/job/fold.hpp"
#include "actors/rules/job/prompt_fingerprint.hpp"
#include "actors/rules/job/step.hpp"
#include "actors/rules/job/transaction.hpp"
#include "actors/rules/views/answers.hpp"
#include "messages/json.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

namespace dossier::test {

// -- one letter a stage -------------------------------------------------------

/// `.` pending, `>` running, `~` waiting for its next attempt, `+` completed,
/// `x` failed, `c` cancelled; in pipeline order.
inline constexpr std::string_view stage_letters = ".>+xc";

inline stage_state stage_at(char letter) {
  stage_state result;
  auto waits = letter == '~';
  result.status = stage_status(stage_letters.find(waits ? '>' : letter));
  result.detail = waits ? wait_reason::retry_wait : wait_reason::none;
  return result;
}

inline char letter_of(const stage_state& stage) {
  return stage.detail == wait_reason::retry_wait
           ? '~'
           : stage_letters[std::size_t(stage.status)];
}

/// An admitted job whose stages stand as the letters say.
inline job_state job_at(std::string_view letters,
                        pipeline_ptr graph = company_graph()) {
  auto job = rules::initial_state("job-1", std::move(graph));
  job.admitted = true;
  job.status = job_status::running;
  for (std::size_t i = 0; i < letters.size(); ++i)
    job.stages[i] = stage_at(letters[i]);
  return job;
}

inline std::string letters_of(const job_state& job) {
  std::string result;
  for (const auto& stage : job.stages)
    result += letter_of(stage);
  return result;
}

// -- a job that is run --------------------------------------------------------

inline job_request some_request() {
  job_request result;
  result.company_name = "Acme";
  result.user = "ann";
  return result;
}

/// What a stage writes. Texts that differ have different hashes.
inline nlohmann::json section_document(std::string text = "text") {
  return {{"text", std::move(text)},
          {"confidence", {{"level", "HIGH"}, {"reason", "Several filings."}}},
          {"sources_used", nlohmann::json::array()}};
}

/// Runs one job by applying facts, as a supervisor would, and keeps what was
/// committed. After each commit the numbers must be dense, and the events as
/// they are stored must add up to the state.
class job_world {
public:
  explicit job_world(job_request request = some_request(),
                     pipeline_ptr graph = company_graph())
    : replayed(rules::initial_state("job-1", graph)) {
    take(rules::create("job-1", std::move(graph), std::move(request),
                       {clock, draw, retry}));
  }

  // -- facts; false: outdated -------------------------------------------------

  bool apply(const rules::fact& fact) {
    auto next = rules::step(now, fact, {clock, draw, retry});
    if (next)
      take(std::move(*next));
    return next.has_value();
  }

  void admit() {
    REQUIRE(apply(rules::admission{}));
  }

  /// The process dies and another one takes the job over.
  bool restart() {
    return apply(rules::recovery{});
  }

  /// The rate limiter holds the call of a running attempt back, or lets it go.
  void hold(stage_index stage, wait_reason detail) {
    auto held = std::make_shared<job_state>(state());
    held->stages[stage].detail = detail;
    now.state = std::move(held);
  }

  bool complete(stage_index stage,
                nlohmann::json document = section_document()) {
    return apply(completion(stage, std::move(document)));
  }

  void complete(std::initializer_list<stage_index> stages) {
    for (auto stage : stages)
      REQUIRE(complete(stage));
  }

  bool fail(stage_index stage, error_class error = error_class::refusal,
            std::optional<milliseconds> retry_after = {}) {
    return apply(failure(stage, error, retry_after));
  }

  /// Lets the wait before the next attempt pass.
  bool wait_out(stage_index stage) {
    clock = std::max(clock, at(stage).next_attempt_at.value());
    return apply(due(stage));
  }

  /// A client gives a command; the answer, or the refusal as a reply.
  reply apply_command(command_body body, rules::command_facts known = {}) {
    job_command command;
    command.id = "job-1";
    command.by = "ann";
    command.body = std::move(body);
    auto outcome
      = rules::apply_command(now, command, known, {clock, draw, retry});
    if (outcome.change)
      take(std::move(*outcome.change));
    return rules::render(outcome.answer);
  }

  /// A client reruns `stages`: they are pending again, in a new generation.
  void rerun(stage_set stages) {
    rules::transaction work{now, clock};
    work.emit(job_rerun{stages, {}, cascade::none, "", "ann", {}});
    for (std::size_t i = 0; i < stages.size(); ++i)
      if (stages.test(i))
        work.reset(stage_index(i));
    take(std::move(work).close());
  }

  // -- what they are made of --------------------------------------------------

  attempt_key key(stage_index stage) const {
    return {stage, now.state->generation, at(stage).attempts};
  }

  attempt_report completion(stage_index stage, nlohmann::json document
                                               = section_document()) const {
    return {
      key(stage),
      section_draft{std::make_shared<const nlohmann::json>(std::move(document)),
                    now.sources->size()},
      "model-1",
      "end_turn",
      1,
      price,
      prompt_fingerprints ? prompt_fingerprints->at(stage) : std::string{}};
  }

  attempt_report failure(stage_index stage, error_class error,
                         std::optional<milliseconds> retry_after = {}) const {
    return {key(stage),
            attempt_failure{error, std::string{to_string(error)}, retry_after},
            "model-1",
            "",
            1,
            price,
            {}};
  }

  attempt_due due(stage_index stage) const {
    return {key(stage)};
  }

  // -- what came of it --------------------------------------------------------

  const job_state& state() const {
    return *now.state;
  }

  const stage_state& at(stage_index stage) const {
    return now.state->stages[stage];
  }

  std::string letters() const {
    return letters_of(state());
  }

  const commit& last() const {
    return *commits.back();
  }

  /// The events of a commit, such as `stage.failed section_1`.
  static std::vector<std::string> names_in(const commit& record) {
    std::vector<std::string> result;
    for (const auto& event : record.events) {
      auto object = json::parse(*event.text);
      auto name = object["event"].get<std::string>();
      if (object.contains("stage"))
        name += ' ' + object["stage"].get<std::string>();
      result.push_back(std::move(name));
    }
    return result;
  }

  std::vector<std::string> last_names() const {
    return names_in(last());
  }

  timestamp clock = noon;
  double draw = 0.5;
  rules::retry_policy retry;
  /// What every attempt costs.
  usage price;
  /// What completed stages were made with; null: nobody noted it.
  rules::prompt_fingerprints prompt_fingerprints;
  /// Whether stored events are read back after every commit.
  bool checks_replay = true;

  job now;
  std::vector<commit_ptr> commits;
  rules::transition latest;
  job_state replayed;

private:
  void take(rules::transition next) {
    latest = next;
    REQUIRE(next.record->expected_revision == commits.size());
    REQUIRE(next.after.state->revision == commits.size() + 1);
    for (const auto& event : next.record->events)
      REQUIRE(event.seq == ++seq_);
    commits.push_back(next.record);
    now = std::move(next.after);
    if (checks_replay)
      replay(*commits.back());
  }

  /// The number of transactions is not in the events.
  void replay(const commit& record) {
    for (const auto& event : record.events) {
      auto decoded = decode_event(*event.text, *now.state->graph);
      REQUIRE(decoded);
      rules::fold(replayed, *decoded);
    }
    replayed.revision = now.state->revision;
    REQUIRE((replayed == *now.state));
  }

  std::uint64_t seq_ = 0;
};

} // namespace dossier::test
