#include "tools/ctl/watch/job_view.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

stage_view to_stage(const json& stage) {
  stage_view view;
  view.id = text_of(stage, "stage");
  view.name = text_of(stage, "name");
  if (view.name.empty())
    view.name = view.id;
  view.status = to_stage_status(text_of(stage, "status"));
  view.detail = text_of(stage, "detail");
  view.attempt = int(count_of(stage, "attempts"));
  view.max_attempts = int(count_of(stage, "maxAttempts"));
  view.lost = int(count_of(stage, "lostAttempts"));
  view.last_error = text_of(stage, "lastError");
  view.confidence = confidence_of(stage, "confidence");
  view.started_at = parse_timestamp(text_of(stage, "startedAt"));
  view.next_attempt_at = parse_timestamp(text_of(stage, "nextAttemptAt"));
  view.duration = duration_of(stage, "duration");
  return view;
}

/// Keeps the constness of `view`.
template <class View>
auto find_stage(View& view, const std::string& id) {
  auto found = std::find_if(view.stages.begin(), view.stages.end(),
                            [&](const auto& each) { return each.id == id; });
  return found == view.stages.end() ? nullptr : &*found;
}

void on_started(stage_view& stage, const json& event) {
  stage.status = stage_status::running;
  stage.detail.clear();
  stage.next_attempt_at.reset();
  stage.written = 0;
  stage.attempt = int(count_of(member(event, "data"), "attempt"));
  if (stage.attempt == 0)
    stage.attempt = int(count_of(event, "attempt"));
  // A stage's time runs from its first attempt.
  if (!stage.started_at)
    stage.started_at = parse_timestamp(text_of(event, "ts"));
}

void count_lost(stage_view& stage, const json& data) {
  stage.lost += is_lost(text_of(data, "errorClass")) ? 1 : 0;
}

void on_retrying(stage_view& stage, const json& data) {
  stage.detail = "retry_wait";
  stage.last_error = text_of(data, "error");
  stage.next_attempt_at = parse_timestamp(text_of(data, "nextAttemptAt"));
  stage.written = 0;
  count_lost(stage, data);
}

void end(stage_view& stage, stage_status status, const json& event) {
  auto now = parse_timestamp(text_of(event, "ts"));
  stage.status = status;
  stage.detail.clear();
  stage.next_attempt_at.reset();
  if (stage.started_at && now)
    stage.duration = *now - *stage.started_at;
}

void on_completed(stage_view& stage, const json& event) {
  end(stage, stage_status::completed, event);
  stage.last_error.clear();
  stage.confidence = confidence_of(member(event, "data"), "confidence");
}

void on_failed(stage_view& stage, const json& event) {
  end(stage, stage_status::failed, event);
  const auto& data = member(event, "data");
  stage.last_error = text_of(data, "error");
  count_lost(stage, data);
}

void on_reset(stage_view& stage) {
  stage_view fresh;
  fresh.id = stage.id;
  fresh.name = stage.name;
  fresh.max_attempts = stage.max_attempts;
  stage = std::move(fresh);
}

void apply_to_stage(stage_view& stage, const std::string& type,
                    const json& event) {
  if (type == "stage.started")
    on_started(stage, event);
  else if (type == "stage.retrying")
    on_retrying(stage, member(event, "data"));
  else if (type == "stage.completed" || type == "stage.restored")
    on_completed(stage, event);
  else if (type == "stage.failed")
    on_failed(stage, event);
  else if (type == "stage.cancelled")
    end(stage, stage_status::cancelled, event);
  else if (type == "stage.reset")
    on_reset(stage);
}

void apply_to_job(job_view& view, const std::string& type, const json& data) {
  if (type == "job.started") {
    view.status = job_status::running;
    view.queue_position.reset();
  } else if (type == "job.rerun") {
    view.status = job_status::queued;
    view.error.clear();
  } else if (type == "job.finished") {
    view.status = to_job_status(text_of(data, "status"));
  }
}

} // namespace

bool is_lost(std::string_view error_class) {
  return error_class == "crash" || error_class == "drained";
}

std::size_t job_view::ended_stages() const {
  return std::size_t(
    std::count_if(stages.begin(), stages.end(),
                  [](const auto& each) { return is_terminal(each.status); }));
}

const stage_view* job_view::find(const std::string& stage) const {
  return find_stage(*this, stage);
}

job_view to_view(const json& job, std::uint64_t seq) {
  job_view view;
  view.id = text_of(job, "id");
  view.company = text_of(job, "companyName");
  view.geography = text_of(job, "geography");
  view.demo = is_set(job, "demo");
  view.status = to_job_status(text_of(job, "status"));
  view.error = text_of(job, "error");
  if (member(job, "queuePosition").is_number())
    view.queue_position = int(count_of(job, "queuePosition"));
  for (const auto& each : items(job, "stages"))
    view.stages.push_back(to_stage(each));
  view.last_seq = seq;
  return view;
}

folding fold_event(job_view& view, const json& event) {
  auto seq = std::uint64_t(count_of(event, "seq"));
  if (seq <= view.last_seq)
    return folding::repeated;
  if (seq > view.last_seq + 1)
    return folding::gap;
  view.last_seq = seq;
  auto type = text_of(event, "event");
  if (auto* stage = find_stage(view, text_of(event, "stage")))
    apply_to_stage(*stage, type, event);
  else
    apply_to_job(view, type, member(event, "data"));
  return folding::applied;
}

void fold_delta(job_view& view, const json& delta) {
  auto* stage = find_stage(view, text_of(delta, "stage"));
  if (!stage || stage->status != stage_status::running)
    return;
  stage->written = std::size_t(std::max(0ll, count_of(delta, "offset")))
                   + text_of(delta, "text").size();
  stage->detail.clear();
}

void fold_detail(job_view& view, const json& detail) {
  if (auto* stage = find_stage(view, text_of(detail, "stage"))) {
    stage->detail = text_of(detail, "detail");
    stage->next_attempt_at = parse_timestamp(text_of(detail, "until"));
  }
}

} // namespace dossier::ctl
