/// The live socket over Beast.

#pragma once

#include "tools/ctl/net/live_socket.hpp"
#include "tools/ctl/net/transport.hpp"

#include <memory>

namespace dossier::ctl {

class ws_socket : public live_socket {
public:
  /// An empty token sends none.
  ws_socket(server_address server, std::string token);
  ~ws_socket() override;

  void connect() override;
  void send(const std::string& frame) override;
  std::optional<std::string> read(std::chrono::milliseconds patience) override;
  void pause(std::chrono::milliseconds span) override;

private:
  class connection;

  server_address server_;
  std::string token_;
  std::unique_ptr<connection> connection_;
};

} // namespace dossier::ctl
