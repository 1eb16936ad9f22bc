#include "tests/simulation/world/model.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace dossier::simulation {

namespace {

using namespace std::chrono_literals;

/// A client gives up on a silent provider after this long.
constexpr auto client_patience = std::chrono::minutes{10};

/// A cancelled call ends within this time.
constexpr auto cancel_time = 100ms;

constexpr std::array bad_moods{
  mood::twice,     mood::empty,         mood::no_json,   mood::wrong_schema,
  mood::transient, mood::transient,     mood::transient, mood::with_delay,
  mood::throttled, mood::over_limit,    mood::too_long,  mood::refusing,
  mood::unpaid,    mood::unknown_model, mood::hanging};

constexpr std::array good_moods{mood::good, mood::good, mood::fluent,
                                mood::replayed};

/// The value of a line such as `Company: Acme`.
std::string line_value(const std::string& text, std::string_view name) {
  auto at = text.find("\n" + std::string{name} + ": ");
  if (at == std::string::npos)
    return {};
  at += name.size() + 3;
  return text.substr(at, text.find('\n', at) - at);
}

} // namespace

struct sim_model::handle final : io::llm::call {
  handle(std::weak_ptr<sim_model> of, entry_ptr which)
    : owner(std::move(of)), entry(std::move(which)) {
    // nop
  }

  void cancel() override {
    if (auto model = owner.lock())
      model->cancel(*entry);
  }

  std::weak_ptr<sim_model> owner;
  entry_ptr entry;
};

// -- calls --------------------------------------------------------------------

std::shared_ptr<io::llm::call>
sim_model::start(io::llm::request request,
                 std::shared_ptr<io::llm::listener> to) {
  auto call = std::make_shared<call_entry>();
  call->number = journal_.size();
  call->stage = request.stage;
  call->question = request.messages.front().text;
  call->company = line_value(call->question, "Company");
  call->to = std::move(to);
  journal_.push_back(call);
  if (on_call)
    on_call(call);
  call->how = draw_mood(*call);
  draw_due(*call);
  if (is_instant)
    end(*call);
  else
    waiting_.push_back(call);
  return std::make_shared<handle>(weak_from_this(), call);
}

mood sim_model::draw_mood(const call_entry& call) {
  if (mood_of)
    if (auto set = mood_of(call))
      return *set;
  return rng_.percent(badness) ? rng_.pick(bad_moods) : rng_.pick(good_moods);
}

void sim_model::draw_due(call_entry& call) {
  auto wait = 0ms;
  if (call.how == mood::hanging)
    wait = client_patience;
  else if (!rng_.one_in(4))
    wait = rng_.one_in(8) ? rng_.between(1min, 5min) : rng_.between(1ms, 20s);
  call.due = clock_.steady() + wait;
  call.spent
    = {{std::int64_t(rng_.below(500)), std::int64_t(rng_.below(200)), 0, 0},
       nano_usd(rng_.below(9000)) * 100};
}

/// The end may have been on its way already.
void sim_model::cancel(call_entry& call) {
  if (call.has_ended || std::exchange(call.is_cancelled, true))
    return;
  auto soon = clock_.steady() + rng_.between(0ms, cancel_time);
  call.due = std::min(call.due, soon);
}

void sim_model::forget_waiting() {
  for (auto& call : waiting_)
    call->to = nullptr;
  waiting_.clear();
}

bool sim_model::is_waiting(const std::string& company,
                           const std::string& stage) const {
  return std::any_of(waiting_.begin(), waiting_.end(), [&](const auto& call) {
    return call->company == company && call->stage == stage;
  });
}

bool sim_model::is_open(const std::string& company) const {
  return std::any_of(waiting_.begin(), waiting_.end(), [&](const auto& call) {
    return call->company == company && !call->is_cancelled;
  });
}

// -- how they end -------------------------------------------------------------

std::optional<steady_time> sim_model::next_due() const {
  std::optional<steady_time> result;
  for (const auto& call : waiting_)
    if (!result || call->due < *result)
      result = call->due;
  return result;
}

void sim_model::end_some_due() {
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    if (waiting_[i]->due <= clock_.steady())
      due.push_back(i);
  if (due.empty())
    return;
  auto at = waiting_.begin() + std::ptrdiff_t(rng_.pick(due));
  auto call = *at;
  waiting_.erase(at);
  end(*call);
}

void sim_model::end(call_entry& call) {
  auto keeps = std::exchange(call.has_ended, true);
  if (keeps || !call.to)
    return;
  if (call.is_cancelled)
    return fail(call, error_class::transient, "cancelled");
  switch (call.how) {
    case mood::good:
    case mood::fluent:
    case mood::twice: return answer(call, good_text(call));
    case mood::replayed:
      call.to->on_restart();
      return answer(call, good_text(call));
    case mood::empty: return answer(call, "");
    case mood::no_json: return answer(call, "I would rather not.");
    case mood::wrong_schema: return answer(call, R"({"words": 1})");
    case mood::transient:
      return fail(call, error_class::transient, "connection reset");
    case mood::with_delay:
      call.retry_after = rng_.between(0ms, 5min);
      return fail(call, error_class::transient, "try later");
    case mood::throttled:
      return fail(call, error_class::throttled, "too many requests");
    case mood::over_limit:
      return fail(call, error_class::truncated, "cut off", "max_tokens");
    case mood::too_long:
      return fail(call, error_class::truncated, "context too long");
    case mood::refusing: return fail(call, error_class::refusal, "no");
    case mood::unpaid: return fail(call, error_class::billing, "pay first");
    case mood::unknown_model:
      return fail(call, error_class::not_found, "no such model");
    case mood::hanging:
      return fail(call, error_class::transient, "no answer in ten minutes");
  }
}

void sim_model::fail(call_entry& call, error_class error, const char* message,
                     const char* stop_reason) {
  call.error = error;
  last_failure_ = clock_.steady();
  if (rng_.one_in(2))
    call.spent = {};
  call.extra_calls = rng_.one_in(8) ? 1 : 0;
  io::llm::failure reason;
  reason.error = error;
  reason.message = message;
  reason.model = model();
  reason.stop_reason = stop_reason;
  reason.retry_after = call.retry_after;
  reason.spent = call.spent;
  reason.extra_calls = call.extra_calls;
  std::exchange(call.to, nullptr)->on_failure(std::move(reason));
}

void sim_model::answer(call_entry& call, std::string text) {
  auto to = std::exchange(call.to, nullptr);
  auto half = call.how == mood::fluent ? text.size() / 2 : 0;
  if (half > 0)
    to->on_text(text.substr(0, half));
  to->on_text(text.substr(half));
  io::llm::answer result;
  result.text = std::move(text);
  result.model = model();
  result.stop_reason = "end_turn";
  result.spent = call.spent;
  to->on_answer(result);
  if (call.how == mood::twice) {
    result.text = R"({"text": "said twice"})";
    to->on_answer(result);
  }
}

/// Names its call, so that a section says which attempt wrote it; now and then
/// a stage repeats itself, so that a rerun may change nothing.
std::string sim_model::good_text(const call_entry& call) {
  static constexpr std::array levels{"HIGH", "MEDIUM", "LOW"};
  nlohmann::json document{
    {"text", "the same as ever"},
    {"confidence", {{"level", rng_.pick(levels)}, {"reason", "Said so."}}},
    {"sources_used", nlohmann::json::array()}};
  if (rng_.one_in(4))
    document["confidence"]["level"] = "HIGH";
  else
    document["call"] = call.number;
  return document.dump();
}

} // namespace dossier::simulation
