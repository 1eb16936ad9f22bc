/// A model that answers only when told to. Calls wait in the order in which
/// they were made; a test answers them by stage, or has all answered at once.

#pragma once

#include "io/llm/client.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace dossier::test {

/// A section that any stage of `runnable_graph` may write.
inline std::string section_answer(const std::string& text = "text") {
  return nlohmann::json{
    {"text", text},
    {"confidence", {{"level", "HIGH"}, {"reason", "Several filings."}}},
    {"sources_used", nlohmann::json::array()}}
    .dump();
}

class scripted_model final : public io::llm::client {
public:
  struct waiting_call {
    io::llm::request request;
    std::shared_ptr<io::llm::listener> to;
    bool is_cancelled = false;
  };

  /// Called for each new call; returning text answers it at once.
  std::function<std::optional<std::string>(const io::llm::request&)> at_once;

  /// What it calls itself.
  std::string name = "scripted";
  std::vector<std::shared_ptr<waiting_call>> waiting;
  /// Calls made so far, by stage.
  std::map<std::string, unsigned> made;

  std::shared_ptr<io::llm::call>
  start(io::llm::request request,
        std::shared_ptr<io::llm::listener> to) override {
    ++made[request.stage];
    auto text = at_once ? at_once(request) : std::nullopt;
    auto call = std::make_shared<waiting_call>(
      waiting_call{std::move(request), std::move(to), false});
    if (text)
      answer(*call, *text);
    else
      waiting.push_back(call);
    return std::make_shared<handle>(call);
  }

  std::string model() const override {
    return name;
  }

  bool is_demo() const override {
    return false;
  }

  // -- what the test has it do ------------------------------------------------

  bool is_asked(const std::string& stage) const {
    return find(stage) != waiting.end();
  }

  /// Stages with a call that waits, in the order of the calls.
  std::vector<std::string> asked() const {
    std::vector<std::string> result;
    for (const auto& call : waiting)
      result.push_back(call->request.stage);
    return result;
  }

  void write(const std::string& stage, std::string piece) {
    (*find(stage))->to->on_text(std::move(piece));
  }

  void answer(const std::string& stage,
              const std::string& text = section_answer()) {
    answer(*take(stage), text);
  }

  void fail(const std::string& stage, error_class error,
            std::string message = "it did not work",
            std::optional<milliseconds> retry_after = {}) {
    io::llm::failure reason;
    reason.error = error;
    reason.message = std::move(message);
    reason.model = model();
    reason.retry_after = retry_after;
    fail(stage, std::move(reason));
  }

  void fail(const std::string& stage, io::llm::failure reason) {
    take(stage)->to->on_failure(std::move(reason));
  }

  /// Turns the oldest call for a stage away, as a busy provider does.
  void refuse(const std::string& stage,
              std::optional<milliseconds> retry_after = {}) {
    fail(stage, error_class::throttled, "The provider is overloaded.",
         retry_after);
  }

private:
  struct handle final : io::llm::call {
    explicit handle(std::shared_ptr<waiting_call> made_call)
      : which(std::move(made_call)) {
      // nop
    }

    void cancel() override {
      which->is_cancelled = true;
    }

    std::shared_ptr<waiting_call> which;
  };

  using iterator = std::vector<std::shared_ptr<waiting_call>>::const_iterator;

  iterator find(const std::string& stage) const {
    return std::find_if(waiting.begin(), waiting.end(), [&](const auto& call) {
      return call->request.stage == stage;
    });
  }

  std::shared_ptr<waiting_call> take(const std::string& stage) {
    auto found = find(stage);
    if (found == waiting.end())
      throw std::logic_error{"no call waits for " + stage};
    auto result = *found;
    waiting.erase(found);
    return result;
  }

  void answer(const waiting_call& call, const std::string& text) {
    call.to->on_text(text);
    io::llm::answer result;
    result.text = text;
    result.model = model();
    result.stop_reason = "end_turn";
    result.spent = {{100, 10, 0, 0}, 1000};
    call.to->on_answer(std::move(result));
  }
};

} // namespace dossier::test
