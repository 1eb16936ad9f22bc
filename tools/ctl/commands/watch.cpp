#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/commands/watching.hpp"

#include <CLI/CLI.hpp>
#include <memory>

namespace dossier::ctl {

namespace {

struct watch_line {
  std::string job;
  bool exit_status = false;
};

} // namespace

action declare_watch(CLI::App& app) {
  auto line = std::make_shared<watch_line>();
  app.add_option("job", line->job, "Id of the job")->required();
  app.add_flag("--exit-status", line->exit_status,
               "Exit 7 unless the job completes");
  return [line](session& with) {
    return watch_to_end(with, line->job,
                        line->exit_status ? ending::decides : ending::ignored);
  };
}

} // namespace dossier::ctl
