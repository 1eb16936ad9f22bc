/// What one client sees of one job: its snapshot, the events after it, and the
/// text that streams in between.

#pragma once

#include "tools/load/drive/world.hpp"

#include <array>

namespace dossier::load {

/// Who reads late cannot tell how long an event was on its way.
enum class reading { at_once, late };

/// Lives over several connections: what comes on the next one must go on where
/// the last one ended.
class job_view {
public:
  job_view(world& all, job_record& job, reading how = reading::at_once)
    : all_(&all), job_(&job), how_(how) {
    // nop
  }

  /// What to ask on a new connection.
  std::string subscription(bool in_batches);

  /// A frame about this job. A batch must have been taken apart.
  void take(const json& frame);

  bool has_ended() const noexcept {
    return ended_;
  }

  /// What the client believes; null when it came too late to see anything.
  const json* status() const noexcept {
    return fold_ ? &fold_->status() : nullptr;
  }

  std::uint64_t last_seq() const noexcept {
    return last_seq_;
  }

  const std::string& id() const noexcept {
    return job_->id();
  }

private:
  /// Where the text of a call stands.
  struct position {
    std::array<int, 3> call{};
    std::size_t end = 0;
  };

  void take_subscribed(const json& frame);
  void take_snapshot(const json& frame);
  void take_event(const json& frame);
  void take_delta(const json& frame);
  void note_end();
  void fault(const std::string& text);

  world* all_;
  job_record* job_;
  reading how_;
  std::optional<job_fold> fold_;
  std::uint64_t last_seq_ = 0;
  /// Later events are published as they happen, so their delay can be measured.
  std::uint64_t live_after_ = 0;
  bool began_ = false;
  bool ended_ = false;
  /// Of this connection alone.
  std::map<std::string, position> texts_;
};

/// Takes a frame apart if it is a batch, and gives its parts to `use`.
template <class Use>
void each_part(const json& frame, Use use) {
  if (frame.at("type") != "batch")
    return use(frame);
  for (const auto& item : frame.at("items"))
    use(item);
}

} // namespace dossier::load
