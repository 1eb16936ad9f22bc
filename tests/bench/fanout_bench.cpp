/// How many frames a second the server's sockets carry to many clients: one
/// frame of 200 bytes shared by all, alone and gathered into batches. The
/// engine is a loop that pushes; the clients only count bytes.
///
///     fanout_bench [clients] [frames to each]

#include "io/http/server.hpp"
#include "tests/bench/measure.hpp"

#include <array>
#include <atomic>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <time.h>
#include <unistd.h>

using namespace dossier;
using dossier::bench::json;

namespace {

constexpr std::size_t frame_bytes = 200;
constexpr int frames_a_batch = 50;
/// How far the clients may lag behind, in rounds: below the bounds of an
/// outbox, in frames and in bytes.
constexpr int frames_a_round = 200;
constexpr int most_rounds_ahead = 3;

/// What a WebSocket frame of these sizes has before its text.
constexpr std::size_t header_bytes = 4;

class deaf_wire : public io::wire {
public:
  void receive(std::string) override {
    // nop
  }

  void drained() override {
    // nop
  }

  void closed() override {
    // nop
  }
};

/// Keeps the outbox of each client that connects.
class publisher : public io::gateway {
public:
  void handle(io::request, std::shared_ptr<io::responder> to) override {
    to->respond({404, "text/plain", {}, {}});
  }

  std::unique_ptr<io::wire>
  connect(io::identity, std::shared_ptr<io::outbox> client) override {
    clients.push_back(std::move(client));
    connected.fetch_add(1);
    connected.notify_all();
    return std::make_unique<deaf_wire>();
  }

  std::unique_ptr<io::wire> follow(io::request, std::uint64_t,
                                   std::shared_ptr<io::responder>,
                                   std::shared_ptr<io::outbox>) override {
    return nullptr;
  }

  /// The same frame so often to everybody; false when somebody was lost.
  bool push(const io::frame& frame, int times) {
    for (int i = 0; i < times; ++i)
      for (const auto& client : clients)
        if (client->push(frame, io::frame_kind::state)
            != io::push_result::taken)
          return false;
    return true;
  }

  /// On the server's one thread; read once all are connected.
  std::vector<std::shared_ptr<io::outbox>> clients;
  std::atomic<int> connected{0};
};

double seconds_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

int open_client(std::uint16_t port) {
  auto handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string upgrade
    = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port)
      + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  if (::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address)
        != 0
      || ::send(handle, upgrade.data(), upgrade.size(), 0)
           != ssize_t(upgrade.size()))
    throw std::runtime_error{"no connection"};
  return handle;
}

/// Reads from all clients until they are closed, on a thread of its own.
class readers {
public:
  readers(std::uint16_t port, int count) : poll_(::epoll_create1(0)) {
    for (int i = 0; i < count; ++i) {
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.fd = open_client(port);
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    open_ = count;
    thread_ = std::thread{[this] { read_all(); }};
  }

  ~readers() {
    thread_.join();
    ::close(poll_);
  }

  /// Until so many bytes have come in all.
  void await(std::size_t wanted) {
    for (auto now = bytes.load(); now < wanted; now = bytes.load())
      bytes.wait(now);
  }

  std::atomic<std::size_t> bytes{0};
  std::atomic<double> cpu_seconds{0};

private:
  void read_all() {
    std::vector<char> buffer(256 * 1024);
    std::array<epoll_event, 64> ready{};
    while (open_ > 0) {
      auto count = ::epoll_wait(poll_, ready.data(), int(ready.size()), -1);
      for (int i = 0; i < count; ++i)
        read_one(ready[std::size_t(i)].data.fd, buffer);
    }
  }

  void read_one(int handle, std::vector<char>& buffer) {
    auto size = ::recv(handle, buffer.data(), buffer.size(), 0);
    if (size > 0) {
      bytes += std::size_t(size);
      bytes.notify_all();
      cpu_seconds = seconds_of(CLOCK_THREAD_CPUTIME_ID);
      return;
    }
    ::close(handle);
    --open_;
  }

  int poll_;
  int open_ = 0;
  std::thread thread_;
};

std::string plain_text() {
  std::string text = R"({"v":1,"type":"event","text":")";
  return text + std::string(frame_bytes - text.size() - 2, 'x') + "\"}";
}

std::string batch_text() {
  std::string text = R"({"v":1,"type":"batch","items":[)";
  for (int i = 0; i < frames_a_batch; ++i)
    text += (i > 0 ? "," : "") + plain_text();
  return text + "]}";
}

struct server_world {
  explicit server_world(int clients) : peers(start(), clients) {
    for (auto now = engine.connected.load(); now < clients;
         now = engine.connected.load())
      engine.connected.wait(now);
  }

  ~server_world() {
    server->stop(milliseconds{0});
  }

  std::uint16_t start() {
    io::http::server_options options;
    options.port = 0;
    server = std::make_unique<io::http::server>(options, engine, loop);
    return server->start();
  }

  publisher engine;
  io::event_loop loop;
  std::unique_ptr<io::http::server> server;
  readers peers;
};

/// `worth` is the number of frames that one push stands for.
json measure(const std::string& text, int worth, int clients, int frames) {
  server_world world{clients};
  auto frame = std::make_shared<const std::string>(text);
  auto pushes = frames_a_round / worth;
  auto rounds = std::max(1, frames / frames_a_round);
  auto round_bytes
    = (text.size() + header_bytes) * std::size_t(pushes) * std::size_t(clients);
  // A first round, so that the answers to the upgrades are out of the way.
  auto is_whole = world.engine.push(frame, pushes);
  world.peers.await(round_bytes);
  auto base = world.peers.bytes.load();
  auto cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - world.peers.cpu_seconds;
  auto start = bench::steady::now();
  for (int i = 0; i < rounds && is_whole; ++i) {
    if (i >= most_rounds_ahead)
      world.peers.await(base
                        + std::size_t(i - most_rounds_ahead) * round_bytes);
    is_whole = world.engine.push(frame, pushes);
  }
  if (is_whole)
    world.peers.await(base + std::size_t(rounds) * round_bytes);
  auto wall = bench::seconds_since(start);
  cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - world.peers.cpu_seconds - cpu;
  auto sent = double(rounds) * pushes * worth * clients;
  return {{"clients", clients},
          {"frames", sent},
          {"framesAPush", worth},
          {"whole", is_whole},
          {"framesPerSecond", sent / wall},
          {"framesPerServerCpuSecond", sent / cpu}};
}

} // namespace

int main(int argc, char** argv) {
  auto [clients, frames] = bench::numbers(argc, argv, 200, 20'000);
  bench::print(argc, argv, "fanoutPlain",
               measure(plain_text(), 1, clients, frames));
  bench::print(argc, argv, "fanoutBatch",
               measure(batch_text(), frames_a_batch, clients, frames));
}
