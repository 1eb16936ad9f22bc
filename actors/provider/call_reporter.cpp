#include "actors/provider/call_reporter.hpp"

#include "io/llm/client.hpp"

#include <caf/send.hpp>

namespace dossier::limiting {

namespace {

class call_reporter final : public io::llm::listener {
public:
  call_reporter(const limited_call& call, provider_actor limiter,
                std::uint64_t ticket)
    : stage_(call.request.stage), limiter_(std::move(limiter)),
      key_(call.request.key), call_(call.request.call), ticket_(ticket),
      refusals_(call.refusals), is_probe_(call.is_probe) {
    // nop
  }

  void on_restart() override {
    ++call_;
    caf::anon_send(stage_, call_restarted{key_, call_});
  }

  void on_text(std::string piece) override {
    if (std::exchange(is_probe_, false))
      caf::anon_send(limiter_, call_taken{ticket_, refusals_});
    caf::anon_send(
      stage_, call_text{.key = key_, .call = call_, .text = std::move(piece)});
  }

  void on_answer(io::llm::answer result) override {
    call_answered end;
    end.text = std::move(result.text);
    finish(std::move(end), std::move(result));
  }

  void on_failure(io::llm::failure reason) override {
    call_failed end;
    end.failure = {.error = reason.error,
                   .message = std::move(reason.message),
                   .retry_after = reason.retry_after,
                   .is_final = reason.is_final};
    finish(std::move(end), std::move(reason));
  }

private:
  template <class End, class Result>
  void finish(End end, Result from) {
    end.key = key_;
    end.call = call_;
    end.calls = 1 + from.extra_calls;
    end.model = std::move(from.model);
    end.stop_reason = std::move(from.stop_reason);
    end.spent = from.spent;
    caf::anon_send(limiter_, call_ended{ticket_, std::move(end)});
  }

  stage_actor stage_;
  provider_actor limiter_;
  attempt_key key_;
  unsigned call_;
  std::uint64_t ticket_;
  unsigned refusals_;
  bool is_probe_;
};

} // namespace

std::shared_ptr<io::llm::listener> report_call(const limited_call& call,
                                               provider_actor limiter,
                                               std::uint64_t ticket) {
  return std::make_shared<call_reporter>(call, std::move(limiter), ticket);
}

} // namespace dossier::limiting
