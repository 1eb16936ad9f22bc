#include "tools/ctl/app/failure.hpp"
#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/text/display.hpp"

#include <CLI/CLI.hpp>
#include <ostream>

namespace dossier::ctl {

namespace {

/// The server's answer, or null: without a server the client still has a
/// version to tell.
json ask_server(session& with) {
  try {
    return with.server.get("/api/version");
  } catch (const failure& reason) {
    hint(with,
         "server unknown: " + reason.what_happened + " (" + reason.why + ")");
    return nullptr;
  }
}

exit_code show_versions(session& with) {
  if (with.format == output_format::for_people)
    with.out << "dossierctl " << DOSSIER_VERSION << std::endl;
  auto server = ask_server(with);
  if (with.format == output_format::for_programs)
    print_json(with, {{"client", DOSSIER_VERSION}, {"server", server}});
  else if (!server.is_null())
    with.out << "dossierd " << one_line(text_of(server, "version")) << " at "
             << with.url << std::endl;
  return exit_code::ok;
}

} // namespace

action declare_version(CLI::App&) {
  return show_versions;
}

} // namespace dossier::ctl
