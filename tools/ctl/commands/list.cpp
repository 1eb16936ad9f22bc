#include "tools/ctl/commands/commands.hpp"
#include "tools/ctl/pages/job_page.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

namespace dossier::ctl {

namespace {

constexpr int usual_limit = 50;

/// The most that one request may ask for; more jobs take several.
constexpr int page_size = 200;

struct list_line {
  std::vector<std::string> statuses;
  std::string query;
  std::string tag;
  int limit = usual_limit;

  bool is_filtered() const {
    return !statuses.empty() || !query.empty() || !tag.empty();
  }
};

/// As much of the list as was asked for, in the shape of one answer.
json fetch(const list_line& line, client& server) {
  json all{{"items", json::array()}, {"nextCursor", nullptr}};
  std::string cursor;
  do {
    auto wanted = line.limit - int(all["items"].size());
    auto page = server.get(
      "/api/research", {{"status", join(line.statuses, ",")},
                        {"q", line.query},
                        {"tag", line.tag},
                        {"limit", std::to_string(std::min(wanted, page_size))},
                        {"cursor", cursor}});
    for (const auto& each : items(page, "items"))
      all["items"].push_back(each);
    cursor = text_of(page, "nextCursor");
    all["nextCursor"] = member(page, "nextCursor");
    // An empty page with a cursor would never end.
    if (items(page, "items").empty())
      break;
  } while (!cursor.empty() && int(all["items"].size()) < line.limit);
  return all;
}

exit_code run(const list_line& line, session& with) {
  auto jobs = fetch(line, with.server);
  if (with.format == output_format::for_programs) {
    print_json(with, jobs);
    return exit_code::ok;
  }
  if (!jobs["items"].empty())
    with.out << job_list(jobs["items"], table_layout(with));
  else if (line.is_filtered())
    hint(with, "no job matches");
  else
    hint(with, "there are no jobs yet; begin with: dossierctl submit COMPANY");
  if (!jobs["nextCursor"].is_null())
    hint(with, "there are more; see them with --limit");
  return exit_code::ok;
}

} // namespace

action declare_list(CLI::App& app) {
  auto line = std::make_shared<list_line>();
  app
    .add_option("--status", line->statuses,
                "Only these: queued, running, completed, "
                "completed_with_errors, failed, cancelled (repeatable)")
    ->delimiter(',')
    ->allow_extra_args(false);
  app.add_option("--query", line->query, "Words in company, region or text");
  app.add_option("--tag", line->tag, "Only jobs with this tag");
  app.add_option("--limit", line->limit, "At most so many")
    ->check(CLI::PositiveNumber)
    ->capture_default_str();
  return [line](session& with) { return run(*line, with); };
}

} // namespace dossier::ctl
