/// A server for tests: answers from a list, in order, and keeps what it was
/// asked. Runs out with an unreachable server.

#pragma once

#include "tools/ctl/net/transport.hpp"

#include <deque>
#include <variant>

namespace dossier::ctl {

class canned_transport : public transport {
public:
  using reply = std::variant<answer, fate>;

  answer send(const request& wanted) override {
    asked.push_back(wanted);
    if (replies.empty())
      throw transport_error{fate::never_sent, "connection refused"};
    auto next = std::move(replies.front());
    replies.pop_front();
    if (auto* how = std::get_if<fate>(&next))
      throw transport_error{*how, "connection reset"};
    return std::get<answer>(next);
  }

  void pause(std::chrono::milliseconds span) override {
    paused += span;
  }

  std::deque<reply> replies;
  std::vector<request> asked;
  std::chrono::milliseconds paused{};
};

} // namespace dossier::ctl
