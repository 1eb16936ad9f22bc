#include "io/ws/session.hpp"

#include "io/ws/handshake.hpp"

namespace dossier::io::ws {

session::session(net::strand on, const http::limits& bounds)
  : stream_session(std::move(on), bounds, bounds.ping_interval),
    reader_(bounds.message_bytes), rate_(bounds.messages_per_second),
    heard_at_(net::clock::now()) {
  // nop
}

// -- writing ------------------------------------------------------------------

void session::append_prefix(std::string& to, std::size_t size) const {
  append_header(to, opcode::text, size);
}

std::string_view session::suffix() const noexcept {
  return {};
}

std::string session::close_frame(int code, std::string_view reason) const {
  return ws::close_frame(code, reason);
}

void session::on_tick() {
  if (net::clock::now() - heard_at_ >= bounds().silence_deadline)
    fail(going_away, "silent for too long");
  else
    send(control_frame(opcode::ping, {}));
}

// -- reading ------------------------------------------------------------------

io::frame session::goodbye() const {
  static const auto words = std::make_shared<const std::string>(bye_frame);
  return words;
}

void session::on_input(std::string_view bytes) {
  heard_at_ = net::clock::now();
  reader_.feed(bytes);
  while (auto next = reader_.next()) {
    if (!is_closing() && !rate_.allow(heard_at_))
      next = violation{too_many_messages, "too many messages"};
    std::visit([this](auto& frame) { on(frame); }, *next);
  }
}

void session::on(text_message& message) {
  if (!is_closing())
    events().receive(std::move(message.text));
}

void session::on(ping_frame& frame) {
  send(control_frame(opcode::pong, frame.payload));
}

void session::on(pong_frame&) {
  // A pong needs no answer.
}

void session::on(close_request& frame) {
  fail(frame.code == no_status ? normal : frame.code, {});
  peer_closed();
}

void session::on(violation& reason) {
  if (!is_closing())
    fail(reason.code, std::move(reason.reason));
}

} // namespace dossier::io::ws
