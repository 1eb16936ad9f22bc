/// A model with moods: it answers well, badly, late, twice or never, as the
/// seed has it, and keeps a journal of every call.

#pragma once

#include "io/llm/client.hpp"
#include "tests/simulation/world/clock.hpp"
#include "tests/simulation/world/rng.hpp"

#include <map>

namespace dossier::simulation {

enum class mood : std::uint8_t {
  good,
  /// In pieces, with pauses.
  fluent,
  /// The connection died before its first byte, and the client asked again.
  replayed,
  /// Says good-bye twice, as no client should.
  twice,
  empty,
  no_json,
  wrong_schema,
  transient,
  /// With a delay asked for.
  with_delay,
  throttled,
  over_limit,
  too_long,
  refusing,
  unpaid,
  unknown_model,
  /// Nothing for ten minutes; then the client gives up.
  hanging,
};

/// One call, from its start to what its stage was told.
struct call_entry {
  std::size_t number = 0;
  std::string company;
  std::string stage;
  std::string question;
  unsigned generation = 0;
  unsigned attempt = 0;
  mood how = mood::good;
  std::shared_ptr<io::llm::listener> to;
  steady_time due{0};
  usage spent;
  unsigned extra_calls = 0;
  std::optional<error_class> error;
  std::optional<milliseconds> retry_after;
  bool is_cancelled = false;
  bool has_ended = false;
};

class sim_model final : public io::llm::client,
                        public std::enable_shared_from_this<sim_model> {
public:
  sim_model(sim_clock& clock, rng& rng) : clock_(clock), rng_(rng) {
    // nop
  }

  // -- how it behaves ---------------------------------------------------------

  /// Bad answers, of a hundred.
  unsigned badness = 20;
  /// Draws the mood of a call instead of rng; for plain runs.
  std::function<std::optional<mood>(const call_entry&)> mood_of;
  /// Answers within `start`.
  bool is_instant = false;

  /// Hears of each new call, to fill in whose it is.
  std::function<void(const std::shared_ptr<call_entry>&)> on_call;

  // -- the world --------------------------------------------------------------

  /// The process is gone, and all connections with it.
  void forget_waiting();

  std::optional<steady_time> next_due() const;

  /// Ends a call that is due, drawn by rng.
  void end_some_due();

  bool is_waiting(const std::string& company, const std::string& stage) const;

  /// Whether a call waits that nobody has cancelled.
  bool is_open(const std::string& company) const;

  /// When a call has last ended badly: the rate limiter may hold others back
  /// for it.
  std::optional<steady_time> last_failure() const {
    return last_failure_;
  }

  std::size_t waiting() const {
    return waiting_.size();
  }

  const std::vector<std::shared_ptr<call_entry>>& journal() const {
    return journal_;
  }

  // -- io::llm::client --------------------------------------------------------

  std::shared_ptr<io::llm::call>
  start(io::llm::request request,
        std::shared_ptr<io::llm::listener> to) override;

  std::string model() const override {
    return "moody";
  }

  bool is_demo() const override {
    return false;
  }

private:
  struct handle;
  using entry_ptr = std::shared_ptr<call_entry>;

  mood draw_mood(const call_entry& call);
  void draw_due(call_entry& call);
  void cancel(call_entry& call);
  void end(call_entry& call);
  void fail(call_entry& call, error_class error, const char* message,
            const char* stop_reason = "");
  void answer(call_entry& call, std::string text);
  std::string good_text(const call_entry& call);

  sim_clock& clock_;
  rng& rng_;
  std::vector<entry_ptr> waiting_;
  std::vector<entry_ptr> journal_;
  std::optional<steady_time> last_failure_;
};

} // namespace dossier::simulation
