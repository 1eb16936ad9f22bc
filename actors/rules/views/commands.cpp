#include "actors/rules/views/commands.hpp"

#include "messages/hash.hpp"
#include "messages/json.hpp"

#include <array>
#include <cinttypes>
#include <cmath>
#include <cstdio>

namespace dossier::rules {

namespace {

constexpr std::size_t id_digits = 26;

} // namespace

job_id format_id(std::uint64_t unix_ms, std::uint32_t count,
                 std::uint64_t chance) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%012" PRIx64 "%04x%010" PRIx64,
                unix_ms & 0xffffffffffff, count & 0xffffu,
                chance & 0xffffffffff);
  return text.data();
}

bool is_formatted_id(std::string_view text) noexcept {
  return text.size() == id_digits
         && text.find_first_not_of("0123456789abcdef") == text.npos;
}

reply accept_job(const job_id& id, const pipeline& graph,
                 std::size_t position) {
  auto sections = graph.stages.size() - 1;
  json body{{"jobId", id},
            {"status", to_string(job_status::queued)},
            {"queuePosition", position},
            {"message", "Research job created. Generating all "
                          + std::to_string(sections) + " sections."}};
  return {202,
          "application/json",
          {{"Location", "/api/research/jobs/" + id}},
          std::make_shared<const std::string>(to_text(body))};
}

problem key_in_flight() {
  return {problem_code::idempotency_in_flight,
          "The first request with this Idempotency-Key has not been answered "
          "yet; repeat it in a moment.",
          {},
          {},
          {}};
}

problem queue_full() {
  return {problem_code::queue_full,
          "Too many requests wait for the disk; repeat this one in a moment.",
          {},
          {},
          {{"Retry-After", "1"}}};
}

problem draining() {
  return {problem_code::draining,
          "The server is shutting down; repeat this request in a moment.",
          {},
          {},
          {{"Retry-After", "1"}}};
}

reply accept_start(const job_id& id) {
  json body{{"jobId", id}, {"status", to_string(job_status::running)}};
  return {200,
          "application/json",
          {},
          std::make_shared<const std::string>(to_text(body))};
}

problem not_startable() {
  return {problem_code::not_queued,
          "The job does not wait in the queue.",
          {},
          {},
          {}};
}

problem supervisor_gone() {
  return {problem_code::storage_busy,
          "The job is being taken up again; repeat this request in a moment.",
          {},
          {},
          {{"Retry-After", "1"}}};
}

problem supervisor_died() {
  return {problem_code::internal,
          "The job's supervisor died before it answered. The command may have "
          "taken effect nevertheless: look before you try again, or use the "
          "same Idempotency-Key.",
          {},
          {},
          {}};
}

reply replay(const idempotency_record& known, std::string_view body_hash,
             const std::string& trace_id) {
  if (known.body_hash != body_hash)
    return to_reply({problem_code::idempotency_mismatch,
                     "This Idempotency-Key was used with another body; use a "
                     "new key for a new request.",
                     {},
                     trace_id,
                     {}});
  auto result = known.answer;
  result.extra.emplace_back("Idempotency-Replayed", "true");
  return result;
}

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

} // namespace dossier::rules
