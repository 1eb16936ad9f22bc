#include "tools/ctl/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

namespace dossier::ctl {

namespace {

exit_code run(const std::string& job, const std::string& key, session& with) {
  auto answer
    = with.server.post(research_path(job, "/cancel"), json::object(), key);
  if (with.format == output_format::for_programs)
    print_json(with, answer);
  else
    with.out << text_of(answer, "status") << std::endl;
  hint(with,
       "sections that were completed stay readable: dossierctl report " + job);
  return exit_code::ok;
}

} // namespace

action declare_cancel(CLI::App& app) {
  auto job = std::make_shared<std::string>();
  auto key = std::make_shared<std::string>();
  app.add_option("job", *job, "Id of the job")->required();
  app.add_option("--idempotency-key", *key,
                 "The same key gets the same answer again");
  return [job, key](session& with) { return run(*job, *key, with); };
}

} // namespace dossier::ctl
