/// An engine of a page: answers each request with what it was asked, or keeps
/// it until told, and lets a test talk to the clients that connect.

#pragma once

#include "io/gateway.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace dossier::test {

using namespace std::chrono_literals;

/// Shared by all fakes of one test: what happened, and waiting for it.
class scoreboard {
public:
  /// Changes something under the lock and wakes who waits.
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock{mutex_};
    change();
    changed_.notify_all();
  }

  /// Whether it came true in time.
  template <class Question>
  bool await(Question question) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, 20s, question);
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// One client as the engine sees it. Read its members through `await`.
struct fake_client {
  std::shared_ptr<io::outbox> outbox;
  std::vector<std::string> received;
  int drained = 0;
  bool closed = false;
};

class fake_events : public io::client_events {
public:
  fake_events(std::shared_ptr<scoreboard> board,
              std::shared_ptr<fake_client> who)
    : board_(std::move(board)), who_(std::move(who)) {
    // nop
  }

  void receive(std::string text) override {
    board_->note([&] { who_->received.push_back(std::move(text)); });
  }

  void writable() override {
    board_->note([&] { ++who_->drained; });
  }

  void closed() override {
    board_->note([&] {
      who_->closed = true;
      who_->outbox.reset();
    });
  }

private:
  std::shared_ptr<scoreboard> board_;
  std::shared_ptr<fake_client> who_;
};

class fake_gateway : public io::gateway {
public:
  void handle(io::request request, std::shared_ptr<io::responder> to) override {
    board->note([&] {
      requests.push_back(request);
      if (holds)
        held.push_back(to);
    });
    if (!holds && next_answers.empty())
      to->respond(echo(request));
    if (!holds && !next_answers.empty()) {
      auto answer = std::move(next_answers.front());
      next_answers.pop_front();
      to->respond(std::move(answer));
    }
  }

  std::unique_ptr<io::client_events>
  connect(io::identity, std::shared_ptr<io::outbox> client) override {
    return admit(std::move(client));
  }

  std::unique_ptr<io::client_events>
  follow(io::request request, std::uint64_t after,
         std::shared_ptr<io::responder> to,
         std::shared_ptr<io::outbox> client) override {
    board->note([&] {
      requests.push_back(request);
      followed_after = after;
    });
    to->respond(follow_answer);
    return admit(std::move(client));
  }

  static reply echo(const io::request& request) {
    const nlohmann::json body{{"operation", to_string(request.operation)},
                              {"user", request.who.user},
                              {"method", request.method},
                              {"path", request.path},
                              {"parameters", request.parameters},
                              {"body", request.body},
                              {"key", request.idempotency_key},
                              {"ifNoneMatch", request.if_none_match},
                              {"traceId", request.trace_id}};
    return {200,
            "application/json",
            {{"ETag", "\"7\""}},
            std::make_shared<const std::string>(body.dump())};
  }

  /// Waits for the n-th client, counted from 1; null when it never came.
  std::shared_ptr<fake_client> client(std::size_t n) {
    if (!board->await([&] { return clients.size() >= n; }))
      return nullptr;
    return clients[n - 1];
  }

  std::shared_ptr<scoreboard> board = std::make_shared<scoreboard>();
  /// Requests wait in `held` for the test to answer.
  bool holds = false;
  std::deque<reply> next_answers;
  reply follow_answer;
  std::uint64_t followed_after = 0;
  std::vector<io::request> requests;
  std::vector<std::shared_ptr<io::responder>> held;
  std::vector<std::shared_ptr<fake_client>> clients;

private:
  std::unique_ptr<io::client_events> admit(std::shared_ptr<io::outbox> client) {
    auto who = std::make_shared<fake_client>();
    who->outbox = std::move(client);
    board->note([&] { clients.push_back(who); });
    return std::make_unique<fake_events>(board, who);
  }
};

} // namespace dossier::test
