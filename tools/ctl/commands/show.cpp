#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/pages/job_page.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

namespace dossier::ctl {

action declare_show(CLI::App& app) {
  auto job = std::make_shared<std::string>();
  app.add_option("job", *job, "Id of the job")->required();
  return [job](session& with) {
    auto status = with.server.get(job_path(*job));
    if (with.format == output_format::for_programs)
      print_json(with, status);
    else
      with.out << job_page(status, table_layout(with));
    return exit_code::ok;
  };
}

} // namespace dossier::ctl
