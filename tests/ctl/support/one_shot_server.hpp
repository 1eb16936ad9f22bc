/// A listener on a free port of this machine that takes one connection, reads
/// a request head, answers with fixed bytes and closes. Plain sockets, so that
/// the client's own socket code is not tested against itself.

#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace dossier::ctl {

class one_shot_server {
public:
  explicit one_shot_server(std::string reply)
    : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 1);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port = std::to_string(ntohs(address.sin_port));
    thread_ = std::thread{[this, text = std::move(reply)] { serve(text); }};
  }

  ~one_shot_server() {
    // Wakes an accept that nobody came for.
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  /// What was asked; read it after the client has its answer.
  std::string take_request() {
    thread_.join();
    thread_ = std::thread{[] {}};
    return request_;
  }

  std::string port;

private:
  void serve(const std::string& reply) {
    auto peer = ::accept(listener_, nullptr, nullptr);
    if (peer < 0)
      return;
    char buffer[4096];
    while (request_.find("\r\n\r\n") == std::string::npos) {
      auto count = ::read(peer, buffer, sizeof buffer);
      if (count <= 0)
        break;
      request_.append(buffer, std::size_t(count));
    }
    // A client that has gone is what some tests are about.
    [[maybe_unused]] auto sent
      = ::send(peer, reply.data(), reply.size(), MSG_NOSIGNAL);
    ::shutdown(peer, SHUT_WR);
    while (::read(peer, buffer, sizeof buffer) > 0)
      continue;
    ::close(peer);
  }

  int listener_;
  std::string request_;
  std::thread thread_;
};

} // namespace dossier::ctl
