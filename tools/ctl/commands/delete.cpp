#include "tools/ctl/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <memory>

namespace dossier::ctl {

namespace {

exit_code run(const std::vector<std::string>& jobs, session& with) {
  auto deleted = json::array();
  for (const auto& job : jobs) {
    with.server.remove(research_path(job));
    deleted.push_back(job);
    hint(with, "deleted " + job);
  }
  if (with.format == output_format::for_programs)
    print_json(with, {{"deleted", deleted}});
  return exit_code::ok;
}

} // namespace

action declare_delete(CLI::App& app) {
  auto jobs = std::make_shared<std::vector<std::string>>();
  app.add_option("jobs", *jobs, "Ids of the jobs")->required();
  return [jobs](session& with) { return run(*jobs, with); };
}

} // namespace dossier::ctl
