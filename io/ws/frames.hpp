/// WebSocket framing, the server's half of RFC 6455. Frames of ours are not
/// masked, so one encoded text serves all clients and many leave in one write,
/// which a stream that writes message by message cannot do. Pure.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace dossier::io::ws {

enum class opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// Codes with which a connection is closed.
enum close_code : int {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  no_status = 1005,
  bad_text = 1007,
  too_big = 1009,
  bad_message = 4400,
  too_many_messages = 4429,
};

// -- writing ------------------------------------------------------------------

void append_header(std::string& to, opcode kind, std::size_t size);
std::string control_frame(opcode kind, std::string_view payload);
/// A reason of more than 123 bytes is cut.
std::string close_frame(int code, std::string_view reason);

// -- reading ------------------------------------------------------------------

struct text_message {
  std::string text;
};

struct ping_frame {
  std::string payload;
};

struct pong_frame {};

struct close_request {
  int code = no_status;
};

/// The connection is no longer usable, and closes with this.
struct violation {
  int code = protocol_error;
  std::string reason;
};

using incoming = std::variant<text_message, ping_frame, pong_frame,
                              close_request, violation>;

/// Takes bytes as they come and gives frames of control and whole messages.
/// After a violation it gives nothing more.
class frame_reader {
public:
  explicit frame_reader(std::size_t max_message_bytes);

  void feed(std::string_view bytes);

  /// Nothing while the next one is incomplete.
  std::optional<incoming> next();

private:
  struct header {
    opcode kind{};
    bool last = false;
    std::size_t size = 0;
    std::size_t payload_at = 0;
  };

  /// Nothing while it is incomplete.
  using header_reading = std::optional<std::variant<header, violation>>;

  header_reading read_header() const;
  std::string take_payload(const header& of);
  std::optional<incoming> on_control(const header& of, std::string payload);
  std::optional<incoming> on_piece(const header& of, std::string payload);

  std::size_t max_message_bytes_;
  std::string bytes_;
  std::string message_;
  std::size_t pieces_ = 0;
  bool broken_ = false;
};

} // namespace dossier::io::ws
