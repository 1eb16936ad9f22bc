/// Requests over plain HTTP, one connection each.

#pragma once

#include "tools/ctl/net/transport.hpp"

namespace dossier::ctl {

class http_transport : public transport {
public:
  /// An empty token sends none.
  http_transport(server_address server, std::string token);

  answer send(const request& wanted) override;
  void pause(std::chrono::milliseconds span) override;

private:
  server_address server_;
  std::string token_;
};

} // namespace dossier::ctl
