#include "tools/ctl/app/interrupt.hpp"
#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/commands/job_body.hpp"
#include "tools/ctl/commands/watching.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

namespace dossier::ctl {

namespace {

struct submit_line : submit_options {
  std::string key;
  bool watch = false;
  bool exit_status = false;
};

exit_code run(const submit_line& line, session& with) {
  set_last_words("\ndossierctl: interrupted: the job may have been made; see "
                 "dossierctl list\n");
  auto answer
    = with.server.post("/api/research/generate", submit_body(line), line.key);
  auto job = text_of(answer, "jobId");
  if (with.format == output_format::for_people)
    with.out << job << std::endl;
  if (line.watch)
    return watch_to_end(with, job,
                        line.exit_status ? ending::decides : ending::ignored);
  if (with.format == output_format::for_programs)
    print_json(with, answer);
  auto position = count_of(answer, "queuePosition");
  hint(with, text_of(answer, "message")
               + (position > 0
                    ? " Position " + std::to_string(position) + " in the queue."
                    : ""));
  hint(with, "follow it with: dossierctl watch " + job);
  return exit_code::ok;
}

} // namespace

action declare_submit(CLI::App& app) {
  auto line = std::make_shared<submit_line>();
  app.add_option("company", line->company, "Name of the company")->required();
  app.add_option("region,--region", line->region,
                 "Country or region to look at (the server's default: Global)");
  app.add_option("--focus", line->focus, "What to look at most (repeatable)")
    ->allow_extra_args(false);
  app.add_option("--tag", line->tags, "A word to find it by (repeatable)")
    ->allow_extra_args(false);
  app.add_option("--context", line->context, "What the writer should know");
  app.add_option("--horizon", line->horizon, "How far back: 6m, 1y, 2y or 3y");
  app.add_option("--type", line->type, "Type of report");
  app.add_option("--priority", line->priority, "From -10 to 10, high first");
  app.add_option("--budget", line->budget, "Most that it may cost, in USD");
  app.add_option("--idempotency-key", line->key,
                 "The same key never makes a second job");
  auto* watch = app.add_flag("--watch", line->watch, "Follow it to its end");
  app
    .add_flag("--exit-status", line->exit_status,
              "With --watch: exit 7 unless the job completes")
    ->needs(watch);
  return [line](session& with) { return run(*line, with); };
}

} // namespace dossier::ctl
