/// dossier-llm-sim: a model's service, played from what it was told.

#include "io/net/authority.hpp"
#include "tools/arguments/standard_files.hpp"
#include "tools/llm_sim/app/command_line.hpp"
#include "tools/llm_sim/net/server.hpp"

#include <csignal>
#include <iostream>

int main(int argc, char** argv) {
  using namespace dossier::llm_sim;
  dossier::arguments::reserve_standard_files();
  std::signal(SIGPIPE, SIG_IGN);
  auto parsed = parse_command_line(argc, argv);
  if (const auto* code = std::get_if<int>(&parsed))
    return *code;
  try {
    server door{std::move(std::get<options>(parsed))};
    std::cout << "dossier-llm-sim ready "
              << (door.is_secure() ? "https=" : "http=")
              << dossier::io::net::authority_of(door.address(), door.port())
              << std::endl;
    door.stop_on_signals();
    door.run();
  } catch (const std::exception& reason) {
    std::cerr << "dossier-llm-sim: " << reason.what() << '\n';
    return exit_failure;
  }
  return exit_ok;
}
