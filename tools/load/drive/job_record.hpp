/// All that is known of one acknowledged job, from whichever client saw it.

#pragma once

#include "messages/time.hpp"
#include "tools/load/check/history.hpp"
#include "tools/load/check/verdict.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dossier::load {

/// Watchers and audits bring the same events in any order; each is compared
/// with what was published before, and taken into the history when its turn
/// comes.
class job_record {
public:
  job_record(const graph& shape, std::string id, std::string company);

  const std::string& id() const noexcept {
    return id_;
  }

  const std::string& company() const noexcept {
    return company_;
  }

  /// An event as a client got it, of a frame or a page.
  void note(json event, verdict& faults);

  /// Every event up to `last_seq` has come and none beyond it.
  void expect_complete(std::uint64_t last_seq, verdict& faults) const;

  /// The tokens of a later answer are never fewer.
  void note_totals(const json& status, verdict& faults);

  /// An output as the report shows it.
  void note_output(std::size_t stage, int version, const json& output,
                   verdict& faults) const;

  /// What the events so far add up to; null once `close` was called.
  const history* published() const noexcept {
    return published_.get();
  }

  /// The job will not be rerun: only what later readings are compared with
  /// stays in memory.
  void close();

  std::uint64_t last_seq() const noexcept {
    return hashes_.size();
  }

  timestamp submitted_at{};
  /// Body of the first acknowledgement.
  std::string answer;
  /// Until an audit has seen its end.
  bool is_open = true;
  /// It may have ended since the last audit looked.
  bool is_audit_wanted = false;
  bool is_being_audited = false;
  /// A watcher has seen its end: there is nothing more to watch.
  bool was_seen_ending = false;
  bool was_timed = false;
  int reruns = 0;
  long long feed_revision = 0;

private:
  std::string id_;
  std::string company_;
  std::unique_ptr<history> published_;
  history::outputs outputs_;
  std::vector<std::size_t> hashes_;
  std::map<std::uint64_t, json> ahead_;
  json totals_;
};

} // namespace dossier::load
