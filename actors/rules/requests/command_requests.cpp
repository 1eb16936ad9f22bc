#include "actors/rules/requests/fields.hpp"
#include "actors/rules/requests/request_limits.hpp"
#include "actors/rules/requests/requests.hpp"
#include "messages/json.hpp"

namespace dossier::rules {

namespace {

constexpr text_limits reason_limits{.least = 0, .most = 200};
constexpr text_limits version_limits{.least = 1, .most = 40};
constexpr text_limits cascade_limits{.least = 1, .most = 20};

void read_sections(fields& from, rerun_command& into) {
  from.refuse_absent("sections");
  into.sections = from.texts("sections", max_stages, stage_id_limits)
                    .value_or(std::vector<std::string>{});
  into.reason = from.text("reason", reason_limits).value_or("");
}

void read_cascade(fields& from, rerun_command& into) {
  auto text = from.text("cascade", cascade_limits);
  if (!text)
    return;
  if (auto found = parse_cascade(*text))
    into.cascade = *found;
  else
    from.refuse("cascade", "must be one of none, blocked, stale");
}

/// Null takes the cap away.
std::optional<budget_change> read_budget(fields& from) {
  const auto* value = from.value("budgetUsd");
  if (value && value->is_null())
    return budget_change{};
  if (auto cap = from.dollars("budgetUsd"))
    return budget_change{cap};
  return {};
}

/// Reads a body with `read`, and refuses what that has not asked for.
template <class Command, class Read>
std::variant<Command, problem> parse(std::string_view body, Read read) {
  auto document = parse_body(body);
  if (auto* bad = std::get_if<problem>(&document))
    return std::move(*bad);
  fields from{std::get<nlohmann::json>(document)};
  Command result;
  read(from, result);
  if (auto refused = from.verdict())
    return std::move(*refused);
  return result;
}

} // namespace

std::variant<rerun_command, problem> parse_rerun(std::string_view body) {
  return parse<rerun_command>(body, [](fields& from, rerun_command& into) {
    read_sections(from, into);
    read_cascade(from, into);
    into.plan_version = from.text("planVersion", version_limits);
    into.budget = from.dollars("budgetUsd");
  });
}

std::variant<rerun_command, problem> parse_regenerate(std::string_view body) {
  return parse<rerun_command>(body, [](fields& from, rerun_command& into) {
    read_sections(from, into);
    into.is_regenerate = true;
  });
}

std::variant<update_command, problem> parse_update(std::string_view body) {
  return parse<update_command>(body, [](fields& from, update_command& into) {
    if (auto tags = from.texts("tags", max_tags, tag_limits))
      into.tags = without_repeats(*tags);
    into.priority = from.integer("priority", -max_priority, max_priority);
    into.budget = read_budget(from);
  });
}

} // namespace dossier::rules
