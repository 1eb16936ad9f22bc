#include "io/http/event_stream.hpp"

#include <array>
#include <charconv>

namespace dossier::io::http {

namespace {

constexpr std::string_view line_end = "\r\n";

} // namespace

event_stream::event_stream(net::strand on, const limits& bounds)
  : stream_session(std::move(on), bounds, bounds.heartbeat_interval) {
  // nop
}

/// Every frame is a chunk of its own.
void event_stream::append_prefix(std::string& to, std::size_t size) const {
  std::array<char, 16> digits{};
  const auto [end, error]
    = std::to_chars(digits.begin(), digits.end(), size, 16);
  to.append(digits.begin(), end).append(line_end);
}

std::string_view event_stream::suffix() const noexcept {
  return line_end;
}

/// An event stream has no codes: its client comes back with the last event's
/// number, whatever the reason.
std::string event_stream::close_frame(int, std::string_view) const {
  return "0\r\n\r\n";
}

void event_stream::on_input(std::string_view) {
  // A client that follows has nothing to say; only its leaving matters.
}

/// A comment, so that nobody between us takes the silence for an end.
void event_stream::on_tick() {
  send("3\r\n:\n\n\r\n");
}

} // namespace dossier::io::http
