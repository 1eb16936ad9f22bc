#include "tools/ctl/app/failure.hpp"
#include "tools/ctl/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ostream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dossier::ctl {

namespace {

namespace fs = std::filesystem;

/// Both programs are built, and installed, into one folder.
std::string server_program() {
  std::error_code error;
  const auto self = fs::read_symlink("/proc/self/exe", error);
  auto program = self.parent_path() / "dossierd";
  if (error || ::access(program.c_str(), X_OK) != 0)
    throw failure{exit_code::failure, "there is no dossierd beside dossierctl",
                  program.string() + " cannot be run",
                  "run dossierd --doctor where the server is installed"};
  return program.string();
}

/// Returns its exit code. It writes where this program writes.
int run_to_end(const std::string& program, std::vector<std::string> words) {
  words.insert(words.begin(), program);
  std::vector<char*> arguments;
  for (auto& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (auto error = ::posix_spawn(&child, program.c_str(), nullptr, nullptr,
                                 arguments.data(), environ))
    throw failure{exit_code::failure, "cannot run " + program,
                  std::strerror(error)};
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    // until it has ended
  }
  if (!WIFEXITED(status))
    throw failure{exit_code::failure, "dossierd --doctor did not end by itself",
                  ::strsignal(WTERMSIG(status))};
  return WEXITSTATUS(status);
}

} // namespace

action declare_doctor(CLI::App& app) {
  app.footer(
    "Arguments go to dossierd --doctor as they are, such as --data and "
    "--set;\nsee dossierd --help.");
  app.fallthrough(false);
  app.prefix_command();
  return [&app](session& with) {
    auto words = app.remaining();
    words.insert(words.begin(), "--doctor");
    if (with.format == output_format::for_programs)
      words.emplace_back("--json");
    with.out.flush();
    return static_cast<exit_code>(
      run_to_end(server_program(), std::move(words)));
  };
}

} // namespace dossier::ctl
