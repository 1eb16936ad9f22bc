/// One client that follows a job's events as server-sent events.

#pragma once

#include "io/net/stream_session.hpp"

namespace dossier::io::http {

class event_stream final : public net::stream_session {
public:
  event_stream(net::strand on, const limits& bounds);

private:
  void append_prefix(std::string& to, std::size_t size) const override;
  std::string_view suffix() const noexcept override;
  std::string close_frame(int code, std::string_view reason) const override;
  void on_input(std::string_view bytes) override;
  void on_tick() override;
};

} // namespace dossier::io::http
