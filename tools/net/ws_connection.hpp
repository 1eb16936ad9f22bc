/// A WebSocket to the server.

#pragma once

#include "tools/net/message.hpp"
#include "tools/net/url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>

namespace dossier::net {

/// One connection: a lost one is thrown away and another made. On the loop's
/// thread; at most one read and one send at a time. Who does not read, holds
/// the server back. Destruction drops the connection without a close frame.
class ws_connection {
public:
  ws_connection(boost::asio::io_context& loop, server_address server,
                identity who);
  ~ws_connection();

  ws_connection(const ws_connection&) = delete;
  ws_connection& operator=(const ws_connection&) = delete;

  /// Throws `socket_closed` or `upgrade_refused`.
  boost::asio::awaitable<void> open();

  /// Throws `socket_closed`.
  boost::asio::awaitable<void> send(std::string frame);

  /// The next frame. Throws `socket_closed`.
  boost::asio::awaitable<std::string> read();

private:
  class link;
  std::unique_ptr<link> link_;
};

} // namespace dossier::net
