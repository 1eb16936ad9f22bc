#include "tools/ctl/admin/prompt.hpp"
#include "tools/ctl/commands/admin_answer.hpp"
#include "tools/ctl/commands/commands.hpp"

#include <CLI/CLI.hpp>

namespace dossier::ctl {

action declare_admin(CLI::App& app) {
  auto wanted = std::make_shared<admin_command>();
  declare_commands(app, wanted, clock_now());
  return [wanted](session& with) {
    prompt server{with.live, with.url};
    server.open();
    print_answer(with, server.ask(*wanted));
    return exit_code::ok;
  };
}

} // namespace dossier::ctl
