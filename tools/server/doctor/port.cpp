#include "tools/server/doctor/machine.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace dossier::server {

namespace {

/// A server on this machine answers at once.
constexpr timeval patience{2, 0};

constexpr std::size_t enough_bytes = 4096;

class plain_socket {
public:
  explicit plain_socket(int family)
    : file_{::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    if (file_ < 0)
      return; // and the error stays
    ::setsockopt(file_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(file_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }

  ~plain_socket() {
    ::close(file_);
  }

  plain_socket(const plain_socket&) = delete;
  plain_socket& operator=(const plain_socket&) = delete;

  int file() const noexcept {
    return file_;
  }

private:
  int file_;
};

using address_ptr = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

address_ptr address_of(const config::http_settings& from) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(from.address.c_str(), std::to_string(from.port).c_str(),
                    &hints, &found)
      != 0)
    found = nullptr;
  return {found, &::freeaddrinfo};
}

/// 0, or why a server could not listen there. As the server does it, short of
/// listening.
int try_to_bind(const addrinfo& where) {
  const plain_socket trial{where.ai_family};
  if (trial.file() < 0)
    return errno;
  const int reuse = 1;
  ::setsockopt(trial.file(), SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  return ::bind(trial.file(), where.ai_addr, where.ai_addrlen) == 0 ? 0 : errno;
}

/// Who listens there is asked for the version that only a server of ours has.
bool is_dossierd(const addrinfo& where) {
  constexpr std::string_view request
    = "GET /api/version HTTP/1.1\r\nHost: localhost\r\n"
      "Connection: close\r\n\r\n";
  const plain_socket peer{where.ai_family};
  if (::connect(peer.file(), where.ai_addr, where.ai_addrlen) != 0
      || ::send(peer.file(), request.data(), request.size(), MSG_NOSIGNAL)
           != ssize_t(request.size()))
    return false;
  std::string answer;
  char chunk[1024];
  for (ssize_t count = 0;
       answer.size() < enough_bytes
       && (count = ::recv(peer.file(), chunk, sizeof chunk, 0)) > 0;)
    answer.append(chunk, std::size_t(count));
  return answer.starts_with("HTTP/1.1 200")
         && answer.find(R"("name":"dossier")") != answer.npos;
}

finding taken(const std::string& place, const addrinfo& where, int worker) {
  if (!is_dossierd(where))
    return fail("port", place + " is taken by another program",
                "stop it, or choose another http.port (0 picks a free one)");
  if (worker == 0)
    return fail("port", place + " is taken by a dossierd with other data",
                "stop it, or choose another http.port (0 picks a free one)");
  return warn("port", place + " is served by a dossierd",
              "a second one would not start");
}

} // namespace

findings examine_port(const config::settings& from) {
  const auto place
    = from.http.address + " port " + std::to_string(from.http.port);
  const auto where = address_of(from.http);
  if (!where)
    return {fail("port", from.http.address + " is no address of a machine",
                 "correct http.address")};
  switch (const auto error = try_to_bind(*where)) {
    case 0:
      return {fine("port", from.http.port == 0
                             ? from.http.address + ", any free port"
                             : place + " is free")};
    case EADDRINUSE:
      return {taken(place, *where, worker_on(from.storage.path))};
    case EACCES:
      return {fail("port", place + " needs rights that this user has not",
                   "choose an http.port above 1023")};
    case EADDRNOTAVAIL:
      return {fail("port", from.http.address + " is not of this machine",
                   "correct http.address")};
    case EMFILE:
    case ENFILE:
      return {fail("port", place + ": " + std::strerror(error),
                   "raise the limit of open files")};
    default:
      return {fail("port", place + ": " + std::strerror(error),
                   "check http.address and http.port")};
  }
}

} // namespace dossier::server
