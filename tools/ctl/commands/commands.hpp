/// Every command on one page. A new one is a file here and a line in the
/// table of commands.cpp.

#pragma once

#include "tools/ctl/app/exit_code.hpp"
#include "tools/ctl/app/session.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace dossier::ctl {

/// What a parsed command line does.
using action = std::function<exit_code(session&)>;

struct command {
  std::string_view name;
  std::string_view summary;

  /// Declares the options; the action reads them after parsing.
  action (*declare)(CLI::App& app);
};

/// In the order in which the help lists them.
std::span<const command> all_commands();

action declare_submit(CLI::App& app);
action declare_list(CLI::App& app);
action declare_show(CLI::App& app);
action declare_watch(CLI::App& app);
action declare_report(CLI::App& app);
action declare_rerun(CLI::App& app);
action declare_cancel(CLI::App& app);
action declare_delete(CLI::App& app);
action declare_admin(CLI::App& app);
action declare_console(CLI::App& app);
action declare_doctor(CLI::App& app);
action declare_version(CLI::App& app);

/// What a line at the console's prompt may begin with.
std::vector<std::string> console_words();

} // namespace dossier::ctl
