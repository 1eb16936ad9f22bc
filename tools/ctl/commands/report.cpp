#include "tools/ctl/app/failure.hpp"
#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/pages/report_page.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

namespace dossier::ctl {

namespace {

struct report_line {
  std::string job;
  std::string section;
};

failure no_such_section(const json& report, const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& each : items(report, "sections"))
    known.push_back(text_of(each, "stage"));
  return {exit_code::not_found,
          "the report has no section " + wanted,
          {},
          "its sections are " + join(known)};
}

exit_code print_section(const report_line& line, const json& report,
                        session& with) {
  const auto& section = find_section(report, line.section);
  if (section.is_null())
    throw no_such_section(report, line.section);
  if (with.format == output_format::for_programs)
    print_json(with, section);
  else
    with.out << section_page(section, text_layout(with));
  if (is_set(member(report, "metadata"), "demo"))
    hint(with, "this is a demo report; what it says is fictional");
  return exit_code::ok;
}

exit_code run(const report_line& line, session& with) {
  auto report = with.server.get(research_path(line.job));
  if (!line.section.empty())
    return print_section(line, report, with);
  if (with.format == output_format::for_programs)
    print_json(with, report);
  else
    with.out << report_page(report, text_layout(with));
  return exit_code::ok;
}

} // namespace

action declare_report(CLI::App& app) {
  auto line = std::make_shared<report_line>();
  app.add_option("job", line->job, "Id of the job")->required();
  app.add_option("--section", line->section,
                 "Only this one, such as section_2 or \"Trends\"");
  return [line](session& with) { return run(*line, with); };
}

} // namespace dossier::ctl
