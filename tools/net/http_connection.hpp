/// A connection to the server that carries one request after another.

#pragma once

#include "tools/net/message.hpp"
#include "tools/net/url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>

namespace dossier::net {

enum class after_answer { close, keep };

/// Made when it is first needed and again when the server has closed it. One
/// request at a time, on the loop's thread.
class http_connection {
public:
  http_connection(boost::asio::io_context& loop, server_address server,
                  identity who, after_answer then);
  ~http_connection();

  http_connection(const http_connection&) = delete;
  http_connection& operator=(const http_connection&) = delete;

  /// Throws `transport_error` when there is no answer; the next request makes
  /// a new connection then.
  boost::asio::awaitable<answer> send(const request& wanted);

  /// Whether bytes of the request under way may have left.
  bool has_sent() const noexcept;

private:
  class link;
  std::unique_ptr<link> link_;
};

} // namespace dossier::net
