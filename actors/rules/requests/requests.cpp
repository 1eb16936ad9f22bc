#include "actors/rules/requests/requests.hpp"

#include "actors/rules/requests/fields.hpp"
#include "actors/rules/requests/request_limits.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

/// Limits of `POST /api/research/generate`, as the API lists them.
constexpr text_limits company_limits{
  .least = 2, .most = 200, .content = must_have::letter_or_digit};
constexpr text_limits geography_limits{
  .least = 1, .most = 120, .content = must_have::letter_or_digit};
constexpr text_limits focus_limits{
  .least = 1, .most = 120, .content = must_have::something_visible};
constexpr text_limits file_limits{.least = 1, .most = 200};
constexpr text_limits type_limits{.least = 1, .most = 100};
constexpr text_limits context_limits{.least = 0,
                                     .most = 4000,
                                     .content = must_have::nothing,
                                     .breaks = line_breaks::allowed};
constexpr std::size_t max_focus_areas = 10;
constexpr std::size_t max_files = 10;

void read_company(fields& from, job_request& into) {
  from.refuse_absent("companyName");
  into.company_name = from.text("companyName", company_limits).value_or("");
}

void read_report_type(fields& from, job_request& into,
                      const pipeline_catalog& known) {
  into.report_type
    = from.text("reportType", type_limits).value_or(into.report_type);
  if (known.find(into.report_type) != known.end())
    return;
  std::vector<std::string_view> names;
  for (const auto& entry : known)
    names.push_back(entry.first);
  from.refuse("reportType", "must be one of " + list_of(names));
}

void read_horizon(fields& from, job_request& into) {
  auto text = from.text("timeHorizon", type_limits);
  if (!text)
    return;
  if (auto horizon = parse_time_horizon(*text))
    into.horizon = *horizon;
  else
    from.refuse("timeHorizon", "must be one of 6m, 1y, 2y, 3y");
}

void read_files(fields& from) {
  auto files = from.texts("userFiles", max_files, file_limits);
  if (files && !files->empty())
    from.refuse("userFiles", "must be empty: files are not supported yet");
}

job_request read_request(fields& from, const pipeline_catalog& known) {
  job_request result;
  read_company(from, result);
  result.geography
    = from.text("geography", geography_limits).value_or(result.geography);
  result.focus_areas = from.texts("focusAreas", max_focus_areas, focus_limits)
                         .value_or(std::vector<std::string>{});
  read_files(from);
  read_report_type(from, result, known);
  result.tags = without_repeats(from.texts("tags", max_tags, tag_limits)
                                  .value_or(std::vector<std::string>{}));
  result.user_context = from.text("userContext", context_limits).value_or("");
  read_horizon(from, result);
  result.priority
    = from.integer("priority", -max_priority, max_priority).value_or(0);
  result.budget = from.dollars("budgetUsd");
  return result;
}

} // namespace

std::vector<std::string> without_repeats(const std::vector<std::string>& tags) {
  std::vector<std::string> result;
  for (const auto& tag : tags)
    if (std::find(result.begin(), result.end(), tag) == result.end())
      result.push_back(tag);
  return result;
}

std::variant<job_request, problem>
parse_generate(std::string_view body, const pipeline_catalog& known) {
  auto document = parse_body(body);
  if (auto* bad = std::get_if<problem>(&document))
    return std::move(*bad);
  fields from{std::get<nlohmann::json>(document)};
  auto result = read_request(from, known);
  if (auto refused = from.verdict())
    return std::move(*refused);
  return result;
}

} // namespace dossier::rules
