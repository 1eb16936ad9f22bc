/// A provider on this machine that answers each request as a test tells it to,
/// byte by byte if need be, over TCP or TLS.

#pragma once

#include "tests/support/certificates.hpp"

#include <arpa/inet.h>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <fcntl.h>
#include <functional>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace dossier::test {

struct provider_request {
  /// Lines up to the empty one.
  std::string head;
  std::string body;
  /// Counts the connections from 0.
  std::size_t connection = 0;
};

/// One connection, in the hands of a script.
class provider_peer {
public:
  provider_peer(int fd, SSL* tls) : fd_{fd}, tls_{tls} {
    // nop
  }

  /// False: the client is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto count
        = tls_ ? ::SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
               : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0)
        return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// Nothing at the end of the connection.
  std::string receive() {
    char buffer[16 * 1024];
    auto count = tls_ ? ::SSL_read(tls_, buffer, sizeof buffer)
                      : ::recv(fd_, buffer, sizeof buffer, 0);
    return {buffer, count > 0 ? static_cast<std::size_t>(count) : 0};
  }

  /// FIN; over TLS without a goodbye.
  void close() {
    ::shutdown(fd_, SHUT_RDWR);
    is_closed_ = true;
  }

  /// RST.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    is_closed_ = true;
  }

  /// Returns when the client has closed.
  void await_end() {
    while (!receive().empty())
      ;
    is_closed_ = true;
  }

  /// Whether the client closes, or sends something, within so long.
  bool hears_within(int milliseconds) {
    pollfd watched{fd_, POLLIN, 0};
    return ::poll(&watched, 1, milliseconds) > 0;
  }

  bool is_closed() const noexcept {
    return is_closed_;
  }

private:
  int fd_;
  SSL* tls_;
  bool is_closed_ = false;
};

/// A port of this machine where nobody listens, or, after `listen`, where
/// nobody accepts.
class bound_port {
public:
  bound_port() : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&where), size) != 0)
      throw std::runtime_error("a test has no port");
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&where), &size);
    number_ = ntohs(where.sin_port);
  }

  bound_port(const bound_port&) = delete;
  bound_port& operator=(const bound_port&) = delete;

  ~bound_port() {
    ::close(fd_);
  }

  void listen() const {
    if (::listen(fd_, 64) != 0)
      throw std::runtime_error("a test cannot listen");
  }

  int fd() const noexcept {
    return fd_;
  }

  std::string number() const {
    return std::to_string(number_);
  }

private:
  int fd_;
  std::uint16_t number_ = 0;
};

/// The n-th request gets the n-th script. One without a script finds the
/// connection closed.
class scripted_provider {
public:
  using script = std::function<void(provider_peer&)>;

  explicit scripted_provider(std::vector<script> scripts,
                             const certificate* shown = nullptr)
    : scripts_{scripts.begin(), scripts.end()} {
    std::signal(SIGPIPE, SIG_IGN); // TLS writes where the client has left
    if (shown)
      tls_ = server_context(*shown);
    listener_.listen();
    acceptor_ = std::thread{[this] { accept(); }};
  }

  scripted_provider(const scripted_provider&) = delete;
  scripted_provider& operator=(const scripted_provider&) = delete;

  ~scripted_provider() {
    ::shutdown(listener_.fd(), SHUT_RDWR);
    acceptor_.join();
    for (auto& each : connections_)
      ::shutdown(each.fd, SHUT_RDWR);
    for (auto& each : connections_) {
      each.thread.join();
      ::close(each.fd);
    }
    ::SSL_CTX_free(tls_);
  }

  std::string port() const {
    return listener_.number();
  }

  std::vector<provider_request> requests() const {
    std::lock_guard guard{mutex_};
    return requests_;
  }

  /// Waits until so many connections have ended; false after 20 s.
  bool await_ended(std::size_t count) {
    return await([&] { return ended_ >= count; });
  }

  bool await_requests(std::size_t count) {
    return await([&] { return requests_.size() >= count; });
  }

private:
  template <class Condition>
  bool await(Condition condition) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{20}, condition);
  }

  struct connection {
    int fd = -1;
    std::thread thread;
  };

  void accept() {
    for (std::size_t number = 0;; ++number) {
      auto fd = ::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0)
        return;
      auto& made = connections_.emplace_back();
      made.fd = fd;
      made.thread = std::thread{[this, fd, number] { serve(fd, number); }};
    }
  }

  void serve(int fd, std::size_t number) {
    const timeval patience{20, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL* tls = tls_ ? ::SSL_new(tls_) : nullptr;
    if (tls)
      ::SSL_set_fd(tls, fd);
    if (!tls || ::SSL_accept(tls) == 1) {
      provider_peer peer{fd, tls};
      while (!peer.is_closed() && serve_one(peer, number))
        ;
    }
    ::SSL_free(tls);
    // The descriptor stays ours until the end, so that nobody else gets its
    // number; the peer sees the connection closed, or reset where it lingers.
    linger how{};
    socklen_t size = sizeof how;
    ::getsockopt(fd, SOL_SOCKET, SO_LINGER, &how, &size);
    if (how.l_onoff)
      reset_by(fd);
    else
      ::shutdown(fd, SHUT_RDWR);
    std::lock_guard guard{mutex_};
    ++ended_;
    changed_.notify_all();
  }

  /// Closing is what sends the reset; the number is taken again at once.
  static void reset_by(int fd) {
    auto other = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(other, fd);
    ::close(other);
  }

  bool serve_one(provider_peer& peer, std::size_t number) {
    auto request = read_request(peer);
    if (!request)
      return false;
    request->connection = number;
    script next;
    {
      std::lock_guard guard{mutex_};
      requests_.push_back(*request);
      changed_.notify_all();
      if (scripts_.empty())
        return false;
      next = std::move(scripts_.front());
      scripts_.pop_front();
    }
    next(peer);
    return true;
  }

  static std::optional<provider_request> read_request(provider_peer& peer) {
    std::string text;
    std::size_t end = 0;
    while ((end = text.find("\r\n\r\n")) == text.npos) {
      auto more = peer.receive();
      if (more.empty())
        return {};
      text += more;
    }
    auto field = text.find("Content-Length: ");
    auto length
      = field < end ? std::stoul(text.substr(field + 16)) : std::size_t{0};
    while (text.size() < end + 4 + length) {
      auto more = peer.receive();
      if (more.empty())
        return {};
      text += more;
    }
    return provider_request{text.substr(0, end), text.substr(end + 4), 0};
  }

  SSL_CTX* tls_ = nullptr;
  bound_port listener_;
  std::thread acceptor_;
  /// The acceptor's until it has ended.
  std::list<connection> connections_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<script> scripts_;
  std::vector<provider_request> requests_;
  std::size_t ended_ = 0;
};

// -- what providers say -------------------------------------------------------

inline std::string chunk(std::string_view bytes) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + std::string{bytes} + "\r\n";
}

inline constexpr std::string_view last_chunk = "0\r\n\r\n";

inline constexpr std::string_view stream_head
  = "HTTP/1.1 200 OK\r\nrequest-id: req_test_1\r\n"
    "content-type: text/event-stream; charset=utf-8\r\n"
    "transfer-encoding: chunked\r\n\r\n";

inline std::string whole_reply(const std::string& status,
                               const std::string& fields,
                               const std::string& body) {
  return "HTTP/1.1 " + status + "\r\n" + fields
         + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace dossier::test
