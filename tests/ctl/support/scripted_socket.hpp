/// A live socket for tests: plays connections from a script, each a list of
/// frames that ends with a close code, and keeps what was sent. Time passes
/// only in numbers.

#pragma once

#include "tools/ctl/net/live_socket.hpp"

#include <deque>
#include <string>
#include <vector>

namespace dossier::ctl {

struct scripted_connection {
  std::deque<std::string> frames;
  int close_code = 1006;

  /// Goes quiet instead of closing.
  bool stays_silent = false;
};

class scripted_socket : public live_socket {
public:
  void connect() override {
    if (script.empty())
      throw socket_closed{0, "connection refused"};
    now_ = std::move(script.front());
    script.pop_front();
  }

  void send(const std::string& frame) override {
    sent.push_back(frame);
  }

  std::optional<std::string> read(std::chrono::milliseconds patience) override {
    if (!now_.frames.empty()) {
      clock += pace;
      auto frame = std::move(now_.frames.front());
      now_.frames.pop_front();
      return frame;
    }
    if (now_.stays_silent) {
      clock += patience;
      return std::nullopt;
    }
    throw socket_closed{now_.close_code, "closed by the script"};
  }

  std::chrono::steady_clock::time_point now() const override {
    return clock;
  }

  void pause(std::chrono::milliseconds span) override {
    pauses.push_back(span);
  }

  std::deque<scripted_connection> script;
  std::vector<std::string> sent;
  std::vector<std::chrono::milliseconds> pauses;
  std::chrono::steady_clock::time_point clock;
  /// Between one frame and the next.
  std::chrono::milliseconds pace{};

private:
  scripted_connection now_;
};

} // namespace dossier::ctl
