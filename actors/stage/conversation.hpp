/// What one stage asks its model, turn by turn, until it has a section or has
/// to give up. Pure: answers in, the next question or the result out.
///
///     whole ──accepted──▶ section
///       │ ▲ repair, larger limit
///       │ truncated, and the stage has a split
///       ▼
///     overview ──▶ item ──▶ item ──▶ joined ──▶ section

#pragma once

#include "actors/report/review.hpp"
#include "actors/rules/job/attempt.hpp"
#include "io/llm/client.hpp"

namespace dossier {

/// What a conversation is about; it must outlive it.
struct topic {
  const pipeline_ptr& graph;
  const report::section_checks& checks;
  stage_index stage = 0;
  const struct job& job;
  timestamp now;
};

enum class text_mode : std::uint8_t {
  /// What was written before is void.
  anew,
  /// The text goes on where the answer before ended: the next piece of a split.
  goes_on,
};

struct next_request {
  std::shared_ptr<const io::llm::request> prompt;
  text_mode mode = text_mode::anew;
};

/// Pieces of a split that have been accepted. They outlive an attempt, so that
/// the next one asks for the missing ones alone.
struct split_pieces {
  /// Set once an answer was truncated.
  bool is_split = false;
  std::optional<nlohmann::json> overview;
  std::vector<nlohmann::json> items;
};

class conversation {
public:
  using turn = std::variant<next_request, section_draft, attempt_failure>;

  /// Goes on with the pieces that an earlier attempt has left.
  explicit conversation(split_pieces pieces = {});

  turn begin(const topic& about);

  turn on_answer(const topic& about, const std::string& text);

  turn on_failure(const topic& about, const attempt_failure& reason,
                  std::string_view stop_reason);

  /// The last question once more, as its call was cut off; nothing before the
  /// first.
  std::optional<next_request> asked_again() const;

  const split_pieces& pieces() const noexcept {
    return pieces_;
  }

private:
  turn ask(io::llm::request next, text_mode mode);
  const nlohmann::json* item() const;
  turn ask_piece(const topic& about, text_mode mode);
  turn begin_split(const topic& about);
  turn repair(error_class error, const std::string& text,
              const std::vector<report::violation>& errors);
  turn accept(const topic& about, nlohmann::json document);
  turn join(const topic& about);

  split_pieces pieces_;
  /// The catalogue as the last question showed it. The job's may have grown
  /// since, by ids that the answer uses for sources of its own.
  source_catalog_ptr shown_;
  /// What the foundation says is to be asked one by one.
  std::vector<nlohmann::json> wanted_;
  report::part part_ = report::part::whole;
  /// The last question with all turns before it; null before the first.
  std::shared_ptr<const io::llm::request> asked_;
  unsigned repairs_ = 0;
};

} // namespace dossier
