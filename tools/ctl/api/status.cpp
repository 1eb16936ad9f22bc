#include "tools/ctl/api/status.hpp"

#include <array>

namespace dossier::ctl {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 6> stage_words{
  "pending", "running", "completed", "failed", "cancelled", "unknown"};

constexpr std::array<std::string_view, 7> job_words{
  "queued", "running",   "completed", "completed_with_errors",
  "failed", "cancelled", "unknown"};

template <class Status, class Words>
Status find(const Words& words, std::string_view word) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == word)
      return Status(i);
  return Status::unknown;
}

} // namespace

stage_status to_stage_status(std::string_view word) {
  return find<stage_status>(stage_words, word);
}

job_status to_job_status(std::string_view word) {
  return find<job_status>(job_words, word);
}

std::string_view to_string(stage_status status) {
  return stage_words[std::size_t(status)];
}

std::string_view to_string(job_status status) {
  return job_words[std::size_t(status)];
}

bool is_terminal(stage_status status) {
  return status == stage_status::completed || status == stage_status::failed
         || status == stage_status::cancelled;
}

bool is_terminal(job_status status) {
  return status == job_status::completed
         || status == job_status::completed_with_errors
         || status == job_status::failed || status == job_status::cancelled;
}

tone tone_of(stage_status status) {
  switch (status) {
    case stage_status::running: return tone::strong;
    case stage_status::completed: return tone::good;
    case stage_status::failed: return tone::bad;
    case stage_status::cancelled: return tone::careful;
    case stage_status::pending:
    case stage_status::unknown: return tone::faint;
  }
  return tone::plain;
}

tone tone_of(job_status status) {
  switch (status) {
    case job_status::running: return tone::strong;
    case job_status::completed: return tone::good;
    case job_status::failed: return tone::bad;
    case job_status::completed_with_errors:
    case job_status::cancelled: return tone::careful;
    case job_status::queued:
    case job_status::unknown: return tone::faint;
  }
  return tone::plain;
}

} // namespace dossier::ctl
