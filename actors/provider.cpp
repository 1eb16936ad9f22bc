#include "actors/provider.hpp"

#include "io/llm/client.hpp"

#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>

namespace dossier {

namespace {

using self_ptr = provider_actor::stateful_pointer<provider_actor_state>;

/// Turns what the client reports, on whatever thread, into messages: text goes
/// straight to the stage, the end passes the gate.
class reporter final : public io::llm::listener {
public:
  reporter(stage_actor stage, provider_actor gate, attempt_key key,
           unsigned call, std::uint64_t ticket)
    : stage_(std::move(stage)), gate_(std::move(gate)), key_(key), call_(call),
      ticket_(ticket) {
    // nop
  }

  void on_restart() override {
    ++call_;
    caf::anon_send(stage_, call_restarted{key_, call_});
  }

  void on_text(std::string piece) override {
    caf::anon_send(stage_, call_text{key_, call_, std::move(piece)});
  }

  void on_answer(io::llm::answer result) override {
    end(call_answered{key_, call_, std::move(result.text),
                      std::move(result.model), std::move(result.stop_reason),
                      result.spent});
  }

  void on_failure(io::llm::failure reason) override {
    end(
      call_failed{key_,
                  call_,
                  {reason.error, std::move(reason.message), reason.retry_after},
                  std::move(reason.model),
                  std::move(reason.stop_reason),
                  reason.spent,
                  reason.extra_calls});
  }

private:
  template <class End>
  void end(End how) {
    caf::anon_send(gate_, call_ended{ticket_, std::move(how)});
  }

  stage_actor stage_;
  provider_actor gate_;
  attempt_key key_;
  unsigned call_;
  std::uint64_t ticket_;
};

void start(self_ptr self, std::uint64_t ticket, const call_request& what) {
  auto& st = self->state;
  auto& slot = st.running[ticket];
  slot = {what.stage, what.job, what.key, nullptr};
  provider_actor gate{self};
  auto to
    = std::make_shared<reporter>(what.stage, gate, what.key, what.call, ticket);
  slot.connection = st.client->start(*what.what, std::move(to));
}

void start_waiting(self_ptr self) {
  auto& st = self->state;
  while (!st.waiting.empty() && st.running.size() < st.max_concurrency) {
    auto next = st.waiting.extract(st.waiting.begin());
    start(self, next.key().ticket, next.mapped());
  }
}

void on_ended(self_ptr self, const call_ended& what) {
  auto slot = self->state.running.extract(what.ticket);
  if (slot.empty())
    return;
  const auto& stage = slot.mapped().stage;
  std::visit([&](const auto& end) { self->send(stage, end); }, what.end);
  start_waiting(self);
}

void cancel(self_ptr self, const cancel_call& what) {
  auto& st = self->state;
  std::erase_if(st.waiting, [&](const auto& entry) {
    return entry.second.job == what.job && entry.second.key == what.key;
  });
  for (auto& [ticket, slot] : st.running)
    if (slot.job == what.job && slot.key == what.key && slot.connection)
      slot.connection->cancel();
}

} // namespace

provider_actor::behavior_type provider(self_ptr self,
                                       std::shared_ptr<io::llm::client> client,
                                       std::size_t max_concurrency) {
  self->state.client = std::move(client);
  self->state.max_concurrency = std::max<std::size_t>(max_concurrency, 1);
  return {
    [=](const call_request& what) {
      auto& st = self->state;
      st.waiting.emplace(
        provider_actor_state::rank{what.remaining_path, ++st.last_ticket},
        what);
      start_waiting(self);
    },
    [=](const call_ended& what) { on_ended(self, what); },
    [=](const cancel_call& what) { cancel(self, what); },
  };
}

} // namespace dossier
