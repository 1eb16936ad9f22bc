#include "io/llm/demo/client.hpp"

#include "io/llm/demo/random.hpp"
#include "messages/names.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

constexpr std::string_view model_name = "demo";

constexpr std::size_t bytes_per_token = 4;

constexpr name_table<profile, 3> profile_names{
  {{profile::realistic, "realistic"},
   {profile::fast, "fast"},
   {profile::instant, "instant"}}};

// -- pace ---------------------------------------------------------------------

struct pace {
  milliseconds shortest_thought;
  milliseconds longest_thought;
  std::uint64_t least_tokens_per_second;
  std::uint64_t most_tokens_per_second;
  milliseconds beat;
};

/// A report of the company type then takes a little over a minute, as its
/// longest chain of stages has some 50 KB to write.
constexpr pace realistic_pace{.shortest_thought = milliseconds{1000},
                              .longest_thought = milliseconds{2400},
                              .least_tokens_per_second = 150,
                              .most_tokens_per_second = 210,
                              .beat = milliseconds{40}};

constexpr pace fast_pace{.shortest_thought = milliseconds{100},
                         .longest_thought = milliseconds{240},
                         .least_tokens_per_second = 1500,
                         .most_tokens_per_second = 2100,
                         .beat = milliseconds{25}};

const pace& pace_of(profile profile) noexcept {
  return profile == profile::fast ? fast_pace : realistic_pace;
}

std::uint64_t drawn(draw_key key, std::uint64_t low, std::uint64_t high) {
  return low + key.below(high - low + 1);
}

// -- answers ------------------------------------------------------------------

std::int64_t tokens_in(std::size_t bytes) noexcept {
  return static_cast<std::int64_t>((bytes + bytes_per_token - 1)
                                   / bytes_per_token);
}

std::int64_t tokens_of(const request& request) {
  std::size_t bytes = 0;
  for (const auto& block : request.system)
    bytes += block.text ? block.text->size() : 0;
  for (const auto& message : request.messages)
    bytes += message.text.size();
  return tokens_in(bytes);
}

usage usage_of(std::int64_t input, std::size_t output_bytes) {
  usage result;
  result.tokens.input = input;
  result.tokens.output = tokens_in(output_bytes);
  return result;
}

answer answer_of(std::string text, std::int64_t input) {
  auto spent = usage_of(input, text.size());
  return {.text = std::move(text),
          .model = std::string{model_name},
          .stop_reason = "end_turn",
          .spent = spent};
}

failure failure_of(error_class error, std::string message, usage spent) {
  failure result;
  result.error = error;
  result.message = std::move(message);
  result.model = model_name;
  result.spent = spent;
  return result;
}

question question_of(const request& request) {
  auto result = request.messages.empty()
                  ? question{}
                  : read_question(request.messages.front().text);
  if (result.stage.empty())
    result.stage = request.stage;
  return result;
}

// -- calls --------------------------------------------------------------------

class finished_call final : public call {
public:
  void cancel() override {
    // nop
  }
};

/// Lives until its last timer, and does not keep the timers alive, which may
/// drop it. Everything but `cancel` happens on their thread.
class demo_stream final : public call,
                          public std::enable_shared_from_this<demo_stream> {
public:
  demo_stream(std::string text, std::int64_t input_tokens, const pace& speed,
              draw_key draws, std::weak_ptr<timer_service> timers,
              std::shared_ptr<listener> to)
    : text_{std::move(text)}, input_tokens_{input_tokens}, speed_{speed},
      draws_{draws}, tokens_per_second_{drawn(draws.with("speed"),
                                              speed.least_tokens_per_second,
                                              speed.most_tokens_per_second)},
      timers_{std::move(timers)}, to_{std::move(to)} {
    // nop
  }

  void start() {
    auto low = static_cast<std::uint64_t>(speed_.shortest_thought.count());
    auto high = static_cast<std::uint64_t>(speed_.longest_thought.count());
    wait(milliseconds{drawn(draws_.with("thought"), low, high)});
  }

  void cancel() override {
    if (cancelled_.exchange(true))
      return;
    if (auto timers = timers_.lock())
      timers->after(milliseconds{0},
                    [self = shared_from_this()] { self->on_cancel(); });
  }

private:
  void wait(milliseconds delay) {
    if (auto timers = timers_.lock())
      timers->after(delay, [self = shared_from_this()] { self->on_beat(); });
  }

  void on_beat() {
    if (cancelled_)
      return;
    auto end = utf8::next_border(text_, sent_ + next_size());
    auto piece = text_.substr(sent_, end - sent_);
    sent_ = end;
    to_->on_text(std::move(piece));
    if (sent_ < text_.size())
      return wait(speed_.beat);
    finished_ = true;
    to_->on_answer(answer_of(std::move(text_), input_tokens_));
  }

  void on_cancel() {
    if (finished_)
      return;
    finished_ = true;
    to_->on_failure(failure_of(error_class::transient,
                               "The call was cancelled.",
                               usage_of(input_tokens_, sent_)));
  }

  /// Half to one and a half times what the pace asks for.
  std::size_t next_size() {
    auto usual = tokens_per_second_ * bytes_per_token
                 * static_cast<std::uint64_t>(speed_.beat.count()) / 1000;
    return drawn(draws_.with(++beats_), std::max<std::uint64_t>(1, usual / 2),
                 usual + usual / 2);
  }

  std::string text_;
  std::int64_t input_tokens_;
  const pace& speed_;
  draw_key draws_;
  std::uint64_t tokens_per_second_;
  std::weak_ptr<timer_service> timers_;
  std::shared_ptr<listener> to_;

  std::size_t sent_ = 0;
  std::uint64_t beats_ = 0;
  bool finished_ = false;
  std::atomic<bool> cancelled_ = false;
};

} // namespace

std::optional<profile> parse_profile(std::string_view text) noexcept {
  return value_of(profile_names, text);
}

client::client(generator_map generators, profile profile,
               std::shared_ptr<timer_service> timers)
  : generators_{std::move(generators)}, profile_{profile}, timers_{std::move(
                                                             timers)} {
  // nop
}

std::shared_ptr<call> client::start(request request,
                                    std::shared_ptr<listener> to) {
  auto input = tokens_of(request);
  auto question = question_of(request);
  std::string text;
  try {
    text = generators_.at(request.report_type)->write(question);
  } catch (const std::exception& error) {
    to->on_failure(
      failure_of(error_class::internal,
                 "No demo answer for " + question.stage + ": " + error.what(),
                 usage_of(input, 0)));
    return std::make_shared<finished_call>();
  }
  if (profile_ == profile::instant) {
    to->on_text(text);
    to->on_answer(answer_of(std::move(text), input));
    return std::make_shared<finished_call>();
  }
  auto draws = draw_key{0}.with(question.company).with(question.stage);
  auto stream = std::make_shared<demo_stream>(
    std::move(text), input, pace_of(profile_), draws, timers_, std::move(to));
  stream->start();
  return stream;
}

std::string client::model() const {
  return std::string{model_name};
}

bool client::is_demo() const {
  return true;
}

} // namespace dossier::io::llm::demo
