#include "actors/rules/requests/requests.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace dossier::rules {

namespace {

struct named_order {
  std::string_view name;
  job_order order;
};

constexpr std::array orders{
  named_order{"createdAt", job_order::created_at},
  named_order{"updatedAt", job_order::updated_at},
  named_order{"companyName", job_order::company_name},
  named_order{"costUsd", job_order::cost},
};

/// Reads parameters one by one and gathers what is wrong with them.
class parameter_reader {
public:
  explicit parameter_reader(const parameters& given) : given_(given) {
    // nop
  }

  /// Nothing for a parameter that is absent or empty.
  std::optional<std::string_view> text(std::string_view name) {
    asked_.push_back(name);
    auto found = given_.find(name);
    if (found == given_.end() || found->second.empty())
      return {};
    return found->second;
  }

  std::uint64_t number(std::string_view name, std::uint64_t least,
                       std::uint64_t most, std::uint64_t otherwise) {
    auto given = text(name);
    if (!given)
      return otherwise;
    std::uint64_t value = 0;
    const auto* last = given->data() + given->size();
    auto [end, error] = std::from_chars(given->data(), last, value);
    if (error == std::errc{} && end == last && value >= least && value <= most)
      return value;
    refuse(name, "must be a whole number from " + std::to_string(least) + " to "
                   + std::to_string(most));
    return otherwise;
  }

  void refuse(std::string_view name, std::string_view detail) {
    faults_.append(faults_.empty() ? "" : "; ").append(name);
    faults_.append(" ").append(detail);
  }

  /// To be called last: what nobody has asked for is unknown.
  std::optional<problem> verdict() {
    for (const auto& entry : given_)
      if (std::find(asked_.begin(), asked_.end(), entry.first) == asked_.end())
        refuse(entry.first, "is not a parameter of this route");
    if (faults_.empty())
      return {};
    return make_problem(problem_code::bad_request, faults_ + '.');
  }

private:
  const parameters& given_;
  std::vector<std::string_view> asked_;
  std::string faults_;
};

void read_statuses(parameter_reader& from, job_query& into) {
  auto rest = from.text("status");
  while (rest) {
    auto comma = rest->find(',');
    auto status = parse_job_status(rest->substr(0, comma));
    if (!status)
      return from.refuse("status", "must be some of queued, running, completed,"
                                   " completed_with_errors, failed, cancelled, "
                                   "between commas");
    into.statuses.push_back(*status);
    if (comma == rest->npos)
      return;
    rest = rest->substr(comma + 1);
  }
}

/// A search is ordered by relevance unless `sort` is given.
void read_order(parameter_reader& from, job_query& into) {
  auto name = from.text("sort");
  if (!name) {
    if (!into.text.empty())
      into.order = job_order::relevance;
    return;
  }
  into.descending = name->starts_with('-');
  auto key = into.descending ? name->substr(1) : *name;
  auto found
    = std::find_if(orders.begin(), orders.end(),
                   [&](const named_order& each) { return each.name == key; });
  if (found == orders.end())
    return from.refuse("sort", "must be one of createdAt, updatedAt, "
                               "companyName, costUsd, with - for descending");
  into.order = found->order;
}

void read_created_after(parameter_reader& from, job_query& into) {
  auto text = from.text("createdAfter");
  if (!text)
    return;
  into.created_after = parse_timestamp(*text);
  if (!into.created_after)
    from.refuse("createdAfter",
                "must be a time in UTC, such as 2026-11-21T20:27:26Z");
}

} // namespace

std::variant<job_query, problem> parse_job_query(const parameters& given) {
  parameter_reader from{given};
  job_query result;
  read_statuses(from, result);
  result.text = from.text("q").value_or("");
  result.tag = from.text("tag").value_or("");
  read_created_after(from, result);
  read_order(from, result);
  result.limit = from.number("limit", 1, 200, result.limit);
  result.cursor = from.text("cursor").value_or("");
  if (auto refused = from.verdict())
    return std::move(*refused);
  return result;
}

std::variant<event_query, problem> parse_event_query(const parameters& given) {
  /// SQLite counts no further.
  constexpr auto last = std::uint64_t(std::numeric_limits<std::int64_t>::max());
  parameter_reader from{given};
  event_query result;
  result.id = from.text("id").value_or("");
  result.after = from.number("after", 0, last, 0);
  result.limit = from.number("limit", 1, 1000, result.limit);
  if (auto refused = from.verdict())
    return std::move(*refused);
  return result;
}

} // namespace dossier::rules
