#include "tests/support/processes/ctl_process.hpp"

#include "tests/support/places.hpp"

#include <array>
#include <chrono>
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

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"no pipe"};
  return ends;
}

[[noreturn]] void become_ctl(std::vector<std::string> words, int in, int out) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  words.insert(words.begin(), programs() + "/dossierctl");
  std::vector<char*> arguments;
  for (auto& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

} // namespace

ctl_process::ctl_process(std::uint16_t port, std::vector<std::string> words) {
  words.push_back("--url");
  words.push_back("http://127.0.0.1:" + std::to_string(port));
  const auto in = make_pipe();
  const auto out = make_pipe();
  pid_ = ::fork();
  if (pid_ < 0)
    throw std::runtime_error{"no process"};
  if (pid_ == 0)
    become_ctl(std::move(words), in[0], out[1]);
  ::close(in[0]);
  ::close(out[1]);
  in_ = in[1];
  out_ = out[0];
}

ctl_process::~ctl_process() {
  if (in_ >= 0)
    ::close(in_);
  ::close(out_);
  if (pid_ < 0)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void ctl_process::type(const std::string& line) {
  const auto text = line + '\n';
  if (::write(in_, text.data(), text.size()) != ssize_t(text.size()))
    throw std::runtime_error{"dossierctl does not listen"};
}

std::string ctl_process::read_until(const std::string& text) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  auto found = said_.find(text);
  while (found == said_.npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      until - std::chrono::steady_clock::now());
    pollfd watched{out_, POLLIN, 0};
    std::array<char, 4096> buffer;
    const auto is_there
      = left.count() > 0 && ::poll(&watched, 1, int(left.count())) > 0;
    const auto size = is_there ? ::read(out_, buffer.data(), buffer.size()) : 0;
    if (size <= 0)
      throw std::runtime_error{"dossierctl did not say " + text + " but "
                               + said_};
    said_.append(buffer.data(), std::size_t(size));
    found = said_.find(text);
  }
  auto result = said_.substr(0, found + text.size());
  said_.erase(0, result.size());
  return result;
}

int ctl_process::finish() {
  ::close(in_);
  in_ = -1;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace dossier::test
