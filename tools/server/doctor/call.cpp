#include "tools/server/doctor/call.hpp"

#include "messages/visible.hpp"

#include <cstdio>
#include <future>
#include <variant>

namespace dossier::server {

namespace llm = io::llm;
namespace anthropic = io::llm::anthropic;

namespace {

/// Bounds what the call costs, whatever the model would like to say.
constexpr int most_tokens = 16;

/// Of what comes back; refusals may come as whole pages.
constexpr std::size_t most_bytes = 1024 * 1024;

using call_end = std::variant<llm::answer, llm::failure>;

class waiting_listener final : public llm::listener {
public:
  std::future<call_end> result() {
    return told_.get_future();
  }

  void on_restart() override {
    // Only the end counts.
  }

  void on_text(std::string) override {
    // Only the end counts.
  }

  void on_answer(llm::answer result) override {
    told_.set_value(std::move(result));
  }

  void on_failure(llm::failure reason) override {
    told_.set_value(std::move(reason));
  }

private:
  std::promise<call_end> told_;
};

llm::request smallest_request() {
  llm::request result;
  result.stage = "doctor";
  result.messages = {{llm::speaker::user, "Answer with the word yes."}};
  result.max_tokens = most_tokens;
  return result;
}

std::string dollars(nano_usd amount) {
  char text[32];
  std::snprintf(text, sizeof text, "$%.6f", double(amount) / 1e9);
  return text;
}

std::string sum_of(const std::string& model, const usage& spent) {
  return model + " answered (" + std::to_string(spent.tokens.input)
         + " tokens in, " + std::to_string(spent.tokens.output)
         + " out, at most " + std::to_string(most_tokens) + " asked for; "
         + dollars(spent.cost) + ")";
}

// -- what a failure means -----------------------------------------------------

constexpr auto look_at_the_address
  = "see whether provider.base_url is the provider's, and what answers on the "
    "way to it";

const char* advice_on_key(const anthropic::evidence& told) {
  if (told.refused == anthropic::error_kind::permission)
    return "give the key that right, or set ANTHROPIC_API_KEY to one that has "
           "it";
  if (told.refused == anthropic::error_kind::account)
    return "ask the provider, or who administers the account, what it lacks";
  return "set ANTHROPIC_API_KEY to one that is valid there";
}

/// For an answer that may not be the provider's.
bool is_anybodys(error_class error, const anthropic::evidence& told) {
  return told.address == anthropic::conclusion::open
         && error != error_class::transient && error != error_class::throttled;
}

const char* advice_on(error_class error, const anthropic::evidence& told) {
  if (told.address == anthropic::conclusion::bad)
    return "correct provider.base_url";
  if (told.refused == anthropic::error_kind::compressed)
    return "have the gateway leave its answers as they are";
  if (is_anybodys(error, told))
    return look_at_the_address;
  switch (error) {
    case error_class::auth: return advice_on_key(told);
    case error_class::billing: return "pay the provider, or raise its limit";
    case error_class::not_found: return "correct provider.model";
    case error_class::invalid_request:
      return "correct what is named; thinking and effort are those of the "
             "model's entry in provider.models_file";
    case error_class::throttled: return "try again later";
    case error_class::refusal:
      return "choose another provider.model if sections are refused, too";
    default: return "try again; if it stays so, see the provider's status page";
  }
}

/// Tokens count from the first event on, and a message ends with a reason. Cut
/// off by the small limit it was an answer all the same.
bool has_begun(const llm::failure& reason) {
  const auto& tokens = reason.spent.tokens;
  return tokens.input > 0 || tokens.output > 0 || !reason.stop_reason.empty();
}

bool is_whole(const llm::failure& reason) {
  return reason.error == error_class::truncated && !reason.stop_reason.empty();
}

/// Busy now, or unwilling to say just this: sections may fare better.
bool is_passing(error_class error) {
  return error == error_class::throttled || error == error_class::refusal;
}

finding finding_of(const llm::answer& said) {
  auto found = sum_of(said.model, said.spent);
  if (has_visible(said.text))
    return fine("call", std::move(found));
  return warn("call", found + ", with nothing to be seen",
              "see what the gateway makes of answers");
}

finding finding_of(const llm::failure& reason,
                   const anthropic::evidence& told) {
  if (is_whole(reason))
    return fine("call", sum_of(reason.model, reason.spent));
  auto found = reason.message;
  if (found.ends_with('.')) // what to do follows
    found.pop_back();
  const auto* advice = advice_on(reason.error, told);
  return is_passing(reason.error) ? warn("call", std::move(found), advice)
                                  : fail("call", std::move(found), advice);
}

} // namespace

call_outcome try_one_call(anthropic::client_options options) {
  auto hearing = std::make_shared<waiting_listener>();
  auto told = hearing->result();
  auto record = std::make_shared<llm::wire::answer_record>(most_bytes);
  options.stream.witness = record;
  const auto id = options.model.id;
  anthropic::client asked{std::move(options)};
  asked.start(smallest_request(), hearing);
  const auto end = told.get();
  const auto& answer = record->answer();
  if (const auto* said = std::get_if<llm::answer>(&end))
    return {.shown = finding_of(*said),
            .told = anthropic::evidence_of_call(answer, id, true),
            .answer = answer};
  const auto& reason = std::get<llm::failure>(end);
  const auto evidence
    = anthropic::evidence_of_call(answer, id, has_begun(reason));
  return {
    .shown = finding_of(reason, evidence), .told = evidence, .answer = answer};
}

} // namespace dossier::server
