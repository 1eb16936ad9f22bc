#include "tools/ctl/pages/job_page.hpp"

#include "tools/ctl/api/status.hpp"
#include "tools/ctl/text/format.hpp"
#include "tools/ctl/text/table.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

using text_lines = std::vector<std::string>;

std::string finish(const text_lines& all) {
  return join(all, "\n") + "\n";
}

cell job_status_cell(const json& job) {
  auto word = text_of(job, "status");
  auto position = count_of(job, "queuePosition");
  auto shown = position > 0 ? word + " #" + std::to_string(position) : word;
  return {shown, tone_of(to_job_status(word))};
}

std::string money_of(const json& object) {
  auto usd = number_of(object, "costUsd");
  return usd ? format_money(*usd) : "";
}

std::string tokens_of(const json& object) {
  const auto& tokens = member(object, "tokens");
  if (!tokens.is_object())
    return tokens.is_number() ? format_count(count_of(object, "tokens")) : "";
  return format_count(count_of(tokens, "input")) + " in, "
         + format_count(count_of(tokens, "output")) + " out";
}

std::string span_of(const json& job) {
  auto start = parse_timestamp(text_of(job, "startedAt"));
  auto end = parse_timestamp(text_of(job, "completedAt"));
  return start && end ? " after " + format_duration(*end - *start) : "";
}

/// "MEDIUM 8/9", short enough for a column.
std::string brief_confidence_of(const json& job) {
  auto level = confidence_of(job, "overallConfidence");
  const auto& coverage = member(job, "confidenceCoverage");
  if (level.empty() || !coverage.is_object())
    return level;
  return level + ' ' + std::to_string(count_of(coverage, "have")) + '/'
         + std::to_string(count_of(coverage, "of"));
}

std::string progress_of(const json& job) {
  auto share = number_of(job, "progress");
  auto left = number_of(job, "estimatedTimeRemaining");
  auto text = share ? format_share(*share) : std::string{};
  if (left && *left > 0)
    text += ", about "
            + format_duration(
              std::chrono::seconds{count_of(job, "estimatedTimeRemaining")})
            + " left";
  return text;
}

/// Facts without a value are left out.
class fact_list {
public:
  explicit fact_list(const layout& shape) : shape_(shape) {
    // nop
  }

  void add(std::string_view name, const std::string& value,
           tone look = tone::plain) {
    constexpr std::size_t name_width = 12;
    if (value.empty())
      return;
    auto room = shape_.width > name_width ? shape_.width - name_width : 0;
    auto parts
      = room > 0 ? wrap(one_line(value), room) : text_lines{one_line(value)};
    for (auto& each : parts) {
      auto label = &each == &parts.front() ? name : "";
      lines_.push_back(pad(std::string{label}, name_width)
                       + paint(each, look, shape_.palette));
    }
  }

  text_lines take() {
    return std::move(lines_);
  }

private:
  layout shape_;
  text_lines lines_;
};

text_lines job_facts(const json& job, const layout& shape) {
  fact_list facts{shape};
  auto status = job_status_cell(job);
  auto ended = format_time(text_of(job, "completedAt"));
  facts.add("company",
            text_of(job, "companyName") + " (" + text_of(job, "geography")
              + ")",
            tone::strong);
  facts.add("job", text_of(job, "id"));
  facts.add("status", status.text, status.look);
  facts.add("demo", is_set(job, "demo") ? "yes: the content is fictional" : "",
            tone::careful);
  facts.add("error", text_of(job, "error"), tone::bad);
  facts.add("progress", progress_of(job));
  facts.add("confidence", overall_confidence_of(job));
  facts.add("focus", join(texts_of(job, "focusAreas")));
  facts.add("tags", join(texts_of(job, "tags")));
  facts.add("created", format_time(text_of(job, "createdAt")));
  facts.add("ended", ended.empty() ? "" : ended + span_of(job));
  facts.add("cost", money_of(job));
  facts.add("tokens", tokens_of(job));
  return facts.take();
}

/// What keeps a stage where it is: its error, or why it does not write.
std::string remark_of(const json& stage) {
  auto detail = text_of(stage, "detail");
  auto next = format_clock(text_of(stage, "nextAttemptAt"));
  auto error = text_of(stage, "lastError");
  if (detail == "retry_wait")
    return (next.empty() ? "next try soon" : "next try at " + next) + ", "
           + error;
  if (!detail.empty())
    return detail;
  auto error_class = text_of(stage, "errorClass");
  return error.empty() || error_class.empty()
           ? error
           : error + " [" + error_class + "]";
}

cell stage_status_cell(const json& stage) {
  auto word = text_of(stage, "status");
  auto look = tone_of(to_stage_status(word));
  if (is_set(stage, "stale")) {
    word += ", stale";
    look = tone::careful;
  }
  if (is_set(stage, "outdated"))
    word += ", outdated";
  return {word, look};
}

std::string attempts_of(const json& stage) {
  auto lost = count_of(stage, "lostAttempts");
  auto done = std::to_string(count_of(stage, "attempts") - lost);
  auto most = count_of(stage, "maxAttempts");
  return (most > 0 ? done + "/" + std::to_string(most) : done)
         + (lost > 0 ? " +" + std::to_string(lost) + " lost" : "");
}

text_lines stage_table(const json& job, const layout& shape) {
  using enum when_narrow;
  table stages{{{"STAGE", side::left, stays},
                {"NAME"},
                {"STATUS", side::left, stays},
                {"TRIES", side::right, goes},
                {"TIME", side::right, stays},
                {"CONFIDENCE", side::left, goes},
                {"REMARK"}}};
  for (const auto& each : items(job, "stages")) {
    auto time = duration_of(each, "duration");
    stages.add({text_of(each, "stage"), text_of(each, "name"),
                stage_status_cell(each), attempts_of(each),
                time ? format_duration(*time) : std::string{},
                confidence_of(each, "confidence"), remark_of(each)});
  }
  return stages.lines(shape.width, overflow::wrap, shape.palette);
}

std::string estimate_of(const json& plan) {
  const auto& estimate = member(plan, "estimate");
  if (!estimate.is_object())
    return "unknown: there is no history to estimate from";
  text_lines parts;
  if (auto time = duration_of(estimate, "durationMs"))
    parts.push_back("about " + format_duration(*time));
  parts.push_back(money_of(estimate));
  parts.push_back("tokens " + tokens_of(estimate));
  return join(parts);
}

bool runs_in(const json& plan, const std::string& stage) {
  const auto& stages = items(plan, "stages");
  return std::any_of(stages.begin(), stages.end(), [&](const auto& each) {
    return text_of(each, "stage") == stage;
  });
}

/// "section_3; section_1, as section_3 is missing"
std::string missing_after(const json& plan) {
  text_lines parts;
  for (const auto& each : items(plan, "missing")) {
    auto stage = text_of(each, "stage"), because = text_of(each, "because");
    if (because == stage || because.empty())
      parts.push_back(stage);
    else if (runs_in(plan, because))
      parts.push_back(stage + ", blocked by " + because + " and not asked for");
    else
      parts.push_back(stage + ", as " + because + " is missing");
  }
  return join(parts, "; ");
}

} // namespace

std::string job_list(const json& jobs, const layout& shape) {
  using enum when_narrow;
  table all{{{"JOB", side::left, stays},
             {"STATUS", side::left, stays},
             {"DONE", side::right, stays},
             {"COMPANY"},
             {"GEOGRAPHY"},
             {"CONFIDENCE", side::left, goes},
             {"COST", side::right, goes},
             {"CREATED (UTC)", side::left, goes}}};
  for (const auto& each : jobs) {
    auto name = text_of(each, "companyName");
    all.add({text_of(each, "id"), job_status_cell(each),
             format_share(number_of(each, "progress").value_or(0)),
             is_set(each, "demo") ? name + " [demo]" : name,
             text_of(each, "geography"), brief_confidence_of(each),
             money_of(each), format_time(text_of(each, "createdAt"))});
  }
  return finish(all.lines(shape.width, overflow::cut, shape.palette));
}

std::string job_page(const json& job, const layout& shape) {
  auto all = job_facts(job, shape);
  all.emplace_back();
  for (auto& each : stage_table(job, shape))
    all.push_back(std::move(each));
  return finish(all);
}

std::string plan_page(const json& plan, const layout& shape) {
  table stages{
    {{"STAGE", side::left, when_narrow::stays}, {"NAME"}, {"REASON"}}};
  for (const auto& each : items(plan, "stages"))
    stages.add({text_of(each, "stage"), text_of(each, "name"),
                humanise(text_of(each, "reason"))});
  auto all = stages.lines(shape.width, overflow::wrap, shape.palette);
  all.emplace_back();
  fact_list facts{shape};
  auto stale = join(texts_of(plan, "stale"));
  facts.add("stale after", stale.empty() ? "nothing" : stale);
  auto missing = missing_after(plan);
  facts.add("missing", missing.empty() ? "" : "still: " + missing,
            tone::careful);
  facts.add("estimate", estimate_of(plan));
  facts.add("plan", text_of(plan, "planVersion"));
  for (auto& each : facts.take())
    all.push_back(std::move(each));
  return finish(all);
}

} // namespace dossier::ctl
