/// A person's keys at a terminal, and the lines that come of them.

#include "tools/ctl/app/edited_lines.hpp"
#include "tools/ctl/commands/commands.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <sstream>
#include <stdexcept>
#include <termios.h>
#include <unistd.h>

using namespace dossier::ctl;
using strings = std::vector<std::string>;

namespace {

/// Both ends of a terminal, with a person at one of them.
class keyboard {
public:
  keyboard() {
    ::setenv("TERM", "xterm", 1);
    if (::openpty(&person_, &program_, nullptr, nullptr, nullptr) != 0)
      throw std::runtime_error{"no terminal to be had"};
    screen_ = ::fdopen(program_, "r+");
    lines = std::make_unique<edited_lines>(
      screen_, screen_, strings{"help", "pause", "resume", "rerun"});
    lines->show_prompt(elsewhere_, "> ");
  }

  ~keyboard() {
    lines.reset();
    std::fclose(screen_);
    ::close(person_);
  }

  keyboard(const keyboard&) = delete;
  keyboard& operator=(const keyboard&) = delete;

  void press(const std::string& keys) {
    REQUIRE(::write(person_, keys.data(), keys.size()) == ssize_t(keys.size()));
  }

  /// The line that comes of the keys pressed so far.
  std::string line() {
    for (auto until = now() + deadline; now() < until;) {
      if (auto result = lines->next()) {
        lines->show_prompt(elsewhere_, "> ");
        return *result;
      }
      await(program_);
    }
    throw std::runtime_error{"no line came"};
  }

  bool ends() {
    for (auto until = now() + deadline; now() < until && !lines->has_ended();) {
      CHECK_FALSE(lines->next());
      await(program_);
    }
    return lines->has_ended();
  }

  /// What the person sees, up to `text`.
  std::string seen(const std::string& text) {
    for (auto until = now() + deadline; now() < until;) {
      lines->next();
      if (auto at = shown_.find(text); at != shown_.npos)
        return shown_.substr(0, at + text.size());
      await(person_);
      char chunk[1024];
      pollfd wanted{person_, POLLIN, 0};
      if (::poll(&wanted, 1, 0) > 0)
        if (auto size = ::read(person_, chunk, sizeof chunk); size > 0)
          shown_.append(chunk, std::size_t(size));
    }
    throw std::runtime_error{"never shown: " + text + ", but: " + shown_};
  }

  termios mode() const {
    termios result{};
    ::tcgetattr(program_, &result);
    return result;
  }

  std::unique_ptr<edited_lines> lines;

private:
  using clock = std::chrono::steady_clock;
  static constexpr auto deadline = std::chrono::seconds{20};

  static clock::time_point now() {
    return clock::now();
  }

  static void await(int file) {
    pollfd wanted{file, POLLIN, 0};
    ::poll(&wanted, 1, 20);
  }

  int person_ = -1;
  int program_ = -1;
  std::FILE* screen_ = nullptr;
  std::string shown_;
  std::ostringstream elsewhere_;
};

} // namespace

TEST_CASE("a word is completed as far as it is clear") {
  const strings words{"help", "pause", "resume", "rerun"};
  CHECK(complete(words, "pa").added == "use ");
  CHECK(complete(words, "r").added == "e");
  CHECK(complete(words, "r").choices == strings{"resume", "rerun"});
  CHECK(complete(words, "re").added == "");
  CHECK(complete(words, "x").choices.empty());
  CHECK(complete(words, "pause r").choices.empty());
  CHECK(complete({}, "").choices.empty());
}

TEST_CASE("the words at the prompt are the commands of administrators") {
  auto words = console_words();
  for (const auto* word : {"overview", "pause", "rerun", "help", "quit"})
    CHECK(std::find(words.begin(), words.end(), word) != words.end());
}

TEST_CASE("a line can be edited before it is given") {
  keyboard keys;
  keys.press("puse\x1b[D\x1b[D\x1b[Da\r");
  CHECK(keys.line() == "pause");
  keys.press("paxuse\x1b[D\x1b[D\x1b[D\x7f\r");
  CHECK(keys.line() == "pause");
}

TEST_CASE("arrows recall the lines before") {
  keyboard keys;
  keys.press("pause\r");
  CHECK(keys.line() == "pause");
  keys.press("resume\r");
  CHECK(keys.line() == "resume");
  keys.press("\x1b[A\x1b[A\r");
  CHECK(keys.line() == "pause");
}

TEST_CASE("Tab completes the command, or shows the choices") {
  keyboard keys;
  keys.press("pa\t\r");
  CHECK(keys.line() == "pause ");
  keys.press("re\t");
  CHECK(keys.seen("resume  rerun").ends_with("resume  rerun"));
  keys.press("s\t\r");
  CHECK(keys.line() == "resume ");
}

TEST_CASE("letters beyond ASCII are kept") {
  keyboard keys;
  keys.press("start Ørsted\r");
  // The C locale has none of them.
  if (std::setlocale(LC_CTYPE, nullptr) == std::string{"C"}) {
    WARN("skipped: no UTF-8 locale");
    return;
  }
  CHECK(keys.line() == "start Ørsted");
}

TEST_CASE("Ctrl-D on an empty line ends, elsewhere it deletes") {
  keyboard keys;
  keys.press("paause\x1b[D\x1b[D\x1b[D\x1b[D\x04\r");
  CHECK(keys.line() == "pause");
  keys.press("\x04");
  CHECK(keys.ends());
}

TEST_CASE("what is typed survives what is reported meanwhile") {
  keyboard keys;
  keys.press("pau");
  keys.seen("pau");
  keys.lines->hide_prompt();
  std::ostringstream elsewhere;
  keys.lines->show_prompt(elsewhere, "> ");
  keys.seen("\x1b[K");
  keys.press("se\r");
  CHECK(keys.line() == "pause");
}

TEST_CASE("the terminal is as before once a line is given") {
  keyboard keys;
  CHECK((keys.mode().c_lflag & ICANON) == 0);
  // Ctrl-C still interrupts.
  CHECK((keys.mode().c_lflag & ISIG) != 0);
  keys.lines.reset();
  CHECK((keys.mode().c_lflag & ICANON) != 0);
}
