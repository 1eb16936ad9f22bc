#include "tools/ctl/admin/prompt.hpp"

#include "tools/ctl/api/problem.hpp"
#include "tools/ctl/text/display.hpp"

namespace dossier::ctl {

namespace {

using namespace std::chrono_literals;

constexpr auto tick = 250ms;

/// The longest command, a check of a thousand jobs, takes seconds.
constexpr std::chrono::milliseconds answer_deadline = 60s;

/// Lines nobody has taken; the oldest go.
constexpr std::size_t max_news = 1000;

/// Jobs whose status is remembered.
constexpr std::size_t max_jobs = 10'000;

} // namespace

prompt::prompt(live_socket& socket, std::string url)
  : socket_(socket), url_(std::move(url)) {
  // nop
}

void prompt::open() {
  try {
    socket_.connect();
  } catch (const upgrade_refused& refusal) {
    throw refused(answer{.status = refusal.status, .body = refusal.body});
  } catch (const socket_closed& closed) {
    throw unreachable(url_, closed.what());
  }
}

void prompt::follow_jobs() {
  try {
    socket_.send(R"({"type":"subscribe","feed":"jobs"})");
  } catch (const socket_closed& closed) {
    throw unreachable(url_, closed.what());
  }
}

json prompt::ask(const admin_command& command) {
  const auto id = std::to_string(++last_id_);
  const json frame{{"type", "admin"},
                   {"id", id},
                   {"command", command.operation},
                   {"params", command.params}};
  try {
    socket_.send(frame.dump());
  } catch (const socket_closed& closed) {
    throw unreachable(url_, closed.what());
  }
  for (auto waited = 0ms; waited < answer_deadline;) {
    auto next = read(tick);
    if (!next)
      waited += tick;
    else if (text_of(*next, "type") != "admin" || text_of(*next, "id") != id)
      on_frame(*next);
    else if (is_set(*next, "ok"))
      return member(*next, "result");
    else
      throw refused(member(*next, "problem"));
  }
  throw unreachable(url_, "no answer to the command");
}

void prompt::listen(std::chrono::milliseconds patience) {
  if (auto next = read(patience))
    on_frame(*next);
}

std::vector<std::string> prompt::take_news() {
  return std::exchange(news_, {});
}

std::optional<json> prompt::read(std::chrono::milliseconds patience) {
  try {
    const auto text = socket_.read(patience);
    if (!text)
      return {};
    auto frame = json::parse(*text, nullptr, false);
    // What is no object has no type, and is passed over.
    return frame.is_object() ? frame : json::object();
  } catch (const socket_closed& closed) {
    throw unreachable(url_, closed.what());
  }
}

void prompt::on_frame(const json& frame) {
  const auto type = text_of(frame, "type");
  if (type == "jobs")
    for (const auto& each : items(frame, "items"))
      statuses_[text_of(each, "id")] = text_of(each, "status");
  else if (type == "job")
    on_job(member(frame, "item"));
  else if (type == "job_removed")
    news_.push_back(one_line(text_of(frame, "jobId")) + "  deleted");
  else if (type == "error")
    throw refused(member(frame, "problem"));
}

void prompt::on_job(const json& item) {
  const auto id = text_of(item, "id");
  const auto status = text_of(item, "status");
  auto& known = statuses_[id];
  if (std::exchange(known, status) == status)
    return;
  news_.push_back(one_line(id) + "  " + one_line(status) + "  "
                  + one_line(text_of(item, "companyName")));
  if (news_.size() > max_news)
    news_.erase(news_.begin());
  if (statuses_.size() > max_jobs)
    statuses_.erase(statuses_.begin());
}

} // namespace dossier::ctl
