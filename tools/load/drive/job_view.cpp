#include "tools/load/drive/job_view.hpp"

#include <array>

namespace dossier::load {

namespace {

std::array<int, 3> call_of(const json& delta) {
  return {delta.at("generation"), delta.at("attempt"), delta.at("call")};
}

} // namespace

std::string job_view::subscription(bool in_batches) {
  texts_.clear();
  json frame{
    {"type", "subscribe"}, {"jobId", job_->id()}, {"batch", in_batches}};
  if (began_)
    frame["sinceSeq"] = last_seq_;
  return frame.dump();
}

void job_view::take(const json& frame) {
  const auto& type = frame.at("type").get_ref<const std::string&>();
  if (type == "subscribed")
    take_subscribed(frame);
  else if (type == "snapshot")
    take_snapshot(frame);
  else if (type == "event")
    take_event(frame);
  else if (type == "delta")
    take_delta(frame);
  else if (type == "gap")
    texts_.clear();
  else if (type == "error")
    fault("a subscription got " + frame.at("problem").dump());
}

void job_view::take_subscribed(const json& frame) {
  auto recovered = frame.at("recovered").get<bool>();
  live_after_ = frame.at("lastSeq").get<std::uint64_t>();
  if (recovered)
    all_->numbers.count("recovered");
  if (began_ && !recovered)
    fault("not recovered from " + std::to_string(last_seq_) + ": "
          + frame.dump());
  if (live_after_ < last_seq_)
    fault("published up to " + std::to_string(last_seq_) + ", stored up to "
          + std::to_string(live_after_));
}

void job_view::take_snapshot(const json& frame) {
  all_->numbers.count("snapshots");
  last_seq_ = frame.at("seq").get<std::uint64_t>();
  fold_.emplace(all_->shape, frame.at("job"));
  began_ = true;
  if (is_terminal(fold_->status().at("status").get<std::string>()))
    note_end();
}

void job_view::take_event(const json& frame) {
  auto seq = frame.at("seq").get<std::uint64_t>();
  if (seq != last_seq_ + 1)
    fault("after " + std::to_string(last_seq_) + " came "
          + std::to_string(seq));
  last_seq_ = seq;
  all_->numbers.count("events");
  auto sent = parse_timestamp(frame.at("ts").get<std::string>());
  if (how_ == reading::at_once && seq > live_after_ && sent)
    all_->numbers.sample("eventDelayMs", double((wall_now() - *sent).count()));
  if (fold_)
    fold_->take(frame);
  job_->note(frame, all_->faults);
  if (frame.at("event") == "job.finished")
    note_end();
}

void job_view::note_end() {
  ended_ = job_->was_seen_ending = true;
  all_->want_audit(*job_);
}

/// Text of one call follows without holes; another call only goes forward.
void job_view::take_delta(const json& frame) {
  all_->numbers.count("deltas");
  auto offset = frame.at("offset").get<std::size_t>();
  auto size = frame.at("text").get_ref<const std::string&>().size();
  auto stage = frame.at("stage").get<std::string>();
  auto [known, is_new] = texts_.try_emplace(stage);
  auto& text = known->second;
  auto call = call_of(frame);
  if (!is_new && call < text.call)
    fault("text of " + stage + " went back to an older call");
  if (!is_new && call == text.call && offset != text.end)
    fault("text of " + stage + " went from " + std::to_string(text.end) + " to "
          + std::to_string(offset));
  text = {call, offset + size};
}

void job_view::fault(const std::string& text) {
  all_->faults.add("G7", job_->id(), text);
}

} // namespace dossier::load
