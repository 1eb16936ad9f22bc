#include "tools/load/drive/watcher.hpp"

#include "tools/load/drive/job_view.hpp"
#include "tools/net/ws_connection.hpp"

namespace dossier::load {

namespace {

using net::ws_connection;

/// After so many frames a watcher lets go of its socket.
constexpr int fewest_frames = 3;
constexpr int most_frames = 80;

/// A slow reader follows so many jobs, below the limit of a socket.
constexpr std::size_t slow_jobs = 16;

constexpr int shortest_sleep_ms = 2'000;
constexpr int longest_sleep_ms = 20'000;

constexpr int too_slow = 1013;

constexpr const char* feed_subscription
  = R"({"type":"subscribe","feed":"jobs"})";

/// What a server that drains answers to an upgrade.
constexpr int going_away = 503;

/// An open socket that has said hello; null when there is none to be had now.
asio::awaitable<std::unique_ptr<ws_connection>> connect(world& all) {
  while (!all.is_server_up && !all.is_over)
    co_await all.moved.wait();
  auto socket = std::make_unique<ws_connection>(
    all.loop, all.server, net::identity{"dossier-load", all.wanted.token});
  auto is_open = false;
  try {
    co_await socket->open();
    co_await socket->read();
    is_open = true;
    all.numbers.count("connections");
  } catch (const net::socket_closed&) {
    all.numbers.count("connectsFailed");
  } catch (const net::upgrade_refused& reason) {
    if (reason.status != going_away)
      all.faults.add("API", {}, "no socket: " + reason.body);
    all.numbers.count("upgradesRefused");
  }
  if (is_open)
    co_return socket;
  co_await pause(milliseconds{all.draw(20, 200)});
  co_return nullptr;
}

/// The next frame, or nothing when the socket is closed; `code` says how.
asio::awaitable<std::optional<json>> read(world& all, ws_connection& socket,
                                          int* code = nullptr) {
  try {
    auto frame = json::parse(co_await socket.read());
    all.numbers.count("frames");
    if (frame.at("type") == "bye")
      all.numbers.count("byes");
    co_return frame;
  } catch (const net::socket_closed& reason) {
    if (code)
      *code = reason.code;
  }
  co_return std::nullopt;
}

/// False when the socket is closed; reading says so too.
asio::awaitable<bool> send(ws_connection& socket, std::string frame) {
  try {
    co_await socket.send(std::move(frame));
    co_return true;
  } catch (const net::socket_closed&) {
    // The next connection asks again.
  }
  co_return false;
}

// -- watchers that come and go ------------------------------------------------

asio::awaitable<void> watch_for_a_while(world& all, job_view& view) {
  auto socket = co_await connect(all);
  if (!socket)
    co_return;
  auto subscription = view.subscription(all.draws(0.5));
  auto is_sent = co_await send(*socket, std::move(subscription));
  if (!is_sent)
    co_return;
  for (auto left = all.draw(fewest_frames, most_frames);
       left > 0 && !view.has_ended(); --left) {
    auto frame = co_await read(all, *socket);
    if (!frame)
      co_return;
    each_part(*frame, [&](const json& part) { view.take(part); });
  }
}

/// Snapshot and what followed are what GET says.
asio::awaitable<void> compare_with_get(world& all, const job_view& view) {
  auto reply = co_await all.calls.get("/api/research/jobs/" + view.id());
  if (reply.answer.status != 200) {
    all.faults.add("G1", view.id(), "GET says " + reply.answer.body);
    co_return;
  }
  auto answered = reply.body();
  if (!view.status() || answered.at("lastSeq") != view.last_seq())
    co_return;
  all.numbers.count("viewsCompared");
  for (const auto& text : differences(*view.status(), answered))
    all.faults.add("G7", view.id(), text);
}

/// One of the newest hundred that are open, so that it still has a life ahead.
job_record* pick(world& all) {
  constexpr std::size_t newest = 100;
  std::vector<job_record*> open;
  for (auto job = all.jobs.rbegin();
       job != all.jobs.rend() && open.size() < newest; ++job)
    if (job->is_open && !job->was_seen_ending)
      open.push_back(&*job);
  if (open.empty())
    return nullptr;
  return open[std::size_t(all.draw(0, int(open.size()) - 1))];
}

// -- slow readers -------------------------------------------------------------

using views = std::map<std::string, job_view>;

void take_part(views& seen, const json& part) {
  if (!part.contains("jobId"))
    return;
  auto view = seen.find(part.at("jobId").get<std::string>());
  if (view != seen.end() && !view->second.has_ended())
    view->second.take(part);
}

bool have_ended(const views& seen) {
  for (const auto& [id, view] : seen)
    if (!view.has_ended())
      return false;
  return true;
}

asio::awaitable<void> read_late(world& all, views& seen) {
  auto socket = co_await connect(all);
  if (!socket)
    co_return;
  for (auto& [id, view] : seen) {
    if (view.has_ended())
      continue;
    auto subscription = view.subscription(false);
    co_await send(*socket, std::move(subscription));
  }
  // Changes of all jobs, so that there is something to fall behind with.
  std::string feed = feed_subscription;
  co_await send(*socket, std::move(feed));
  co_await pause(milliseconds{all.draw(shortest_sleep_ms, longest_sleep_ms)});
  auto code = 0;
  while (!have_ended(seen)) {
    auto frame = co_await read(all, *socket, &code);
    if (!frame)
      break;
    each_part(*frame, [&](const json& part) { take_part(seen, part); });
  }
  all.numbers.count(code == too_slow ? "slowClosed" : "slowKept");
}

} // namespace

asio::awaitable<void> watch_jobs(world& all) {
  while (!all.is_over) {
    auto* job = pick(all);
    if (!job) {
      co_await all.changed.wait();
      continue;
    }
    job_view view{all, *job};
    while (!view.has_ended() && !all.is_over)
      co_await watch_for_a_while(all, view);
    if (!all.is_over)
      co_await compare_with_get(all, view);
  }
}

asio::awaitable<void> read_slowly(world& all) {
  while (!all.is_over) {
    views seen;
    while (seen.size() < slow_jobs && seen.size() < std::size_t(all.open_jobs)
           && pick(all)) {
      auto* job = pick(all);
      seen.try_emplace(job->id(), all, *job, reading::late);
    }
    if (seen.empty())
      co_await all.changed.wait();
    while (!have_ended(seen) && !all.is_over)
      co_await read_late(all, seen);
  }
}

asio::awaitable<void> follow_feed(world& all) {
  while (!all.is_over) {
    auto socket = co_await connect(all);
    if (!socket)
      continue;
    std::string subscription = feed_subscription;
    co_await send(*socket, std::move(subscription));
    while (auto frame = co_await read(all, *socket)) {
      if (frame->at("type") != "job")
        continue;
      const auto& item = frame->at("item");
      auto* job = all.find(item.at("id").get<std::string>());
      if (job && is_terminal(item.at("status").get<std::string>()))
        all.want_audit(*job);
    }
  }
}

} // namespace dossier::load
