/// Stands in for the header of the same path in the programs below
/// `bin/beast`: one client of the server's sockets, carried by Beast's stream.
/// What a measure does not need is missing: pings, the limit of messages a
/// second, and the request, in whose place Beast gets a standing one.

#pragma once

#include "io/gateway.hpp"
#include "io/http/options.hpp"
#include "io/net/deadline.hpp"
#include "io/net/outbox_queue.hpp"
#include "io/net/registry.hpp"

#include <mutex>

namespace dossier::io::ws {

class line;

/// As `net::stream_session`: `push` and `close` from any thread, the rest on
/// the strand.
class session final : public outbox,
                      public net::connection,
                      public std::enable_shared_from_this<session> {
public:
  session(net::strand on, const http::limits& bounds);
  ~session() override;

  push_result push(frame next, frame_kind kind) override;
  void close(int code, std::string reason) override;

  void drain() override;
  void abort() override;

  /// `greeting` is dropped: Beast writes its own.
  void open(net::socket peer, std::unique_ptr<net::registry::ticket> slot,
            std::unique_ptr<client_events> events, std::string greeting,
            std::string_view input);

  // -- what the line tells ----------------------------------------------------

  void on_accept(net::error_code ec);
  void on_read(net::error_code ec, std::string text);
  void on_write(net::error_code ec);
  void on_close();

private:
  friend class net::deadline<session>;

  enum class ending { no, wanted, said };

  void schedule();
  void write();
  bool has_next();
  bool settle();
  void on_deadline();
  void finish();

  const http::limits bounds_;
  net::deadline<session> deadline_;
  std::shared_ptr<line> line_;
  std::unique_ptr<net::registry::ticket> slot_;
  std::unique_ptr<client_events> events_;
  /// What was taken from the queue, and the first of it that is not written.
  std::vector<frame> batch_;
  std::size_t at_ = 0;
  bool is_accepted_ = false;
  bool writing_ = false;

  std::mutex mutex_;
  // Guarded by the mutex.
  net::outbox_queue queue_;
  /// Absent once the client is gone: its owner may outlive the loop.
  std::optional<net::strand> strand_;
  ending ending_ = ending::no;
  int code_ = 0;
  std::string reason_;
  bool scheduled_ = false;
};

} // namespace dossier::io::ws
