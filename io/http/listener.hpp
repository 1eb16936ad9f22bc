/// Waits for clients and gives each its session, as long as there is room.

#pragma once

#include "io/http/service.hpp"
#include "io/net/socket.hpp"

namespace dossier::io::http {

class listener : public std::enable_shared_from_this<listener> {
public:
  /// Throws what to do when the port cannot be had.
  listener(net::asio::io_context& context, const net::tcp::endpoint& where,
           std::shared_ptr<service> home);

  void start();

  /// Any thread. No session begins after it returns.
  void stop();

  std::uint16_t port() const;

private:
  void accept();
  void on_accept(net::error_code ec, net::socket peer);
  void welcome(net::socket peer);
  void rest();

  net::asio::io_context& context_;
  net::strand strand_;
  net::asio::basic_socket_acceptor<net::tcp, net::strand> acceptor_;
  net::timer pause_;
  std::shared_ptr<service> home_;
};

} // namespace dossier::io::http
