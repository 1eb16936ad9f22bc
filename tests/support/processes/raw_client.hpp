/// A TCP client that sends any bytes at all and reads answers one by one. It
/// gives up after a while, so a test fails instead of hanging.

#pragma once

#include <algorithm>
#include <cctype>
#include <map>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace dossier::test {

struct http_answer {
  /// 0: the connection ended instead.
  int status = 0;
  /// By name in lower case.
  std::map<std::string, std::string> headers;
  std::string body;
};

class raw_client {
public:
  explicit raw_client(std::uint16_t port, int receive_buffer = 0) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0)
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                   sizeof receive_buffer);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0)
      throw std::runtime_error{"cannot connect"};
  }

  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;

  ~raw_client() {
    ::close(fd_);
  }

  /// How many bytes went out before the peer stopped reading.
  std::size_t send(std::string_view bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const auto n
        = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0)
        return sent;
      sent += static_cast<std::size_t>(n);
    }
    return sent;
  }

  /// The bytes up to and including `mark`; what came, when it never comes.
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = in_.find(mark)) == std::string::npos && fill()) {
    }
    return take(at == std::string::npos ? in_.size() : at + mark.size());
  }

  std::string read_exactly(std::size_t count) {
    while (in_.size() < count && fill()) {
    }
    return take(std::min(count, in_.size()));
  }

  std::string read_to_end() {
    while (fill()) {
    }
    return take(in_.size());
  }

  http_answer read_answer(bool is_head = false) {
    http_answer result;
    auto head = read_until("\r\n\r\n");
    if (!head.ends_with("\r\n\r\n"))
      return result;
    result.status = std::stoi(head.substr(9, 3));
    for (auto at = head.find("\r\n") + 2; head.compare(at, 2, "\r\n") != 0;) {
      const auto end = head.find("\r\n", at);
      const auto colon = head.find(": ", at);
      auto name = head.substr(at, colon - at);
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return std::tolower(c); });
      result.headers[name] = head.substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
    if (!is_head && result.headers.contains("content-length"))
      result.body = read_exactly(std::stoul(result.headers["content-length"]));
    return result;
  }

  http_answer exchange(std::string_view bytes) {
    send(bytes);
    return read_answer(bytes.starts_with("HEAD"));
  }

  /// Whether the peer has closed, and said nothing before.
  bool at_end() {
    return in_.empty() && !fill();
  }

private:
  bool fill() {
    char chunk[65536];
    const auto n = ::recv(fd_, chunk, sizeof chunk, 0);
    if (n <= 0)
      return false;
    in_.append(chunk, static_cast<std::size_t>(n));
    return true;
  }

  std::string take(std::size_t count) {
    auto result = in_.substr(0, count);
    in_.erase(0, count);
    return result;
  }

  int fd_ = -1;
  std::string in_;
};

} // namespace dossier::test
