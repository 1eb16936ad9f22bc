#include "tools/load/drive/job_record.hpp"

#include "messages/hash.hpp"

#include <functional>

namespace dossier::load {

namespace {

std::size_t hash_of(const json& event) {
  return std::hash<std::string>{}(event.dump());
}

} // namespace

job_record::job_record(const graph& shape, std::string id, std::string company)
  : id_(std::move(id)), company_(std::move(company)),
    published_(std::make_unique<history>(shape, id_)) {
  // nop
}

void job_record::note(json event, verdict& faults) {
  event.erase("v");
  event.erase("type");
  auto seq = event.at("seq").get<std::uint64_t>();
  if (seq <= hashes_.size()) {
    if (hash_of(event) != hashes_[seq - 1])
      faults.add("G7", id_,
                 "event " + std::to_string(seq) + " changed: " + event.dump());
    return;
  }
  auto [entry, is_new] = ahead_.try_emplace(seq, std::move(event));
  if (!is_new && entry->second != event)
    faults.add("G7", id_, "event " + std::to_string(seq) + " changed");
  for (auto next = ahead_.begin();
       published_ && next != ahead_.end() && next->first == hashes_.size() + 1;
       next = ahead_.erase(next)) {
    hashes_.push_back(hash_of(next->second));
    for (const auto& text : published_->take(next->second))
      faults.add("G5", id_, text);
  }
}

void job_record::expect_complete(std::uint64_t last_seq,
                                 verdict& faults) const {
  if (hashes_.size() < last_seq)
    faults.add("G7", id_,
               "lastSeq is " + std::to_string(last_seq) + ", but "
                 + std::to_string(hashes_.size())
                 + " events in a row are stored");
  if (!ahead_.empty() && ahead_.rbegin()->first > last_seq)
    faults.add("G7", id_,
               "event " + std::to_string(ahead_.rbegin()->first)
                 + " was published and is not stored");
}

void job_record::note_totals(const json& status, verdict& faults) {
  for (const auto& stage : status.at("stages")) {
    const auto& name = stage.at("stage").get_ref<const std::string&>();
    for (const auto& [kind, count] : stage.at("tokens").items()) {
      auto& known = totals_[name][kind];
      if (!known.is_null() && known.get<long long>() > count.get<long long>())
        faults.add("G6", id_, "tokens of " + name + " fell");
      known = count;
    }
  }
}

void job_record::note_output(std::size_t stage, int version, const json& output,
                             verdict& faults) const {
  const auto& known = published_ ? published_->output_hashes() : outputs_;
  auto found = known.find({stage, version});
  if (found == known.end())
    faults.add("G3", id_,
               "an output that no event reported: stage "
                 + std::to_string(stage) + " version "
                 + std::to_string(version));
  else if (content_hash(output.dump()) != found->second)
    faults.add("G3", id_,
               "the output is not the one of its event: stage "
                 + std::to_string(stage) + " version "
                 + std::to_string(version));
}

void job_record::close() {
  if (published_)
    outputs_ = published_->output_hashes();
  published_.reset();
}

} // namespace dossier::load
