/// dossierd: reads what it was told, puts the engine together, serves until it
/// is asked to stop.

#include "tools/arguments/standard_files.hpp"
#include "tools/server/command_line.hpp"
#include "tools/server/server.hpp"

#include <iostream>

int main(int argc, char** argv) {
  using namespace dossier::server;
  dossier::arguments::reserve_standard_files();
  auto parsed = parse_command_line(argc, argv);
  if (const auto* code = std::get_if<int>(&parsed))
    return *code;
  const auto& options = std::get<command_line>(parsed);
  try {
    return run(options);
  } catch (const refusal& reason) {
    std::cerr << "dossierd: " << reason.what() << '\n';
    return reason.code();
  } catch (const std::exception& reason) {
    std::cerr << "dossierd: " << reason.what() << '\n';
    return exit_failure;
  }
}
