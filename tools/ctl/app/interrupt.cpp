#include "tools/ctl/app/interrupt.hpp"

#include "tools/ctl/app/exit_code.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstring>
#include <termios.h>
#include <unistd.h>

namespace dossier::ctl {

namespace {

constexpr std::size_t capacity = 256;

// A handler may only touch what needs no lock and no memory.
char last_words[capacity] = "\ndossierctl: interrupted\n";
std::atomic<std::size_t> last_words_length{25};

termios terminal_before;
std::atomic<int> terminal_file{-1};

void on_interrupt(int) {
  if (auto file = terminal_file.load(); file >= 0)
    ::tcsetattr(file, TCSANOW, &terminal_before);
  auto length = last_words_length.load();
  // Nobody is left to be notified that standard error is gone.
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, last_words, length);
  ::_exit(int(exit_code::interrupted));
}

} // namespace

void exit_on_interrupt() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
}

void restore_on_interrupt(int file) {
  terminal_file = -1;
  if (::tcgetattr(file, &terminal_before) == 0)
    terminal_file = file;
}

void set_last_words(const std::string& words) {
  auto length = std::min(words.size(), capacity - 1);
  last_words_length = 0;
  std::memcpy(last_words, words.data(), length);
  last_words_length = length;
}

} // namespace dossier::ctl
