/// How many frames a second the server's sockets carry to many clients: frames
/// of 200 bytes shared by all, alone and gathered into batches. The engine is a
/// loop that pushes, as much as the clients take, and at last a frame at a
/// time, so that nothing can be gathered; the clients only count messages.
/// `bin/beast` has the same program, linked with Beast's stream in the place of
/// our frames.
///
///     fanout_bench [clients] [frames to each]

#include "io/http/server.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/ws_inbox.hpp"

#include <array>
#include <atomic>
#include <netinet/in.h>
#include <random>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <time.h>
#include <unistd.h>
#include <unordered_map>

using namespace dossier;
using dossier::bench::json;

namespace {

constexpr std::size_t frame_bytes = 200;
constexpr int frames_a_batch = 50;
/// So many that a compressor finds no whole frame again in its window.
constexpr int different_texts = 256;
/// How far all clients together may lag behind, in rounds. One of them may lag
/// farther, which is no reason to lose it.
constexpr int frames_a_round = 200;
constexpr int most_rounds_ahead = 3;

using frames = std::vector<io::frame>;

class deaf_client : public io::client_events {
public:
  void receive(std::string) override {
    // nop
  }

  void writable() override {
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

  std::unique_ptr<io::client_events>
  connect(io::identity, std::shared_ptr<io::outbox> client) override {
    clients.push_back(std::move(client));
    connected.fetch_add(1);
    connected.notify_all();
    return std::make_unique<deaf_client>();
  }

  std::unique_ptr<io::client_events>
  follow(io::request, std::uint64_t, std::shared_ptr<io::responder>,
         std::shared_ptr<io::outbox>) override {
    return nullptr;
  }

  /// So many of the frames, in turn, each to everybody; false when somebody was
  /// lost.
  bool push(const frames& some, int times) {
    for (int i = 0; i < times; ++i, ++pushed_)
      for (const auto& client : clients)
        if (client->push(some[pushed_ % some.size()], io::frame_kind::state)
            != io::push_result::taken)
          return false;
    return true;
  }

  /// On the server's one thread; read once all are connected.
  std::vector<std::shared_ptr<io::outbox>> clients;
  std::atomic<int> connected{0};

private:
  std::size_t pushed_ = 0;
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
      inboxes_.try_emplace(event.data.fd);
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    open_ = count;
    thread_ = std::thread{[this] { read_all(); }};
  }

  ~readers() {
    thread_.join();
    ::close(poll_);
  }

  /// Until so many messages have come in all.
  void await(std::size_t wanted) {
    wanted_ = wanted;
    for (auto now = messages.load(); now < wanted; now = messages.load())
      messages.wait(now);
  }

  std::atomic<std::size_t> messages{0};
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
      count({buffer.data(), std::size_t(size)}, inboxes_[handle]);
      cpu_seconds = seconds_of(CLOCK_THREAD_CPUTIME_ID);
      // Whoever pushes would pay for being woken before.
      if (messages >= wanted_)
        messages.notify_all();
      return;
    }
    ::close(handle);
    --open_;
  }

  void count(std::string_view received, bench::ws_inbox& inbox) {
    bytes += received.size();
    inbox.add(received);
    while (inbox.next())
      ++messages;
  }

  int poll_;
  std::unordered_map<int, bench::ws_inbox> inboxes_;
  int open_ = 0;
  std::atomic<std::size_t> wanted_{0};
  std::thread thread_;
};

/// Words in the order of a generator, as a section's text would compress.
std::string plain_text(std::minstd_rand& random) {
  static constexpr std::array words{
    "market ",   "revenue ", "of ",     "the ",     "company ", "grew ",
    "customer ", "in ",      "region ", "and ",     "supply ",  "risk ",
    "its ",      "margin ",  "year ",   "product ", "with ",    "competitor "};
  std::string text = R"({"v":1,"type":"event","seq":)"
                     + std::to_string(random()) + R"(,"text":")";
  while (text.size() < frame_bytes)
    text += words[random() % words.size()];
  text.resize(frame_bytes - 2);
  return text + "\"}";
}

std::string batch_text(std::minstd_rand& random) {
  std::string text = R"({"v":1,"type":"batch","items":[)";
  for (int i = 0; i < frames_a_batch; ++i)
    text += (i > 0 ? "," : "") + plain_text(random);
  return text + "]}";
}

frames many(std::string (*text)(std::minstd_rand&)) {
  std::minstd_rand random;
  frames result;
  for (int i = 0; i < different_texts; ++i)
    result.push_back(std::make_shared<const std::string>(text(random)));
  return result;
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
    options.limits.outbox_frames = 1'000'000;
    options.limits.outbox_bytes = 1'000'000'000;
    server = std::make_unique<io::http::server>(options, engine, loop);
    return server->start();
  }

  publisher engine;
  io::event_loop loop;
  std::unique_ptr<io::http::server> server;
  readers peers;
};

/// What has been used and received up to a moment.
struct sample {
  explicit sample(const readers& peers)
    : at(bench::steady::now()), messages(peers.messages), bytes(peers.bytes),
      cpu(seconds_of(CLOCK_PROCESS_CPUTIME_ID) - peers.cpu_seconds) {
    // nop
  }

  bench::steady::time_point at;
  std::size_t messages;
  std::size_t bytes;
  /// Of the process but for the clients.
  double cpu;
};

/// What is pushed, and how much of it at once.
struct load {
  frames some;
  /// How many frames one push stands for.
  int worth = 1;
  int pushes_a_round = frames_a_round;
  int rounds_ahead = most_rounds_ahead;
};

/// False when somebody was lost.
bool run(server_world& world, const load& of, int rounds) {
  const auto base = world.peers.messages.load();
  const auto a_round
    = std::size_t(of.pushes_a_round) * world.engine.clients.size();
  bool is_whole = true;
  for (int i = 0; i < rounds && is_whole; ++i) {
    if (i >= of.rounds_ahead)
      world.peers.await(base + std::size_t(i - of.rounds_ahead) * a_round);
    is_whole = world.engine.push(of.some, of.pushes_a_round);
  }
  if (is_whole)
    world.peers.await(base + std::size_t(rounds) * a_round);
  return is_whole;
}

json measure(const load& of, int clients, int frames_to_each) {
  server_world world{clients};
  const auto a_round = of.pushes_a_round * of.worth;
  // A first round, so that the handshakes are out of the way.
  auto is_whole = run(world, of, 1);
  const sample before{world.peers};
  is_whole = is_whole && run(world, of, std::max(1, frames_to_each / a_round));
  const sample after{world.peers};
  const auto sent = double(after.messages - before.messages) * of.worth;
  const auto cpu = after.cpu - before.cpu;
  return {{"clients", clients},
          {"frames", sent},
          {"framesAPush", of.worth},
          {"whole", is_whole},
          {"bytesAFrame", double(after.bytes - before.bytes) / sent},
          {"framesPerSecond", sent / bench::seconds_since(before.at)},
          {"framesPerServerCpuSecond", sent / cpu},
          {"serverCpuUsAFrame", 1e6 * cpu / sent}};
}

} // namespace

int main(int argc, char** argv) {
  const auto [clients, frames_to_each]
    = bench::numbers(argc, argv, 200, 20'000);
  const auto print = [&, clients = clients,
                      each = frames_to_each](const char* name, const load& of) {
    bench::print(argc, argv, name, measure(of, clients, each));
  };
  print("fanoutPlain", {.some = many(plain_text)});
  print("fanoutBatch", {.some = many(batch_text),
                        .worth = frames_a_batch,
                        .pushes_a_round = frames_a_round / frames_a_batch});
  print("fanoutAlone",
        {.some = many(plain_text), .pushes_a_round = 1, .rounds_ahead = 0});
}
