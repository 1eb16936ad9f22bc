#include "tests/simulation/clients/watchers.hpp"

#include <nlohmann/json.hpp>

namespace dossier::simulation {

namespace {

using nlohmann::json;

/// Deltas beyond so many unread frames are dropped, as a real outbox does.
constexpr std::size_t max_unread = 8;

constexpr std::string_view event_prefix = R"({"v":1,"type":"event",)";

} // namespace

/// Keeps frames until they are read.
struct watcher::outbox final : io::outbox {
  io::push_result push(io::frame next, io::frame_kind kind) override {
    if (is_closed)
      return io::push_result::closed;
    if (kind == io::frame_kind::delta && unread.size() >= max_unread)
      return io::push_result::dropped;
    unread.push_back(std::move(next));
    return io::push_result::taken;
  }

  void close(int, std::string) override {
    is_closed = true;
  }

  std::vector<io::frame> unread;
  bool is_closed = false;
};

watcher::watcher(notes& log, rng& rng, const records& kept)
  : log_(log), rng_(rng), records_(kept) {
  // nop
}

// -- its connection -----------------------------------------------------------

void watcher::connect(process& to) {
  disconnect();
  client_ = std::make_shared<outbox>();
  events_ = to.gateway().connect({"watcher", io::role::admin}, client_);
  for (const auto& [id, seq] : heard_)
    subscribe(id);
}

/// What was not read is lost on the way.
void watcher::disconnect() {
  if (!events_)
    return;
  client_->is_closed = true;
  events_->closed();
  events_.reset();
}

void watcher::say(const json& frame) {
  if (events_)
    events_->receive(frame.dump());
}

void watcher::follow(const job_id& id) {
  if (!records_.is_removed(id) && heard_.emplace(id, 0).second)
    subscribe(id);
}

void watcher::subscribe(const job_id& id) {
  json frame{{"type", "subscribe"}, {"jobId", id}};
  auto since = heard_.at(id);
  // Without a position there comes a snapshot.
  if (since > 0 || rng_.one_in(2)) {
    frame["sinceSeq"] = since;
    frame["epoch"] = records_.database->epoch;
  }
  frame["deltas"] = rng_.one_in(2);
  frame["batch"] = rng_.one_in(2);
  say(frame);
}

bool watcher::read() {
  if (!events_)
    return false;
  auto frames = std::exchange(client_->unread, {});
  for (const auto& frame : frames)
    hear(*frame);
  events_->writable();
  return !frames.empty();
}

// -- what it hears ------------------------------------------------------------

void watcher::hear(const std::string& text) {
  auto frame = json::parse(text);
  if (frame.at("type") != "batch")
    return hear(frame, text);
  for (const auto& item : frame.at("items"))
    hear(item, {});
}

void watcher::hear(const json& frame, const std::string& text) {
  const auto& type = frame.at("type").get_ref<const std::string&>();
  if (type == "event")
    on_event(frame, text);
  else if (type == "snapshot")
    on_snapshot(frame);
  else if (type == "job_removed" || type == "error")
    on_gone(frame.value("jobId", ""), text);
}

/// Sent once it is so, or when it asks for a job that is gone.
void watcher::on_gone(const job_id& id, const std::string& text) {
  if (!records_.is_removed(id))
    return log_.violate("stream", "a subscription is refused: " + text);
  gone_.insert(id);
}

/// The next number, and word for word what is stored under it.
void watcher::on_event(const json& frame, const std::string& text) {
  auto id = frame.at("jobId").get<job_id>();
  auto seq = frame.at("seq").get<std::uint64_t>();
  auto& last = heard_.at(id);
  if (seq != last + 1)
    log_.violate("stream", "event " + std::to_string(seq) + " of " + id
                             + " comes after " + std::to_string(last));
  last = seq;
  const auto& stored = records_.find(id)->events;
  if (seq > stored.size())
    return log_.violate("published", "a client hears of event "
                                       + std::to_string(seq) + " of " + id
                                       + ", which is not stored");
  const auto& kept = *stored[seq - 1].text;
  if (!text.empty() && text.substr(event_prefix.size()) != kept.substr(1))
    log_.violate("published", "a client is sent other words than are stored");
}

void watcher::on_snapshot(const json& frame) {
  auto id = frame.at("jobId").get<job_id>();
  auto seq = frame.at("seq").get<std::uint64_t>();
  const auto& row = *records_.find(id);
  if (seq > row.events.size())
    log_.violate("published", "a snapshot shows what is not stored");
  if (seq < heard_.at(id))
    log_.violate("stream", "a snapshot goes back in time");
  heard_.at(id) = seq;
}

void watcher::check_caught_up() const {
  for (const auto& [id, seq] : heard_)
    if (records_.is_removed(id)) {
      if (!gone_.contains(id))
        log_.violate("stream",
                     "a client of " + id + " does not hear it is gone");
    } else if (seq != records_.find(id)->events.size()) {
      log_.violate("stream", "a client of " + id + " stays at event "
                               + std::to_string(seq));
    }
}

} // namespace dossier::simulation
