/// One WebSocket client: text both ways, pings, and the limits of what it may
/// send.

#pragma once

#include "io/net/stream_session.hpp"
#include "io/ws/frames.hpp"
#include "io/ws/rate_limit.hpp"

namespace dossier::io::ws {

class session final : public net::stream_session {
public:
  session(net::strand on, const http::limits& bounds);

private:
  void append_prefix(std::string& to, std::size_t size) const override;
  std::string_view suffix() const noexcept override;
  std::string close_frame(int code, std::string_view reason) const override;
  io::frame goodbye() const override;
  void on_input(std::string_view bytes) override;
  void on_tick() override;

  void on(text_message& message);
  void on(ping_frame& frame);
  void on(pong_frame& frame);
  void on(close_request& frame);
  void on(violation& reason);

  frame_reader reader_;
  rate_limit rate_;
  net::clock::time_point heard_at_;
};

} // namespace dossier::io::ws
