/// A connection on which the engine talks whenever it has something to say: a
/// WebSocket or an event stream.
///
///     waiting ──open──▶ open ──close, drain, overflow──▶ closing ──▶ closed
///                        └──────────── the peer is gone ───────────────┘

#pragma once

#include "io/gateway.hpp"
#include "io/http/options.hpp"
#include "io/net/deadline.hpp"
#include "io/net/outbox_queue.hpp"
#include "io/net/registry.hpp"

#include <array>
#include <mutex>

namespace dossier::io::net {

/// `push` and `close` may be called from any thread, before `open` too, and
/// after the event loop is gone, if the stream has ended before; everything
/// else happens on the strand.
class stream_session : public outbox,
                       public connection,
                       public std::enable_shared_from_this<stream_session> {
public:
  ~stream_session() override;

  push_result push(frame next, frame_kind kind) final;
  void close(int code, std::string reason) final;

  void drain() final;
  void abort() final;

  /// Takes over the connection; writes `greeting`, then what was pushed, and
  /// reads on behind `input`, which was read already.
  void open(socket peer, std::unique_ptr<registry::ticket> slot,
            std::unique_ptr<client_events> events, std::string greeting,
            std::string_view input);

  /// The stream was refused; what was pushed goes nowhere.
  void abandon();

protected:
  stream_session(strand on, const http::limits& bounds, milliseconds tick);

  // -- what the kinds of stream do differently --------------------------------

  virtual void append_prefix(std::string& to, std::size_t size) const = 0;
  virtual std::string_view suffix() const noexcept = 0;
  /// The last bytes of a stream that is closed in order.
  virtual std::string close_frame(int code, std::string_view reason) const = 0;
  /// What a client is sent before the server goes away; null: nothing.
  virtual frame goodbye() const;
  virtual void on_input(std::string_view bytes) = 0;
  virtual void on_tick() = 0;

  // -- what they may do -------------------------------------------------------

  /// Goes out before the frames that wait.
  void send(std::string_view bytes);

  /// Drops what waits and says goodbye.
  void fail(int code, std::string reason);

  /// The peer closed from its side.
  void peer_closed();

  client_events& events() noexcept;
  const http::limits& bounds() const noexcept;
  bool is_closing() const;

private:
  friend class deadline<stream_session>;

  enum class ending { no, wanted, said };

  void schedule();
  void tick_later();
  void read();
  void on_read(error_code ec, std::size_t count);
  void write();
  void gather();
  void on_write(error_code ec);
  void settle();
  void on_close_sent();
  void on_deadline();
  void finish();

  std::shared_ptr<stream_session> self();

  const http::limits bounds_;
  const milliseconds tick_;
  deadline<stream_session> deadline_;
  std::optional<timer> ticker_;
  std::optional<socket> socket_;
  std::unique_ptr<registry::ticket> slot_;
  std::unique_ptr<client_events> events_;
  std::array<char, 4096> input_;

  /// What is being written: bytes, then one large frame and its suffix.
  std::string bytes_;
  std::string urgent_;
  frame large_;
  bool writing_ = false;
  bool peer_closed_ = false;
  bool wrote_frames_ = false;

  mutable std::mutex mutex_;
  // Guarded by the mutex.
  outbox_queue queue_;
  /// Absent once the stream has ended.
  std::optional<strand> strand_;
  std::string close_frame_;
  ending ending_ = ending::no;
  bool scheduled_ = false;
};

} // namespace dossier::io::net
