/// What a client of the measuring programs makes of a socket's bytes: whole
/// messages, and the text of those that were compressed.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dossier::bench {

/// One message, as it came.
struct ws_message {
  std::string_view payload;
  bool is_packed = false;
};

/// Skips the answer to the upgrade and the frames of control.
class ws_inbox {
public:
  ws_inbox();
  ws_inbox(ws_inbox&&) noexcept;
  ~ws_inbox();

  void add(std::string_view bytes);

  /// Nothing while the next one is incomplete. Good until the next call.
  std::optional<ws_message> next();

  /// Of every packed message, in their order: each builds on those before it.
  std::string_view text_of(const ws_message& message);

private:
  class unpacker;

  struct frame {
    std::string_view payload;
    unsigned first_byte = 0;
  };

  bool skip_answer();
  std::size_t number(std::size_t at, std::size_t bytes) const;
  std::optional<frame> next_frame();

  std::string bytes_;
  std::size_t begin_ = 0;
  bool is_upgraded_ = false;
  /// The pieces of a message so far.
  std::string pieces_;
  bool is_packed_ = false;
  bool is_joined_ = false;
  std::unique_ptr<unpacker> unpacker_;
};

} // namespace dossier::bench
