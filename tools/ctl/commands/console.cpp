#include "tools/arguments/arguments.hpp"
#include "tools/ctl/admin/prompt.hpp"
#include "tools/ctl/app/failure.hpp"
#include "tools/ctl/app/line_source.hpp"
#include "tools/ctl/commands/admin_answer.hpp"
#include "tools/ctl/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

namespace dossier::ctl {

namespace {

/// How soon a typed line is noticed.
constexpr std::chrono::milliseconds console_tick{100};

constexpr const char* prompt_text = "dossier> ";

/// One prompt from its first line to its last.
class conversation {
public:
  explicit conversation(session& with)
    : with_(with), server_(with.live, with.url) {
    // nop
  }

  exit_code run() {
    server_.open();
    server_.follow_jobs();
    hint(with_, "connected to " + with_.url
                  + "; help lists the commands, "
                    "quit ends");
    show_prompt();
    while (!has_ended_) {
      if (auto line = with_.in->next())
        execute(*line);
      else if (with_.in->has_ended())
        has_ended_ = true;
      else
        wait();
    }
    return last_failure_;
  }

private:
  void wait() {
    server_.listen(console_tick);
    if (show_news())
      show_prompt();
  }

  void execute(const std::string& line) {
    const auto words = split_words(line);
    if (!words)
      complain({exit_code::usage, "a quote is not closed"});
    else if (const auto wrong = arguments::objection_to(*words))
      complain({exit_code::usage,
                wrong->subject + " " + wrong->reason,
                {},
                "help lists the commands"});
    else if (!words->empty())
      execute(*words);
    show_news();
    if (!has_ended_)
      show_prompt();
  }

  void execute(std::vector<std::string> words) {
    if (words[0] == "quit" || words[0] == "exit") {
      has_ended_ = true;
      return;
    }
    if (words[0] == "help")
      words[0] = "--help";
    auto wanted = std::make_shared<admin_command>();
    CLI::App app{"Commands of administrators"};
    app.name("");
    declare_commands(app, wanted, clock_now());
    arguments::refuse_gaps(app);
    std::reverse(words.begin(), words.end());
    try {
      app.parse(words);
      print_answer(with_, server_.ask(*wanted));
    } catch (const CLI::Success& help) {
      app.exit(help, with_.out, with_.err);
    } catch (const CLI::ParseError& error) {
      complain({exit_code::usage, error.what(), {}, "help lists the commands"});
    } catch (const failure& reason) {
      if (reason.code == exit_code::unreachable)
        throw;
      complain(reason);
    }
  }

  void complain(const failure& reason) {
    last_failure_ = reason.code;
    with_.err << to_text(reason) << std::flush;
  }

  /// Says whether any was reported.
  bool show_news() {
    const auto news = server_.take_news();
    if (news.empty() || with_.format != output_format::for_people)
      return false;
    with_.in->hide_prompt();
    for (const auto& line : news)
      with_.err << "* " << line << std::endl;
    return true;
  }

  void show_prompt() {
    if (with_.err_shape.interactive)
      with_.in->show_prompt(with_.err, prompt_text);
  }

  session& with_;
  prompt server_;
  bool has_ended_ = false;
  exit_code last_failure_ = exit_code::ok;
};

} // namespace

std::vector<std::string> console_words() {
  CLI::App app;
  declare_commands(app, std::make_shared<admin_command>(), clock_now());
  std::vector<std::string> result{"help", "quit"};
  for (const auto* each : app.get_subcommands({}))
    result.push_back(each->get_name());
  return result;
}

action declare_console(CLI::App&) {
  return [](session& with) { return conversation{with}.run(); };
}

} // namespace dossier::ctl
