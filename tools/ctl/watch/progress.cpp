#include "tools/ctl/watch/progress.hpp"

#include "messages/utf8.hpp"
#include "tools/ctl/text/display.hpp"
#include "tools/ctl/watch/event_text.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t job_bar_width = 24;
constexpr std::size_t stage_bar_width = 16;
constexpr std::size_t pulse_width = 4;
constexpr std::size_t longest_name = 28;

/// The pulse of a running stage moves one cell a step.
constexpr auto pulse_step = 250ms;

std::string repeat(std::string_view piece, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i)
    result += piece;
  return result;
}

std::string bar(std::size_t from, std::size_t to, std::size_t width, tone look,
                colours palette) {
  return paint(repeat("─", from), tone::faint, palette)
         + paint(repeat("━", to - from), look, palette)
         + paint(repeat("─", width - to), tone::faint, palette);
}

/// A model does not say how far it is, so a running stage shows that it
/// moves, not how much is left.
std::string pulse(time_point now, time_point since, colours palette) {
  auto span = stage_bar_width - pulse_width;
  auto step = std::size_t(std::max(now - since, 0ms) / pulse_step);
  auto at = step % (2 * span);
  auto from = at < span ? at : 2 * span - at;
  return bar(from, from + pulse_width, stage_bar_width, tone::strong, palette);
}

std::string stage_bar(const stage_view& stage, time_point now,
                      colours palette) {
  switch (stage.status) {
    case stage_status::running:
      return pulse(now, stage.started_at.value_or(now), palette);
    case stage_status::completed:
    case stage_status::failed:
    case stage_status::cancelled:
      return bar(0, stage_bar_width, stage_bar_width, tone_of(stage.status),
                 palette);
    case stage_status::pending:
    case stage_status::unknown: break;
  }
  return bar(0, 0, stage_bar_width, tone::faint, palette);
}

std::string_view sign_of(stage_status status) {
  switch (status) {
    case stage_status::running: return "▸";
    case stage_status::completed: return "✓";
    case stage_status::failed: return "✗";
    case stage_status::cancelled: return "–";
    case stage_status::pending:
    case stage_status::unknown: break;
  }
  return "·";
}

std::string wait_for(const stage_view& stage, time_point now) {
  if (!stage.next_attempt_at || *stage.next_attempt_at <= now)
    return {};
  return " in " + format_duration(*stage.next_attempt_at - now);
}

std::string running_words(const stage_view& stage, time_point now) {
  auto elapsed = format_duration(now - stage.started_at.value_or(now));
  if (stage.detail == "retry_wait")
    return "next try" + wait_for(stage, now) + attempt_of(stage) + ", "
           + stage.last_error;
  if (stage.detail == "throttled")
    return "held back by the model's provider" + wait_for(stage, now);
  if (stage.detail == "waiting")
    return "waits for a free call, " + elapsed;
  auto text = stage.written > 0 ? ", " + format_bytes(stage.written) : "";
  return elapsed + text + attempt_of(stage);
}

std::string ended_words(const stage_view& stage) {
  auto time = stage.duration ? format_duration(*stage.duration) : "";
  if (stage.status == stage_status::failed)
    return stage.last_error.empty() ? "failed" : stage.last_error;
  if (stage.status == stage_status::cancelled)
    return "cancelled";
  return time + (stage.confidence.empty() ? "" : ", " + stage.confidence);
}

std::string words_of(const stage_view& stage, time_point now) {
  if (stage.status == stage_status::running)
    return running_words(stage, now);
  return is_terminal(stage.status) ? ended_words(stage) : "";
}

std::string stage_line(const stage_view& stage, std::size_t name_width,
                       time_point now, const terminal& shape) {
  auto name = pad(fit(one_line(stage.name), name_width), name_width);
  auto used = name_width + stage_bar_width + 6;
  auto room = shape.columns > used ? shape.columns - used : 0;
  auto words = fit(one_line(words_of(stage, now)), room);
  auto look = tone_of(stage.status);
  return paint(std::string{sign_of(stage.status)}, look, shape.palette) + " "
         + name + "  " + stage_bar(stage, now, shape.palette) + "  "
         + paint(words,
                 stage.status == stage_status::failed ? tone::bad : tone::plain,
                 shape.palette);
}

std::string job_line(const job_view& view, const terminal& shape) {
  auto total = std::max<std::size_t>(view.stages.size(), 1);
  auto done = job_bar_width * view.ended_stages() / total;
  auto words = status_words(view);
  auto used = job_bar_width + utf8::width(words) + 4;
  auto room = shape.columns > used ? shape.columns - used : 0;
  return paint(fit(title_of(view), room), tone::strong, shape.palette) + "  "
         + bar(0, done, job_bar_width, tone_of(view.status), shape.palette)
         + "  " + paint(words, tone_of(view.status), shape.palette);
}

std::vector<const stage_view*> choose(const job_view& view, std::size_t room) {
  std::vector<const stage_view*> chosen;
  for (const auto& each : view.stages)
    chosen.push_back(&each);
  auto surplus = chosen.size() > room ? chosen.size() - room : 0;
  std::erase_if(chosen, [&](const auto* each) {
    auto goes = surplus > 0 && is_terminal(each->status);
    surplus -= goes ? 1 : 0;
    return goes;
  });
  chosen.resize(std::min(chosen.size(), room));
  return chosen;
}

} // namespace

std::vector<std::string> progress_lines(const job_view& view, time_point now,
                                        const terminal& shape) {
  std::size_t names = 0;
  for (const auto& each : view.stages)
    names = std::max(names, utf8::width(one_line(each.name)));
  names = std::min(names, longest_name);
  std::vector<std::string> lines{job_line(view, shape)};
  auto room = shape.rows > 2 ? shape.rows - 2 : 0;
  for (const auto* each : choose(view, room))
    lines.push_back(stage_line(*each, names, now, shape));
  return lines;
}

} // namespace dossier::ctl
