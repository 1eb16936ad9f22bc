#include "tests/support/processes/child_process.hpp"

#include "tests/support/places.hpp"

#include <array>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dossier::test {

namespace {

/// Generous: a loaded machine may need a while, a hang must still be told.
constexpr auto deadline = std::chrono::seconds{60};

[[noreturn]] void become(const std::string& program,
                         const std::vector<std::string>& arguments, int out,
                         const std::filesystem::path& errors) {
  // A test that dies leaves nothing running.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(out, STDOUT_FILENO);
  if (!errors.empty()) {
    auto file = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0 || ::dup2(file, STDERR_FILENO) < 0)
      ::_exit(125);
  }
  if (::chdir(source_dir().c_str()) != 0)
    ::_exit(126);
  auto path = programs() + "/" + program;
  std::vector<char*> words{path.data()};
  for (const auto& each : arguments)
    words.push_back(const_cast<char*>(each.c_str()));
  words.push_back(nullptr);
  ::execv(path.c_str(), words.data());
  ::_exit(127);
}

} // namespace

child_process::child_process(const std::string& program,
                             const std::vector<std::string>& arguments,
                             const std::filesystem::path& errors)
  : program_{program}, until_{std::chrono::steady_clock::now() + deadline} {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"no pipe"};
  pid_ = ::fork();
  if (pid_ < 0)
    throw std::runtime_error{"no process"};
  if (pid_ == 0)
    become(program, arguments, ends[1], errors);
  ::close(ends[1]);
  out_ = ends[0];
}

child_process::~child_process() {
  if (pid_ > 0) {
    signal(SIGKILL);
    wait();
  }
}

/// False at the end of its output.
bool child_process::read_some() {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    until_ - std::chrono::steady_clock::now());
  pollfd watched{out_, POLLIN, 0};
  if (left.count() <= 0 || ::poll(&watched, 1, int(left.count())) <= 0)
    throw std::runtime_error{program_ + " said nothing in time: " + said_};
  std::array<char, 4096> buffer;
  auto size = ::read(out_, buffer.data(), buffer.size());
  if (size <= 0)
    return false;
  said_.append(buffer.data(), std::size_t(size));
  return true;
}

std::string child_process::next_line() {
  while (said_.find('\n') == std::string::npos)
    if (!read_some())
      throw std::runtime_error{program_ + " has ended: " + said_};
  auto line = said_.substr(0, said_.find('\n'));
  said_.erase(0, line.size() + 1);
  return line;
}

std::string child_process::rest() {
  while (read_some()) {
    // nop
  }
  return std::move(said_);
}

void child_process::signal(int number) {
  ::kill(pid_, number);
}

int child_process::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  ::close(out_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace dossier::test
