#include "actors/rules/requests/admin_requests.hpp"

#include "actors/rules/requests/fields.hpp"
#include "actors/rules/requests/request_limits.hpp"
#include "messages/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace dossier::rules {

namespace {

constexpr std::array admin_reads{
  operation::show_overview,
  operation::check_jobs,
  operation::check_job,
  operation::list_audit,
};

constexpr std::array admin_writes{
  operation::pause_queue, operation::resume_queue, operation::set_limits,
  operation::start_job,   operation::rerun_jobs,
};

template <class Operations>
bool contains(const Operations& known, operation operation) {
  return std::find(known.begin(), known.end(), operation) != known.end();
}

constexpr text_limits id_limits{.least = 1, .most = 128};
constexpr text_limits cursor_limits{.least = 0, .most = 200};
constexpr text_limits word_limits{.least = 1, .most = 40};

/// A query has text alone; where a number is meant, it becomes one. Other text
/// stays as it is, to be refused by whoever reads it.
sorted_json to_value(const std::string& name, const std::string& text) {
  if (name != "limit")
    return text;
  int value = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  return error == std::errc{} && end == last ? sorted_json(value)
                                             : sorted_json(text);
}

problem not_an_object() {
  return {.code = problem_code::invalid_field,
          .detail = "The body must be an object.",
          .errors = {{"", "must be an object"}}};
}

std::optional<timestamp> read_time(fields& from, const std::string& name) {
  const auto text = from.text(name, word_limits);
  const auto result = text ? parse_timestamp(*text) : std::nullopt;
  if (text && !result)
    from.refuse(name, "must be a time in UTC, such as 2026-11-21T20:27:26Z");
  return result;
}

void read_status(fields& from, job_filter& into) {
  const auto text = from.text("status", word_limits);
  if (!text)
    return;
  into.status = parse_job_status(*text);
  if (!into.status || !is_terminal(*into.status))
    from.refuse("status", "must be one of completed, completed_with_errors, "
                          "failed, cancelled");
}

void read_class(fields& from, job_filter& into) {
  const auto text = from.text("errorClass", word_limits);
  if (!text)
    return;
  into.error = parse_error_class(*text);
  if (!into.error)
    from.refuse("errorClass", "must be a class of errors, such as transient");
}

/// Its faults are reported as those of `filter`.
void read_filter(fields& from, const sorted_json& filter, job_filter& into) {
  fields inside{filter};
  read_status(inside, into);
  read_class(inside, into);
  into.from = read_time(inside, "from");
  into.to = read_time(inside, "to");
  if (into.from && into.to && *into.from > *into.to)
    inside.refuse("to", "must not be before from");
  if (auto refused = inside.verdict())
    for (const auto& each : refused->errors)
      from.refuse_within("filter", each);
}

void refuse_repeats(fields& from, const std::string& name,
                    std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  const auto twice = std::adjacent_find(texts.begin(), texts.end());
  if (twice != texts.end())
    from.refuse(name, "names " + *twice + " more than once");
}

void read_jobs(fields& from, bulk_request& into) {
  const auto* ids = from.value("jobIds");
  const auto* filter = from.value("filter");
  if ((ids == nullptr) == (filter == nullptr))
    return from.refuse("jobIds", "or filter must be given, and only one");
  if (filter)
    return read_filter(from, *filter, into.filter);
  into.ids = from.texts("jobIds", max_bulk_jobs, id_limits)
               .value_or(std::vector<std::string>{});
  if (ids->is_array() && ids->empty())
    from.refuse("jobIds", "must name a job");
  refuse_repeats(from, "jobIds", into.ids);
}

void read_sections(fields& from, bulk_request& into) {
  from.refuse_absent("sections");
  const auto* value = from.value("sections");
  if (!value || *value == "failed")
    return;
  if (!value->is_array() || value->empty())
    return from.refuse("sections", "must be a list of sections, or \"failed\"");
  into.sections = from.texts("sections", max_stages, stage_id_limits)
                    .value_or(std::vector<std::string>{});
  refuse_repeats(from, "sections", into.sections);
}

void read_cascade(fields& from, bulk_request& into) {
  const auto text = from.text("cascade", word_limits);
  if (!text)
    return;
  const auto found = parse_cascade(*text);
  into.cascade = found.value_or(cascade::none);
  if (!found)
    from.refuse("cascade", "must be one of none, blocked, stale");
}

template <class Request>
std::variant<Request, problem> finish(fields& from, Request result) {
  if (auto refused = from.verdict())
    return std::move(*refused);
  return result;
}

} // namespace

bool is_admin_operation(operation operation) noexcept {
  return contains(admin_reads, operation) || contains(admin_writes, operation);
}

bool is_admin_write(operation operation) noexcept {
  return contains(admin_writes, operation);
}

problem administrators_only() {
  return make_problem(problem_code::forbidden,
                      "Only administrators may ask for this.");
}

std::variant<sorted_json, problem> gather_params(operation operation,
                                                 const parameters& given,
                                                 std::string_view body) {
  auto result = sorted_json::object();
  const bool has_body = is_admin_write(operation) && !body.empty();
  if (has_body)
    result = sorted_json::parse(body, nullptr, false);
  if (!result.is_object())
    return not_an_object();
  for (const auto& [name, text] : given)
    result[name] = to_value(name, text);
  return result;
}

std::optional<problem> parse_no_fields(const sorted_json& params) {
  fields from{params};
  return from.verdict();
}

std::variant<job_id, problem> parse_job_id(const sorted_json& params) {
  fields from{params};
  from.refuse_absent("id");
  auto id = from.text("id", id_limits).value_or("");
  return finish(from, std::move(id));
}

std::variant<limits_request, problem> parse_limits(const sorted_json& params) {
  fields from{params};
  limits_request result;
  result.running_jobs = from.integer("maxRunningJobs", 0, max_running_jobs);
  result.provider_concurrency
    = from.integer("providerMaxConcurrency", 1, max_provider_concurrency);
  if (params.is_object() && params.empty())
    from.refuse("maxRunningJobs", "or providerMaxConcurrency must be given");
  return finish(from, result);
}

std::variant<bulk_request, problem> parse_bulk(const sorted_json& params) {
  fields from{params};
  bulk_request result;
  read_jobs(from, result);
  read_sections(from, result);
  read_cascade(from, result);
  result.is_dry_run = from.flag("dryRun").value_or(false);
  return finish(from, std::move(result));
}

std::variant<page_request, problem> parse_page(const sorted_json& params,
                                               int usual, int most) {
  fields from{params};
  page_request result;
  result.limit
    = static_cast<std::size_t>(from.integer("limit", 1, most).value_or(usual));
  result.cursor = from.text("cursor", cursor_limits).value_or("");
  return finish(from, std::move(result));
}

} // namespace dossier::rules
