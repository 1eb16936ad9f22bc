#include "tools/server/doctor_call.hpp"

#include <cstdio>
#include <future>
#include <variant>

namespace dossier::server {

namespace llm = io::llm;

namespace {

/// Bounds what the call costs, whatever the model would like to say.
constexpr int most_tokens = 16;

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

const char* advice_on(error_class what) {
  switch (what) {
    case error_class::auth:
      return "see whether ANTHROPIC_API_KEY is valid there and has the right";
    case error_class::billing: return "pay the provider, or raise its limit";
    case error_class::not_found: return "correct provider.model";
    case error_class::invalid_request:
      return "correct the model's entry in provider.models_file";
    case error_class::throttled: return "the key works; try again later";
    default: return "try again; if it stays so, see the provider's status page";
  }
}

/// An answer that was cut, refused or no use was an answer all the same.
bool is_answer(const llm::failure& reason) {
  return reason.spent.tokens.output > 0;
}

bool is_about_account(error_class what) {
  return what == error_class::throttled || what == error_class::billing
         || what == error_class::not_found;
}

finding finding_of(const llm::failure& reason) {
  if (is_answer(reason))
    return fine("call", sum_of(reason.model, reason.spent));
  auto found = reason.message;
  if (found.ends_with('.')) // what to do follows
    found.pop_back();
  const auto* advice = advice_on(reason.error);
  return reason.error == error_class::throttled
           ? warn("call", std::move(found), advice)
           : fail("call", std::move(found), advice);
}

} // namespace

call_outcome try_one_call(const llm::anthropic::client_options& options) {
  auto hearing = std::make_shared<waiting_listener>();
  auto told = hearing->result();
  llm::anthropic::client asked{options};
  asked.start(smallest_request(), hearing);
  const auto end = told.get();
  if (const auto* said = std::get_if<llm::answer>(&end))
    return {fine("call", sum_of(said->model, said->spent)), true, false};
  const auto& reason = std::get<llm::failure>(end);
  return {finding_of(reason),
          is_answer(reason) || is_about_account(reason.error),
          reason.error == error_class::auth};
}

} // namespace dossier::server
