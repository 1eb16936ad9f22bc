/// From the words of a command line to an exit code.

#pragma once

#include "tools/ctl/app/exit_code.hpp"
#include "tools/ctl/app/line_source.hpp"
#include "tools/ctl/net/live_socket.hpp"
#include "tools/ctl/net/transport.hpp"
#include "tools/ctl/text/terminal.hpp"

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace dossier::ctl {

/// Makes the connections once it is known whereto; faked in tests.
class network {
public:
  virtual ~network() = default;

  virtual std::unique_ptr<transport>
  http(const server_address& server, const std::string& token) = 0;
  virtual std::unique_ptr<live_socket>
  live(const server_address& server, const std::string& token) = 0;
};

/// What the program finds around it.
struct environment {
  /// DOSSIER_URL and DOSSIER_TOKEN; empty when not set.
  std::string url;
  std::string token;

  std::ostream& out;
  std::ostream& err;
  terminal out_shape;
  terminal err_shape;
  network& net;

  /// What is typed; null where nothing is.
  line_source* in = nullptr;
};

/// `words` without the program's name. Never throws: whatever goes wrong is
/// printed, and its exit code returned.
exit_code run_program(std::vector<std::string> words,
                      const environment& outside);

} // namespace dossier::ctl
