#include "tools/ctl/admin/admin_command.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <ctime>

namespace dossier::ctl {

namespace {

/// Options of one sub-command while it is parsed.
struct command_options {
  std::optional<int> jobs;
  std::optional<int> calls;
  std::vector<std::string> ids;
  std::string status;
  std::string error_class;
  std::string last;
  std::string from;
  std::string to;
  std::vector<std::string> sections;
  std::string cascade;
  bool is_dry_run = false;
  std::optional<int> limit;
  std::string cursor;
};

using line_ptr = std::shared_ptr<command_options>;

std::string to_rfc3339(time_point when) {
  const auto seconds = std::chrono::system_clock::to_time_t(
    std::chrono::floor<std::chrono::seconds>(when));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const auto size = std::strftime(text, sizeof text, "%FT%TZ", &parts);
  return {text, size};
}

void put(json& into, const char* name, const std::string& value) {
  if (!value.empty())
    into[name] = value;
}

void put(json& into, const char* name, const std::optional<int>& value) {
  if (value)
    into[name] = *value;
}

json bulk_params(const command_options& line, time_point now) {
  auto filter = json::object();
  put(filter, "status", line.status);
  put(filter, "errorClass", line.error_class);
  put(filter, "from", line.from);
  if (const auto span = parse_span(line.last))
    filter["from"] = to_rfc3339(now - *span);
  put(filter, "to", line.to);
  auto result = json::object();
  if (line.ids.empty())
    result["filter"] = std::move(filter);
  else
    result["jobIds"] = line.ids;
  result["sections"]
    = line.sections.empty() ? json("failed") : json(line.sections);
  put(result, "cascade", line.cascade);
  if (line.is_dry_run)
    result["dryRun"] = true;
  return result;
}

json page_params(const command_options& line) {
  auto result = json::object();
  put(result, "limit", line.limit);
  put(result, "cursor", line.cursor);
  return result;
}

/// A sub-command that means `operation`, with what `fill` makes of its line.
template <class Fill>
CLI::App* declare(CLI::App& app, const char* name, const char* summary,
                  const std::shared_ptr<admin_command>& into,
                  const char* operation, Fill fill) {
  auto* sub = app.add_subcommand(name, summary);
  sub->fallthrough();
  sub->callback([=] { *into = {operation, fill()}; });
  return sub;
}

void declare_limits(CLI::App& app, const std::shared_ptr<admin_command>& into) {
  auto line = std::make_shared<command_options>();
  auto* sub = declare(app, "limits", "Set how much runs at once", into,
                      "setLimits", [line] {
                        auto result = json::object();
                        put(result, "maxRunningJobs", line->jobs);
                        put(result, "providerMaxConcurrency", line->calls);
                        return result;
                      });
  sub->add_option("--jobs", line->jobs, "Running jobs; 0: no limit");
  sub->add_option("--calls", line->calls, "Calls to the model");
  sub->require_option(1, 2);
}

void declare_filter(CLI::App& sub, const line_ptr& line) {
  auto* ids = sub.add_option("jobs", line->ids, "Ids; or else, which:");
  sub
    .add_option("--status", line->status,
                "completed, completed_with_errors, failed or cancelled")
    ->excludes(ids);
  sub
    .add_option("--class", line->error_class,
                "With a section that failed so, such as transient")
    ->excludes(ids);
  auto* last
    = sub.add_option("--last", line->last, "Ended within 90m, 12h, 2d")
        ->check([](const std::string& text) {
          return parse_span(text) ? std::string{}
                                  : "must be such as 90m, 12h or 2d";
        })
        ->excludes(ids);
  sub.add_option("--from", line->from, "Ended from this time on")
    ->excludes(ids)
    ->excludes(last);
  sub.add_option("--to", line->to, "Ended up to this time")->excludes(ids);
}

void declare_bulk_rerun(CLI::App& app,
                        const std::shared_ptr<admin_command>& into,
                        time_point now) {
  auto line = std::make_shared<command_options>();
  auto* sub
    = declare(app, "rerun", "Run sections of many jobs again", into,
              "rerunJobs", [line, now] { return bulk_params(*line, now); });
  declare_filter(*sub, line);
  sub
    ->add_option("--section", line->sections,
                 "Only these (repeatable); without it, those that failed")
    ->allow_extra_args(false);
  line->cascade = "blocked";
  sub->add_option("--cascade", line->cascade,
                  "none, blocked (the default) or stale");
  sub->add_flag("--dry-run", line->is_dry_run, "Show which, run nothing");
}

void declare_check(CLI::App& app, const std::shared_ptr<admin_command>& into) {
  auto line = std::make_shared<command_options>();
  auto* sub = app.add_subcommand("check", "Compare jobs with their events");
  sub->fallthrough();
  sub->callback([=] {
    auto params = page_params(*line);
    if (!line->ids.empty())
      params["id"] = line->ids.front();
    *into = {line->ids.empty() ? "checkJobs" : "checkJob", std::move(params)};
  });
  auto* id = sub->add_option("job", line->ids, "Only this one")->expected(0, 1);
  sub->add_option("--limit", line->limit, "At most so many")->excludes(id);
  sub->add_option("--cursor", line->cursor, "Go on here")->excludes(id);
}

void declare_audit(CLI::App& app, const std::shared_ptr<admin_command>& into) {
  auto line = std::make_shared<command_options>();
  auto* sub = declare(app, "audit", "List what administrators did", into,
                      "listAudit", [line] { return page_params(*line); });
  sub->add_option("--limit", line->limit, "At most so many");
  sub->add_option("--cursor", line->cursor, "Go on here");
}

void declare_start(CLI::App& app, const std::shared_ptr<admin_command>& into) {
  auto id = std::make_shared<std::string>();
  auto* sub
    = declare(app, "start", "Admit one job now", into, "startJob", [id] {
        return json{{"id", *id}};
      });
  sub->add_option("job", *id, "Id of the job")->required();
}

} // namespace

void declare_commands(CLI::App& app, const std::shared_ptr<admin_command>& into,
                      time_point now) {
  const auto nothing = [] { return json::object(); };
  app.require_subcommand(1);
  declare(app, "overview", "Show how the server is doing", into, "showOverview",
          nothing);
  declare(app, "pause", "Admit no more jobs", into, "pauseQueue", nothing);
  declare(app, "resume", "Admit jobs again", into, "resumeQueue", nothing);
  declare_limits(app, into);
  declare_start(app, into);
  declare_bulk_rerun(app, into, now);
  declare_check(app, into);
  declare_audit(app, into);
}

std::optional<std::vector<std::string>> split_words(std::string_view line) {
  std::vector<std::string> result;
  char quote = 0;
  bool is_open = false;
  for (const char c : line) {
    if (quote ? c == quote : c == '"' || c == '\'') {
      quote = quote ? 0 : c;
      if (!std::exchange(is_open, true))
        result.emplace_back();
    } else if (!quote && (c == ' ' || c == '\t' || c == '\r')) {
      is_open = false;
    } else {
      if (!std::exchange(is_open, true))
        result.emplace_back();
      result.back() += c;
    }
  }
  if (quote)
    return {};
  return result;
}

std::optional<std::chrono::minutes> parse_span(std::string_view text) {
  /// Nobody looks further back, and the sum must not overflow.
  constexpr int most = 100'000;
  int count = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, count);
  if (error != std::errc{} || end + 1 != last || count <= 0 || count > most)
    return {};
  switch (*end) {
    case 'm': return std::chrono::minutes{count};
    case 'h': return std::chrono::hours{count};
    case 'd': return std::chrono::days{count};
    default: return {};
  }
}

} // namespace dossier::ctl
