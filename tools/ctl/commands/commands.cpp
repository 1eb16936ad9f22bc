#include "tools/ctl/commands/commands.hpp"

#include <array>

namespace dossier::ctl {

namespace {

constexpr std::array command_table{
  command{"submit", "Ask for a report on a company", declare_submit},
  command{"list", "List jobs, newest first", declare_list},
  command{"show", "Show one job and its stages", declare_show},
  command{"watch", "Follow a job until it has ended", declare_watch},
  command{"report", "Print a report", declare_report},
  command{"rerun", "Run sections of an ended job again", declare_rerun},
  command{"cancel", "End a job early", declare_cancel},
  command{"delete", "Delete an ended job and its report", declare_delete},
  command{"admin", "Steer the server", declare_admin},
  command{"console", "Steer the server from a prompt", declare_console},
  command{"doctor", "Look at all a server needs on this machine",
          declare_doctor},
  command{"version", "Print the versions of client and server",
          declare_version},
};

} // namespace

std::span<const command> all_commands() {
  return command_table;
}

} // namespace dossier::ctl
