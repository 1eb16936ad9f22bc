#include "io/metrics/commit_facts.hpp"

namespace dossier::io {

std::string_view type_of(const encoded_event& event) noexcept {
  // Nothing that a person wrote stands before the name.
  constexpr std::string_view field = R"("event":")";
  const std::string_view text = *event.text;
  const auto begin = text.find(field);
  if (begin == text.npos)
    return {};
  const auto rest = text.substr(begin + field.size());
  return rest.substr(0, rest.find('"'));
}

std::vector<job_status> statuses_reached(const commit& commit) {
  std::vector<job_status> result;
  for (const auto& event : commit.events) {
    const auto type = type_of(event);
    if (type == "job.queued" || type == "job.rerun")
      result.push_back(job_status::queued);
    else if (type == "job.started")
      result.push_back(job_status::running);
    else if (type == "job.finished")
      result.push_back(commit.after->status);
  }
  return result;
}

} // namespace dossier::io
