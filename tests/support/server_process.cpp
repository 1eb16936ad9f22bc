#include "tests/support/server_process.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace dossier::test {

namespace {

/// Generous: a loaded machine may need a while, a hang must still be told.
constexpr auto deadline = std::chrono::seconds{60};
constexpr std::string_view ready = "dossierd ready http=127.0.0.1:";

struct started_process {
  pid_t pid = -1;
  int out = -1;
  int err = -1;
};

/// No test asks a provider that costs money because its operator has a key. A
/// test may set one of its own.
[[maybe_unused]] const bool is_without_keys = [] {
  for (const auto* name :
       {"ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY_FILE", "OPENAI_API_KEY",
        "OPENAI_API_KEY_FILE"})
    ::unsetenv(name);
  return true;
}();

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"no pipe"};
  return ends;
}

[[noreturn]] void become_server(const std::vector<std::string>& arguments,
                                int out, int err) {
  ::dup2(out, STDOUT_FILENO);
  if (err >= 0)
    ::dup2(err, STDERR_FILENO);
  if (::chdir(DOSSIER_SOURCE_DIR) != 0)
    ::_exit(126);
  std::string program = DOSSIER_PROGRAMS "/dossierd";
  std::vector<char*> words{program.data()};
  for (const auto& each : arguments)
    words.push_back(const_cast<char*>(each.c_str()));
  words.push_back(nullptr);
  ::execv(program.c_str(), words.data());
  ::_exit(127);
}

started_process start_process(const std::vector<std::string>& arguments,
                              bool takes_errors) {
  auto out = make_pipe();
  auto err = takes_errors ? make_pipe() : std::array<int, 2>{-1, -1};
  auto pid = ::fork();
  if (pid < 0)
    throw std::runtime_error{"no process"};
  if (pid == 0)
    become_server(arguments, out[1], err[1]);
  ::close(out[1]);
  if (takes_errors)
    ::close(err[1]);
  return {pid, out[0], err[0]};
}

/// Reads what is there; false at the end.
bool read_some(int from, std::string& into,
               std::chrono::steady_clock::time_point until) {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    until - std::chrono::steady_clock::now());
  pollfd what{from, POLLIN, 0};
  if (left.count() <= 0 || ::poll(&what, 1, int(left.count())) <= 0)
    throw std::runtime_error{"dossierd said nothing in time: " + into};
  std::array<char, 4096> buffer;
  auto size = ::read(from, buffer.data(), buffer.size());
  if (size <= 0)
    return false;
  into.append(buffer.data(), std::size_t(size));
  return true;
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

ended_process run_server(const std::vector<std::string>& arguments) {
  auto child = start_process(arguments, true);
  ended_process result;
  auto until = std::chrono::steady_clock::now() + deadline;
  while (read_some(child.err, result.err, until)) {
    // nop
  }
  while (read_some(child.out, result.out, until)) {
    // nop
  }
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  ::close(child.out);
  ::close(child.err);
  result.code = code_of(status);
  return result;
}

server_process::server_process(std::vector<std::string> settings)
  : settings_(std::move(settings)) {
  start();
}

server_process::~server_process() {
  if (pid_ > 0)
    kill();
}

void server_process::start() {
  std::vector<std::string> arguments{"--data", data_.path().string(), "--port",
                                     "0"};
  for (const auto& each : settings_) {
    arguments.push_back("--set");
    arguments.push_back(each);
  }
  arguments.push_back("--set");
  arguments.push_back("log.level=error");
  auto child = start_process(arguments, false);
  pid_ = child.pid;
  out_ = child.out;
  std::string said;
  auto until = std::chrono::steady_clock::now() + deadline;
  while (said.find('\n') == std::string::npos)
    if (!read_some(out_, said, until))
      throw std::runtime_error{"dossierd did not start"};
  if (said.rfind(ready, 0) != 0)
    throw std::runtime_error{"dossierd said: " + said};
  port_ = static_cast<std::uint16_t>(std::stoi(said.substr(ready.size())));
}

int server_process::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  ::close(out_);
  pid_ = -1;
  return code_of(status);
}

void server_process::kill() {
  ::kill(pid_, SIGKILL);
  wait();
}

int server_process::terminate() {
  ::kill(pid_, SIGTERM);
  return wait();
}

} // namespace dossier::test
