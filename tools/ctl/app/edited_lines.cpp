#include "tools/ctl/app/edited_lines.hpp"

#include "tools/ctl/app/interrupt.hpp"

#include <algorithm>
#include <clocale>
#include <histedit.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace dossier::ctl {

namespace {

/// Lines that arrows recall.
constexpr int max_history = 500;

std::string common_start(const std::vector<std::string>& words) {
  auto result = words.front();
  for (const auto& word : words) {
    auto end
      = std::mismatch(result.begin(), result.end(), word.begin(), word.end());
    result.erase(end.first, result.end());
  }
  return result;
}

} // namespace

completion complete(const std::vector<std::string>& words,
                    std::string_view typed) {
  completion result;
  if (typed.find_first_of(" \t") != typed.npos)
    return result;
  for (const auto& word : words)
    if (word.starts_with(typed))
      result.choices.push_back(word);
  if (result.choices.empty())
    return result;
  result.added = common_start(result.choices).substr(typed.size());
  if (result.choices.size() == 1)
    result.added += ' ';
  return result;
}

/// The library's editor of one terminal. It takes one key at a time, so that
/// nothing waits for a person.
class edited_lines::editor {
public:
  editor(std::FILE* in, std::FILE* out, const std::vector<std::string>& words)
    : in_(::fileno(in)), out_(out), words_(words) {
    std::setlocale(LC_CTYPE, "");
    restore_on_interrupt(in_);
    HistEvent event;
    past_ = history_init();
    history(past_, &event, H_SETSIZE, max_history);
    history(past_, &event, H_SETUNIQUE, 1);
    // Its own messages have no place of their own here.
    line_ = el_init("dossierctl", in, out, out);
    el_set(line_, EL_CLIENTDATA, this);
    el_set(line_, EL_EDITOR, "emacs");
    el_set(line_, EL_PROMPT, &editor::prompt_of);
    el_set(line_, EL_HIST, history, past_);
    add_key("complete", "Complete the command", "\t", &editor::on_tab);
    add_key("end", "Delete, or end with an empty line", "^D", &editor::on_end);
  }

  editor(const editor&) = delete;
  editor& operator=(const editor&) = delete;

  ~editor() {
    close();
    el_end(line_);
    history_end(past_);
  }

  void show_prompt(const std::string& prompt) {
    prompt_ = prompt;
    if (is_open_)
      el_set(line_, EL_REFRESH);
    else
      el_set(line_, EL_UNBUFFERED, 1);
    is_open_ = true;
  }

  void hide_prompt() {
    if (!is_open_)
      return;
    std::fputs("\r\033[K", out_);
    std::fflush(out_);
  }

  std::optional<std::string> next() {
    while (is_open_ && !has_ended_ && is_readable())
      if (auto line = take_key())
        return line;
    return {};
  }

  bool has_ended() const {
    return has_ended_;
  }

private:
  using key_function = unsigned char (*)(EditLine*, int);

  static editor& of(EditLine* line) {
    void* result = nullptr;
    el_get(line, EL_CLIENTDATA, &result);
    return *static_cast<editor*>(result);
  }

  static char* prompt_of(EditLine* line) {
    return of(line).prompt_.data();
  }

  void add_key(const char* name, const char* help, const char* key,
               key_function function) {
    el_set(line_, EL_ADDFN, name, help, function);
    el_set(line_, EL_BIND, key, name, nullptr);
  }

  static unsigned char on_tab(EditLine* line, int) {
    const auto& here = of(line);
    const auto* now = el_line(line);
    auto found = complete(
      here.words_, {now->buffer, std::size_t(now->cursor - now->buffer)});
    if (!found.added.empty())
      return el_insertstr(line, found.added.c_str()) == 0 ? CC_REFRESH
                                                          : CC_ERROR;
    if (found.choices.empty())
      return CC_ERROR;
    std::fputc('\n', here.out_);
    for (const auto& word : found.choices)
      std::fprintf(here.out_, "%s  ", word.c_str());
    std::fputc('\n', here.out_);
    return CC_REDISPLAY;
  }

  static unsigned char on_end(EditLine* line, int) {
    const auto* now = el_line(line);
    if (now->lastchar == now->buffer) {
      of(line).has_ended_ = true;
      return CC_EOF;
    }
    if (now->cursor == now->lastchar)
      return CC_ERROR;
    el_cursor(line, 1);
    el_deletestr(line, 1);
    return CC_REFRESH;
  }

  bool is_readable() const {
    pollfd wanted{in_, POLLIN, 0};
    return ::poll(&wanted, 1, 0) > 0;
  }

  /// A line when the key has ended one.
  std::optional<std::string> take_key() {
    int count = 0;
    const auto* text = el_gets(line_, &count);
    if (count < 0)
      has_ended_ = true;
    if (!text || count <= 0 || text[count - 1] != '\n')
      return {};
    std::string line{text, std::size_t(count) - 1};
    close();
    if (HistEvent event; !line.empty())
      history(past_, &event, H_ENTER, line.c_str());
    return line;
  }

  /// The terminal is as it was, until the next invitation.
  void close() {
    if (std::exchange(is_open_, false))
      el_set(line_, EL_UNBUFFERED, 0);
  }

  int in_;
  std::FILE* out_;
  const std::vector<std::string>& words_;
  std::string prompt_;
  EditLine* line_ = nullptr;
  History* past_ = nullptr;
  bool is_open_ = false;
  bool has_ended_ = false;
};

edited_lines::edited_lines(std::FILE* in, std::FILE* out,
                           std::vector<std::string> words)
  : in_(in), out_(out), words_(std::move(words)) {
  // nop
}

edited_lines::~edited_lines() = default;

std::optional<std::string> edited_lines::next() {
  return editor_ ? editor_->next() : std::nullopt;
}

bool edited_lines::has_ended() const {
  return editor_ && editor_->has_ended();
}

void edited_lines::show_prompt(std::ostream&, const std::string& prompt) {
  if (!editor_)
    editor_ = std::make_unique<editor>(in_, out_, words_);
  editor_->show_prompt(prompt);
}

void edited_lines::hide_prompt() {
  if (editor_)
    editor_->hide_prompt();
}

} // namespace dossier::ctl
