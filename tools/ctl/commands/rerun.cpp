#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/commands/job_body.hpp"
#include "tools/ctl/commands/watching.hpp"
#include "tools/ctl/pages/job_page.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

namespace dossier::ctl {

namespace {

struct rerun_line : rerun_options {
  std::string job;
  std::string key;
  bool dry_run = false;
  bool watch = false;
  bool exit_status = false;
};

exit_code show_plan(const rerun_line& line, session& with) {
  auto plan = with.server.post(research_path(line.job, "/rerun?dryRun=true"),
                               rerun_body(line), line.key);
  if (with.format == output_format::for_programs)
    print_json(with, plan);
  else
    with.out << plan_page(plan, table_layout(with));
  hint(with, "nothing was run; to run exactly this, repeat it with --plan "
               + text_of(plan, "planVersion") + " instead of --dry-run");
  return exit_code::ok;
}

void print_answer(const json& answer, session& with) {
  if (with.format == output_format::for_programs)
    return print_json(with, answer);
  hint(with, text_of(answer, "message"));
  auto recomputed = texts_of(answer, "recomputed");
  if (!recomputed.empty())
    hint(with, "computed anew: " + join(recomputed));
  auto stale = texts_of(answer, "stale");
  if (!stale.empty())
    hint(with, "stale afterwards: " + join(stale));
}

exit_code run(const rerun_line& line, session& with) {
  if (line.dry_run)
    return show_plan(line, with);
  auto answer = with.server.post(research_path(line.job, "/rerun"),
                                 rerun_body(line), line.key);
  if (with.format == output_format::for_people)
    with.out << text_of(answer, "jobId") << std::endl;
  if (!line.watch || with.format == output_format::for_people)
    print_answer(answer, with);
  if (line.watch)
    return watch_to_end(with, line.job,
                        line.exit_status ? ending::decides : ending::ignored);
  hint(with, "follow it with: dossierctl watch " + line.job);
  return exit_code::ok;
}

} // namespace

action declare_rerun(CLI::App& app) {
  auto line = std::make_shared<rerun_line>();
  app.add_option("job", line->job, "Id of the job")->required();
  app.add_option("sections", line->sections, "Such as section_2 section_5")
    ->required();
  // Else what these had blocked would stay failed though they complete.
  line->cascade = "blocked";
  app.add_option("--cascade", line->cascade,
                 "What else to run: none, blocked (what these blocked; the "
                 "default) or stale (also what builds on them)");
  app.add_option("--reason", line->reason, "Kept with the job");
  app.add_option("--budget", line->budget, "Most that it may cost, in USD");
  app.add_option("--idempotency-key", line->key,
                 "The same key never starts a second rerun");
  auto* plan = app.add_option("--plan", line->plan,
                              "Refuse when the plan is no longer this one");
  auto* dry
    = app.add_flag("--dry-run", line->dry_run, "Show the plan, run nothing")
        ->excludes(plan);
  auto* watch = app.add_flag("--watch", line->watch, "Follow it to its end")
                  ->excludes(dry);
  app
    .add_flag("--exit-status", line->exit_status,
              "With --watch: exit 7 unless the job completes")
    ->needs(watch);
  return [line](session& with) { return run(*line, with); };
}

} // namespace dossier::ctl
