#include "tools/load/drive/server_process.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dossier::load {

namespace asio = boost::asio;

namespace {

constexpr std::string_view ready = "dossierd ready ";
constexpr std::size_t longest_line = 4096;

/// A run never asks a provider that costs money because its operator has a
/// key.
void forget_keys() {
  for (const auto* name : {"ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY_FILE",
                           "OPENAI_API_KEY", "OPENAI_API_KEY_FILE"})
    ::unsetenv(name);
}

[[noreturn]] void become(const std::vector<std::string>& words, int out) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(out, STDOUT_FILENO);
  forget_keys();
  std::vector<char*> arguments;
  for (const auto& word : words)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

/// Those of the command line come last, so that they win.
std::vector<std::string> words_for(const options& options,
                                   const std::string& data) {
  std::vector<std::string> words{options.server, "--data", data, "--port", "0"};
  std::vector<std::string> settings{
    "demo.profile=fast", "log.level=error",
    "server.drain_timeout_ms=" + std::to_string(options.drain_timeout.count())};
  settings.insert(settings.end(), options.settings.begin(),
                  options.settings.end());
  for (auto& each : settings) {
    words.push_back("--set");
    words.push_back(std::move(each));
  }
  return words;
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

server_process::server_process(asio::io_context& loop, const options& options,
                               std::string data)
  : loop_(loop), words_(words_for(options, data)) {
  // nop
}

server_process::~server_process() {
  if (pid_ <= 0)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

asio::awaitable<net::server_address> server_process::start() {
  spawn();
  std::string line;
  auto [ec, size] = co_await asio::async_read_until(
    *out_, asio::dynamic_buffer(line, longest_line), '\n',
    asio::as_tuple(asio::use_awaitable));
  auto address = line.find("http=");
  if (ec || !line.starts_with(ready) || address == std::string::npos)
    throw start_failure{"the server did not start: " + line};
  auto url = "http://" + line.substr(address + 5, size - address - 6);
  auto parsed = net::parse_address(url);
  if (!parsed)
    throw start_failure{"the server listens at " + url};
  co_return *parsed;
}

asio::awaitable<int> server_process::stop(int signal) {
  ::kill(pid_, signal);
  return wait();
}

void server_process::spawn() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw start_failure{"no pipe for the server"};
  pid_ = ::fork();
  if (pid_ == 0)
    become(words_, ends[1]);
  ::close(ends[1]);
  out_.emplace(loop_, ends[0]);
  if (pid_ < 0)
    throw start_failure{"no process for the server"};
}

/// A pidfd becomes readable when its process has ended.
asio::awaitable<int> server_process::wait() {
  auto handle = int(::syscall(SYS_pidfd_open, pid_, 0));
  if (handle < 0)
    throw start_failure{"the server's process cannot be watched"};
  asio::posix::stream_descriptor ended{loop_, handle};
  co_await ended.async_wait(asio::posix::stream_descriptor::wait_read,
                            asio::as_tuple(asio::use_awaitable));
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  out_.reset();
  co_return code_of(status);
}

} // namespace dossier::load
