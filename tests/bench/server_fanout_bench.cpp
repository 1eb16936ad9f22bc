/// What the whole server pays to notify many clients of jobs that write: each
/// of them follows all jobs, text included, frame by frame and then in batches,
/// and at last the jobs feed alone. The same jobs without clients are run
/// beside it. The clients only count. `bin/beast` has the same program, and
/// there it starts a dossierd with Beast's stream in the place of our frames.
///
///     server_fanout_bench [clients] [jobs]

#include "tests/bench/measure.hpp"
#include "tests/bench/ws_inbox.hpp"

#include <array>
#include <atomic>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <unordered_map>

using namespace dossier::bench;
using namespace dossier::test;

namespace {

/// Long texts: most of what is sent are pieces of them.
constexpr auto report_type = "company_intelligence";

/// Every frame begins so, also those inside a batch.
constexpr std::string_view frame_start = R"({"v":1,"type":")";
constexpr std::string_view batch_start = R"({"v":1,"type":"batch")";
constexpr std::string_view gap_start = R"({"v":1,"type":"gap")";

enum class delivery { single, batch, feed };

void send_all(int handle, const std::string& bytes) {
  if (::send(handle, bytes.data(), bytes.size(), 0) != ssize_t(bytes.size()))
    throw std::runtime_error{"a client cannot write"};
}

/// A short text as a client sends it; its mask is zero.
std::string masked(const std::string& text) {
  constexpr std::size_t most = 125;
  if (text.size() > most)
    throw std::runtime_error{"a request is too long"};
  std::string result = "\x81";
  result += char(0x80 | text.size());
  return result + std::string(4, '\0') + text;
}

std::vector<json> subscriptions(const std::vector<std::string>& jobs,
                                delivery how) {
  if (how == delivery::feed)
    return {json{{"type", "subscribe"}, {"feed", "jobs"}}};
  std::vector<json> result;
  for (const auto& id : jobs)
    result.push_back(json{
      {"type", "subscribe"}, {"jobId", id}, {"batch", how == delivery::batch}});
  return result;
}

/// Beast takes no more than 1,536 bytes with an upgrade, so its answer is
/// awaited, and left to be read.
void await_answer(int handle) {
  char first = 0;
  if (::recv(handle, &first, 1, MSG_PEEK) != 1)
    throw std::runtime_error{"an upgrade got no answer"};
}

int open_client(std::uint16_t port, const std::vector<json>& requests) {
  auto handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address)
      != 0)
    throw std::runtime_error{"no connection"};
  send_all(handle, "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port)
                     + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  await_answer(handle);
  for (const auto& request : requests)
    send_all(handle, masked(request.dump()));
  return handle;
}

std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos;
       at = text.find(part, at + part.size()))
    ++count;
  return count;
}

/// What clients have been sent; read once they are closed.
struct deliveries {
  std::size_t frames = 0;
  std::size_t messages = 0;
  std::size_t gaps = 0;
  std::size_t bytes = 0;
};

/// All clients, read by a thread of its own until they are closed.
class audience {
public:
  audience(std::uint16_t port, int count, const std::vector<json>& requests)
    : poll_(::epoll_create1(0)) {
    for (int i = 0; i < count; ++i) {
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.fd = open_client(port, requests);
      inboxes_.try_emplace(event.data.fd);
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    thread_ = std::thread{[this] { read_all(); }};
  }

  /// What they were sent up to now.
  deliveries leave() {
    is_over_ = true;
    thread_.join();
    for (const auto& [handle, ignored] : inboxes_)
      ::close(handle);
    ::close(poll_);
    return sent_;
  }

private:
  void read_all() {
    constexpr int patience_ms = 100;
    std::vector<char> buffer(256 * 1024);
    std::array<epoll_event, 64> ready{};
    while (!is_over_) {
      auto count
        = ::epoll_wait(poll_, ready.data(), int(ready.size()), patience_ms);
      for (int i = 0; i < count; ++i)
        read_one(ready[std::size_t(i)].data.fd, buffer);
    }
  }

  void read_one(int handle, std::vector<char>& buffer) {
    auto size = ::recv(handle, buffer.data(), buffer.size(), 0);
    if (size > 0)
      take({buffer.data(), std::size_t(size)}, inboxes_[handle]);
    else
      ::epoll_ctl(poll_, EPOLL_CTL_DEL, handle, nullptr);
  }

  void take(std::string_view bytes, ws_inbox& inbox) {
    sent_.bytes += bytes.size();
    inbox.add(bytes);
    while (const auto message = inbox.next()) {
      const auto text = inbox.text_of(*message);
      ++sent_.messages;
      sent_.gaps += count_of(gap_start, text);
      sent_.frames += count_of(frame_start, text)
                      - (text.starts_with(batch_start) ? 1 : 0);
    }
  }

  int poll_;
  std::unordered_map<int, ws_inbox> inboxes_;
  deliveries sent_;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

struct outcome {
  double seconds = 0;
  double cpu = 0;
  deliveries heard;
};

outcome run(int clients, int jobs, delivery how) {
  // All subscriptions of a client come at once.
  server_process server{
    settings({"demo.profile=fast", "ws.messages_per_second=1000"})};
  auto cpu = cpu_seconds(server.pid());
  auto start = steady::now();
  auto ids = submit(server.port(), jobs, report_type);
  audience all{server.port(), clients, subscriptions(ids, how)};
  await_idle(server.port());
  outcome result;
  result.seconds = seconds_since(start);
  result.cpu = cpu_seconds(server.pid()) - cpu;
  result.heard = all.leave();
  server.terminate();
  return result;
}

json figures(const outcome& with, const outcome& without, int clients,
             int jobs) {
  auto frames = double(with.heard.frames);
  return {{"clients", clients},
          {"jobs", jobs},
          {"frames", with.heard.frames},
          {"messages", with.heard.messages},
          {"gaps", with.heard.gaps},
          {"bytesAFrame", double(with.heard.bytes) / frames},
          {"framesPerSecond", frames / with.seconds},
          {"serverCpuSeconds", with.cpu},
          {"serverCpuSecondsWithoutClients", without.cpu},
          {"framesPerServerCpuSecond", frames / with.cpu},
          {"addedCpuUsAFrame", 1e6 * (with.cpu - without.cpu) / frames},
          {"framesPerAddedCpuSecond", frames / (with.cpu - without.cpu)}};
}

} // namespace

int main(int argc, char** argv) {
  auto [clients, jobs] = numbers(argc, argv, 200, 8);
  auto without = run(0, jobs, delivery::single);
  auto measure = [&, clients = clients, jobs = jobs](const std::string& name,
                                                     delivery how) {
    print(argc, argv, name,
          figures(run(clients, jobs, how), without, clients, jobs));
  };
  measure("serverFanoutPlain", delivery::single);
  measure("serverFanoutBatch", delivery::batch);
  measure("serverFanoutFeed", delivery::feed);
}
