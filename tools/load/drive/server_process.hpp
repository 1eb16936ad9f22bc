/// dossierd as a child of this program, which may kill it.

#pragma once

#include "tools/load/app/options.hpp"
#include "tools/net/url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <optional>
#include <stdexcept>
#include <sys/types.h>

namespace dossier::load {

/// It did not start, or did not say where it listens.
struct start_failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Ends with this program, however that ends. On the loop's thread.
class server_process {
public:
  server_process(boost::asio::io_context& loop, const options& options,
                 std::string data);
  ~server_process();

  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;

  /// Starts it on the data there is and waits for its ready line; returns
  /// where it listens. Throws `start_failure`.
  boost::asio::awaitable<net::server_address> start();

  /// Sends a signal and waits until the process is gone; returns its exit
  /// code, or 128 + the signal that ended it.
  boost::asio::awaitable<int> stop(int signal);

private:
  void spawn();
  boost::asio::awaitable<int> wait();

  boost::asio::io_context& loop_;
  std::vector<std::string> words_;
  pid_t pid_ = -1;
  std::optional<boost::asio::posix::stream_descriptor> out_;
};

} // namespace dossier::load
