#include "tools/ctl/watch/follow.hpp"

#include "tools/ctl/api/problem.hpp"
#include "tools/ctl/watch/backoff.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

using namespace std::chrono_literals;

/// How often bars move, whatever arrives.
constexpr std::chrono::milliseconds draw_interval = 250ms;

/// A server that takes our frame but never says "subscribed" is no use.
constexpr std::chrono::milliseconds subscribe_deadline = 10s;

/// A connection that was quiet for so long was a good one all the same.
constexpr std::chrono::milliseconds steady_after = 30s;

/// Close codes after which the same attempt would end the same way.
constexpr int policy_violation = 1008;
constexpr int too_big = 1009;
constexpr int bad_message = 4400;
constexpr int not_signed_in = 4401;
constexpr int forbidden = 4403;

time_point local_now() {
  return std::chrono::floor<std::chrono::milliseconds>(
    std::chrono::system_clock::now());
}

/// Throws when a new connection would end like this one.
void check_close(const socket_closed& closed) {
  switch (closed.code) {
    case not_signed_in:
    case forbidden:
      throw failure{exit_code::not_allowed, "the server ended the watch",
                    "not allowed to follow this job",
                    "set DOSSIER_TOKEN to a token of a user who may see it"};
    case policy_violation:
    case too_big:
    case bad_message:
      throw failure{exit_code::failure, "the server ended the watch",
                    "close code " + std::to_string(closed.code) + " "
                      + closed.what(),
                    "see whether client and server are of one version: "
                    "dossierctl version"};
    default: return;
  }
}

class follower {
public:
  follower(live_socket& socket, const followed_job& wanted,
           watch_output& output)
    : socket_(socket), wanted_(wanted), output_(output) {
    // nop
  }

  job_view run() {
    while (true) {
      try {
        connect();
        listen();
        return view_;
      } catch (const socket_closed& closed) {
        check_close(closed);
        wait_to_reconnect(goodbye_.empty() ? closed.what() : goodbye_);
      }
    }
  }

private:
  void connect() {
    subscribed_ = false;
    connected_at_ = socket_.now();
    try {
      socket_.connect();
    } catch (const upgrade_refused& refusal) {
      auto reason
        = refused(answer{.status = refusal.status, .body = refusal.body});
      if (!ever_connected_ || reason.code != exit_code::unreachable)
        throw reason;
      throw socket_closed{0, reason.what()};
    }
    ever_connected_ = true;
    json frame{{"type", "subscribe"},
               {"jobId", wanted_.id},
               {"deltas", wanted_.wants_deltas}};
    if (!view_.id.empty())
      frame["sinceSeq"] = view_.last_seq;
    if (!view_.id.empty() && !epoch_.is_null())
      frame["epoch"] = epoch_;
    socket_.send(frame.dump());
  }

  /// Returns when the job has ended.
  void listen() {
    while (!is_terminal(view_.status)) {
      auto text = socket_.read(until_tick());
      auto frame = text ? json::parse(*text, nullptr, false) : json{};
      if (frame.is_object())
        on_frame(frame);
      on_time();
    }
  }

  std::chrono::milliseconds until_tick() const {
    if (view_.id.empty())
      return draw_interval;
    auto left = std::chrono::ceil<std::chrono::milliseconds>(
      drawn_at_ + draw_interval - socket_.now());
    return std::clamp<std::chrono::milliseconds>(left, 1ms, draw_interval);
  }

  /// Asked after each read, as deltas may leave no silence for a second on end.
  void on_time() {
    auto open_for = socket_.now() - connected_at_;
    if (!subscribed_ && open_for >= subscribe_deadline)
      throw socket_closed{0, "no answer to the subscription"};
    if (subscribed_ && open_for >= steady_after)
      tries_.reset();
    if (view_.id.empty() || is_terminal(view_.status)
        || socket_.now() - drawn_at_ < draw_interval)
      return;
    output_.on_tick(view_, now());
    drawn_at_ = socket_.now();
  }

  void on_frame(const json& frame) {
    auto type = text_of(frame, "type");
    if (type == "batch")
      for (const auto& each : items(frame, "items"))
        on_frame(each);
    else if (type == "hello")
      on_hello(frame);
    else if (type == "error")
      throw refused(member(frame, "problem"));
    else if (type == "bye")
      on_goodbye(frame);
    else if (text_of(frame, "jobId") == wanted_.id)
      on_job_frame(type, frame);
  }

  void on_hello(const json& frame) {
    auto server = parse_timestamp(text_of(frame, "serverTime"));
    if (server)
      clock_offset_ = *server - local_now();
  }

  void on_goodbye(const json& frame) {
    goodbye_ = text_of(frame, "reason");
    requested_ = std::chrono::milliseconds{count_of(frame, "retryAfterMs")};
  }

  void on_job_frame(const std::string& type, const json& frame) {
    if (type == "subscribed")
      on_subscribed(frame);
    else if (type == "snapshot")
      on_snapshot(frame);
    else if (type == "event")
      on_event(frame);
    else if (type == "delta")
      fold_delta(view_, frame);
    else if (type == "detail")
      fold_detail(view_, frame);
    else if (type == "job_removed")
      throw failure{exit_code::not_found, "job " + wanted_.id + " is gone",
                    "it was deleted while it was watched",
                    "dossierctl list shows the jobs"};
  }

  void on_subscribed(const json& frame) {
    subscribed_ = true;
    epoch_ = member(frame, "epoch");
  }

  void on_snapshot(const json& frame) {
    auto seq = std::uint64_t(count_of(frame, "seq"));
    // A server that falls after each snapshot must not be tried for ever.
    if (seq > view_.last_seq)
      tries_.reset();
    view_ = to_view(member(frame, "job"), seq);
    // Its presence says that there is a state to go on from.
    view_.id = wanted_.id;
    output_.on_snapshot(view_, now());
    drawn_at_ = socket_.now();
  }

  void on_event(const json& frame) {
    if (view_.id.empty())
      return;
    switch (fold_event(view_, frame)) {
      case folding::applied:
        tries_.reset();
        output_.on_event(view_, frame, now());
        drawn_at_ = socket_.now();
        return;
      case folding::repeated: return;
      case folding::gap: throw socket_closed{0, "events are missing"};
    }
  }

  void wait_to_reconnect(const std::string& reason) {
    if (!ever_connected_)
      throw unreachable(wanted_.url, reason);
    auto delay = tries_.next(requested_);
    requested_ = {};
    goodbye_.clear();
    if (!delay)
      throw failure{exit_code::unreachable, "lost " + wanted_.url, reason,
                    "the job goes on; once the server is back: dossierctl "
                    "watch "
                      + wanted_.id};
    auto because = reason.empty() ? "" : " (" + reason + ")";
    output_.on_notice("connection lost" + because + ", next try in "
                      + format_duration(*delay));
    socket_.pause(*delay);
  }

  /// By the server's clock, as all times of a job are.
  time_point now() const {
    return local_now() + clock_offset_;
  }

  live_socket& socket_;
  const followed_job& wanted_;
  watch_output& output_;
  job_view view_;
  json epoch_;
  backoff tries_;
  /// What the server said before it closed.
  std::string goodbye_;
  std::chrono::milliseconds requested_{};
  std::chrono::steady_clock::time_point connected_at_;
  std::chrono::steady_clock::time_point drawn_at_;
  std::chrono::milliseconds clock_offset_{};
  bool ever_connected_ = false;
  bool subscribed_ = false;
};

} // namespace

job_view follow(live_socket& socket, const followed_job& wanted,
                watch_output& output) {
  return follower{socket, wanted, output}.run();
}

} // namespace dossier::ctl
