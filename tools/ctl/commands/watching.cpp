#include "tools/ctl/commands/watching.hpp"

#include "tools/ctl/app/interrupt.hpp"
#include "tools/ctl/watch/follow.hpp"

#include <ostream>

namespace dossier::ctl {

namespace {

void advise(session& with, const std::string& job, job_status status) {
  if (status == job_status::completed
      || status == job_status::completed_with_errors)
    hint(with, "read it with: dossierctl report " + job);
  if (status == job_status::completed_with_errors
      || status == job_status::failed)
    hint(with, "what failed and why: dossierctl show " + job);
}

} // namespace

exit_code watch_to_end(session& with, const std::string& job, ending rule) {
  set_last_words("\ndossierctl: interrupted: the job goes on; follow it with "
                 "dossierctl watch "
                 + job + "\n");
  auto output = make_watch_output(with.err, with.err_shape);
  auto view = follow(
    with.live,
    {.id = job, .url = with.url, .wants_deltas = with.err_shape.interactive},
    *output);
  if (with.format == output_format::for_programs)
    print_json(with, with.server.get(job_path(job)));
  else
    with.out << to_string(view.status) << std::endl;
  advise(with, job, view.status);
  auto completed = view.status == job_status::completed;
  return rule == ending::decides && !completed ? exit_code::job_not_completed
                                               : exit_code::ok;
}

} // namespace dossier::ctl
