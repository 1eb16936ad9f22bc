/// A connection's bytes, with or without TLS, and the ways to end it.

#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <filesystem>
#include <functional>
#include <memory>

namespace dossier::llm_sim {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// One thread. After an end nothing else is called but the destructor; pending
/// operations then hear an error.
class transport {
public:
  using on_ready = std::function<void(error_code)>;
  using on_bytes = std::function<void(error_code, std::size_t)>;

  virtual ~transport() = default;

  virtual void open(on_ready then) = 0;
  virtual void read(asio::mutable_buffer to, on_bytes then) = 0;
  /// All of it.
  virtual void write(asio::const_buffer from, on_bytes then) = 0;

  /// What was written arrives, then the end.
  virtual void close() = 0;
  /// The peer hears of a broken connection.
  virtual void reset() = 0;
};

/// Makes transports of accepted sockets.
class transport_factory {
public:
  virtual ~transport_factory() = default;
  virtual std::unique_ptr<transport> make(tcp::socket peer) = 0;
};

std::unique_ptr<transport_factory> plain_transports();

/// Both files are PEM. Throws `std::runtime_error` when they cannot be used.
std::unique_ptr<transport_factory>
tls_transports(const std::filesystem::path& certificate,
               const std::filesystem::path& key);

/// Closes so that the peer sees a reset.
void reset_socket(tcp::socket& peer);

} // namespace dossier::llm_sim
