/// dossierctl: the server's public interface, from a shell.

#include "tools/arguments/standard_files.hpp"
#include "tools/ctl/app/edited_lines.hpp"
#include "tools/ctl/app/interrupt.hpp"
#include "tools/ctl/app/program.hpp"
#include "tools/ctl/app/typed_lines.hpp"
#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/net/http_transport.hpp"
#include "tools/ctl/net/ws_socket.hpp"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

namespace {

using namespace dossier::ctl;

class sockets : public network {
public:
  std::unique_ptr<transport> http(const server_address& server,
                                  const std::string& token) override {
    return std::make_unique<http_transport>(server, token);
  }

  std::unique_ptr<live_socket> live(const server_address& server,
                                    const std::string& token) override {
    return std::make_unique<ws_socket>(server, token);
  }
};

std::string variable(const char* name) {
  auto* value = std::getenv(name);
  return value ? value : "";
}

} // namespace

int main(int argc, char** argv) {
  dossier::arguments::reserve_standard_files();
  exit_on_interrupt();
  sockets net;
  typed_lines typed{STDIN_FILENO};
  edited_lines edited{stdin, stderr, console_words()};
  auto is_terminal = ::isatty(STDIN_FILENO) && ::isatty(STDERR_FILENO);
  environment outside{variable("DOSSIER_URL"),
                      variable("DOSSIER_TOKEN"),
                      std::cout,
                      std::cerr,
                      inspect_terminal(STDOUT_FILENO),
                      inspect_terminal(STDERR_FILENO),
                      net,
                      is_terminal ? static_cast<line_source*>(&edited)
                                  : &typed};
  return int(run_program({argv + 1, argv + argc}, outside));
}
