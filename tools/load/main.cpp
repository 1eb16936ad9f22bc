/// dossier-load: many jobs and many clients at once, and whether the server
/// keeps its promises meanwhile.

#include "tools/arguments/standard_files.hpp"
#include "tools/load/app/command_line.hpp"
#include "tools/load/app/exit_code.hpp"
#include "tools/load/app/run.hpp"

#include <csignal>
#include <iostream>

int main(int argc, char** argv) {
  using namespace dossier::load;
  dossier::arguments::reserve_standard_files();
  std::signal(SIGPIPE, SIG_IGN);
  auto parsed = parse_command_line(argc, argv);
  if (const auto* code = std::get_if<int>(&parsed))
    return *code;
  try {
    return run(std::get<options>(parsed));
  } catch (const std::exception& reason) {
    std::cerr << "dossier-load: " << reason.what() << '\n';
    return exit_violation;
  }
}
