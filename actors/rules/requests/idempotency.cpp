#include "actors/rules/requests/idempotency.hpp"

#include "messages/hash.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace dossier::rules {

namespace {

/// Above every whole number that JSON of ours holds as one.
constexpr double whole_limit = 18446744073709551616.0;

/// One spelling a number: `1.0` and `1e0` become `1`.
void make_canonical(nlohmann::json& value) {
  if (value.is_structured())
    for (auto& each : value)
      make_canonical(each);
  if (!value.is_number_float())
    return;
  const auto number = value.get<double>();
  if (std::trunc(number) != number || std::abs(number) >= whole_limit)
    return;
  if (number >= 0)
    value = static_cast<std::uint64_t>(number);
  else if (number >= -whole_limit / 2)
    value = static_cast<std::int64_t>(number);
}

} // namespace

std::string hash_of_body(std::string_view body) {
  auto value = nlohmann::json::parse(body, nullptr, false);
  if (value.is_discarded())
    return content_hash(body);
  make_canonical(value);
  return content_hash(value.dump());
}

request_outcome replay(const idempotency_record& known,
                       std::string_view body_hash) {
  if (known.body_hash != body_hash)
    return {make_problem(problem_code::idempotency_mismatch,
                         "This Idempotency-Key was used with another body; use "
                         "a new key for a new request.")};
  auto given = known.answer;
  given.extra.emplace_back("Idempotency-Replayed", "true");
  return {first_answer{std::move(given)}};
}

std::string late_usage_scope(const job_id& id, const attempt_key& attempt) {
  return "late cost\n" + id + '\n' + std::to_string(attempt.stage) + '\n'
         + std::to_string(attempt.generation) + '\n'
         + std::to_string(attempt.attempt);
}

} // namespace dossier::rules
