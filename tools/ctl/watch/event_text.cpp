#include "tools/ctl/watch/event_text.hpp"

#include "tools/ctl/text/display.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

std::string count_words(const job_view& view) {
  return std::to_string(view.ended_stages()) + " of "
         + std::to_string(view.stages.size()) + " stages ended";
}

std::string stage_event(const stage_view& stage, const std::string& type,
                        const json& data) {
  if (type == "stage.started")
    return stage.attempt > 1 ? "started" + attempt_of(stage) : "started";
  if (type == "stage.retrying" && is_lost(text_of(data, "errorClass")))
    return "attempt " + std::to_string(stage.attempt)
           + " was lost to a restart, goes on";
  if (type == "stage.retrying")
    return "attempt " + std::to_string(stage.attempt) + " failed ("
           + stage.last_error + "), next try at "
           + format_clock(text_of(data, "nextAttemptAt"));
  if (type == "stage.completed" || type == "stage.restored")
    return "completed"
           + (stage.duration ? " in " + format_duration(*stage.duration) : "")
           + (stage.confidence.empty() ? "" : ", " + stage.confidence);
  if (type == "stage.failed")
    return "failed: " + stage.last_error;
  if (type == "stage.cancelled")
    return "cancelled";
  return type == "stage.reset" ? "to be run again" : "";
}

std::string job_event(const job_view& view, const std::string& type,
                      const json& data) {
  if (type == "job.started")
    return "job started";
  if (type == "job.rerun")
    return "rerun of " + join(texts_of(data, "sections"));
  if (type == "job.cancelled")
    return "job cancelled";
  if (type == "job.finished")
    return "job " + std::string{to_string(view.status)};
  return {};
}

} // namespace

std::string title_of(const job_view& view) {
  auto title = one_line(view.company);
  if (!view.geography.empty())
    title += " (" + one_line(view.geography) + ")";
  return view.demo ? title + " [demo]" : title;
}

std::string status_words(const job_view& view) {
  auto words = std::string{to_string(view.status)};
  if (view.status == job_status::queued && view.queue_position)
    words += ", position " + std::to_string(*view.queue_position);
  return words;
}

std::string attempt_of(const stage_view& stage) {
  if (stage.attempt < 2)
    return {};
  auto most = stage.max_attempts > 0
                ? " of " + std::to_string(stage.max_attempts)
                : std::string{};
  auto lost = lost_words(stage.lost);
  return ", try " + std::to_string(std::max(stage.attempt - stage.lost, 1))
         + most + (lost.empty() ? "" : ", " + lost);
}

std::string lost_words(long long lost) {
  if (lost < 1)
    return {};
  return lost == 1 ? "one more was lost to a restart"
                   : std::to_string(lost) + " more were lost to restarts";
}

std::string event_line(const job_view& view, const json& event) {
  auto type = text_of(event, "event");
  const auto& data = member(event, "data");
  auto* stage = view.find(text_of(event, "stage"));
  auto words
    = stage ? stage_event(*stage, type, data) : job_event(view, type, data);
  if (words.empty())
    return {};
  auto clock = format_clock(text_of(event, "ts"));
  return one_line(clock + "  " + (stage ? stage->name + ": " : "") + words);
}

std::string summary_line(const job_view& view) {
  return title_of(view) + ": " + status_words(view) + ", " + count_words(view);
}

} // namespace dossier::ctl
