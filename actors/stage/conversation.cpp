#include "actors/stage/conversation.hpp"

#include "actors/report/extraction.hpp"
#include "actors/report/prompts/split.hpp"
#include "actors/report/repair.hpp"
#include "messages/visible.hpp"

#include <algorithm>

namespace dossier {

namespace {

using turn = conversation::turn;

turn abandon(error_class error, std::string message) {
  return attempt_failure{.error = error, .message = std::move(message)};
}

turn abandon(const report::failure& reason) {
  return abandon(reason.error, reason.message);
}

const stage_definition& definition_of(const topic& about) {
  return about.graph->stages[about.stage];
}

std::vector<io::llm::system_block>
system_blocks(std::vector<std::shared_ptr<const std::string>> texts) {
  std::vector<io::llm::system_block> result;
  for (auto& text : texts)
    result.push_back({.text = std::move(text)});
  if (!result.empty())
    result.back().cache = true;
  return result;
}

/// Models refuse a blank turn, also one of their own, so after a blank answer
/// the demand joins the question.
void add_repair_turn(std::vector<io::llm::message>& messages,
                     const std::string& text,
                     const std::vector<report::violation>& errors) {
  auto demand = report::repair_turn(text, errors);
  if (!has_visible(text)) {
    messages.back().text += "\n\n" + demand;
    return;
  }
  messages.push_back({io::llm::speaker::assistant, text});
  messages.push_back({io::llm::speaker::user, std::move(demand)});
}

} // namespace

conversation::conversation(split_pieces pieces) : pieces_(std::move(pieces)) {
  // nop
}

turn conversation::begin(const topic& about) {
  return pieces_.is_split ? begin_split(about)
                          : ask_piece(about, text_mode::anew);
}

turn conversation::on_answer(const topic& about, const std::string& text) {
  auto fits = [&](const nlohmann::json& document) {
    return about.checks.fits(about.stage, part_, document);
  };
  auto found = report::extract(text, fits);
  if (const auto* bad = std::get_if<report::malformed>(&found))
    return repair(
      error_class::malformed, text,
      {{.pointer = "", .expected = "one JSON object", .found = bad->reason}});
  auto reviewed = about.checks.review(
    std::move(std::get<report::extracted>(found).document),
    {.stage = about.stage,
     .part = part_,
     .shown = *shown_,
     .outputs = about.job.outputs,
     .now = about.now,
     .item = item()});
  if (!reviewed.errors.empty())
    return repair(error_class::schema_violation, text, reviewed.errors);
  return accept(about, std::move(reviewed.document));
}

turn conversation::on_failure(const topic& about, const attempt_failure& reason,
                              std::string_view stop_reason) {
  const auto& stage = definition_of(about);
  auto is_whole = part_ == report::part::whole;
  if (reason.error == error_class::truncated && is_whole && stage.split)
    return begin_split(about);
  auto next = *asked_;
  switch (
    rules::after_failure(stage, next.max_tokens, reason.error, stop_reason)) {
    case rules::next_call::larger:
      next.max_tokens = stage.max_tokens_large;
      return ask(std::move(next), text_mode::anew);
    case rules::next_call::none: return reason;
  }
  return reason;
}

std::optional<next_request> conversation::asked_again() const {
  return asked_ ? std::optional{next_request{asked_, text_mode::anew}}
                : std::nullopt;
}

turn conversation::ask(io::llm::request next, text_mode mode) {
  asked_ = std::make_shared<const io::llm::request>(std::move(next));
  return next_request{asked_, mode};
}

/// What the question is about, unless it is about all or about none.
const nlohmann::json* conversation::item() const {
  return part_ == report::part::item ? &wanted_[pieces_.items.size()] : nullptr;
}

/// A new question: the stage as a whole, or the next piece of its split.
turn conversation::ask_piece(const topic& about, text_mode mode) {
  shown_ = about.job.sources;
  const auto& state = *about.job.state;
  auto filled = report::fill_prompt({.graph = about.graph,
                                     .stage = about.stage,
                                     .request = state.request,
                                     .created_at = state.created_at,
                                     .outputs = about.job.outputs,
                                     .sources = *shown_,
                                     .part = part_,
                                     .item = item()});
  if (const auto* failure = std::get_if<report::failure>(&filled))
    return abandon(*failure);
  auto& prompt = std::get<report::prompt>(filled);
  io::llm::request next;
  next.stage = std::move(prompt.label);
  next.report_type = about.graph->report_type;
  next.system = system_blocks(std::move(prompt.system));
  next.messages.push_back({io::llm::speaker::user, std::move(prompt.user)});
  // Once a piece needed the larger limit, those after it have it at once: an
  // attempt makes one call more for it, not one a piece.
  next.max_tokens = std::max(asked_ ? asked_->max_tokens : 0,
                             definition_of(about).max_tokens);
  return ask(std::move(next), mode);
}

turn conversation::begin_split(const topic& about) {
  auto items
    = report::split_items(*about.graph, about.stage, about.job.outputs);
  if (const auto* failure = std::get_if<report::failure>(&items))
    return abandon(*failure);
  wanted_ = std::get<std::vector<nlohmann::json>>(std::move(items));
  pieces_.is_split = true;
  if (pieces_.items.size() > wanted_.size())
    pieces_ = {.is_split = true};
  part_ = pieces_.overview ? report::part::item : report::part::overview;
  if (pieces_.overview && pieces_.items.size() == wanted_.size())
    return join(about);
  return ask_piece(about, text_mode::anew);
}

turn conversation::repair(error_class error, const std::string& text,
                          const std::vector<report::violation>& errors) {
  if (!rules::may_repair(repairs_))
    return abandon(error, report::summary_of(errors));
  ++repairs_;
  auto next = *asked_;
  add_repair_turn(next.messages, text, errors);
  return ask(std::move(next), text_mode::anew);
}

turn conversation::accept(const topic& about, nlohmann::json document) {
  switch (part_) {
    case report::part::whole:
      return section_draft{
        std::make_shared<const nlohmann::json>(std::move(document)),
        shown_->size()};
    case report::part::overview: pieces_.overview = std::move(document); break;
    case report::part::item:
      pieces_.items.push_back(std::move(document));
      break;
  }
  if (pieces_.items.size() == wanted_.size())
    return join(about);
  part_ = report::part::item;
  return ask_piece(about, text_mode::goes_on);
}

/// The pieces were accepted one by one; what is wrong with the whole cannot be
/// repaired by asking for one of them, so the next attempt starts over.
turn conversation::join(const topic& about) {
  const auto& shown = shown_ ? *shown_ : *about.job.sources;
  auto whole = report::join_split(*about.graph, about.stage, shown,
                                  *pieces_.overview, pieces_.items);
  if (const auto* failure = std::get_if<report::failure>(&whole))
    return abandon(*failure);
  auto reviewed = about.checks.review(
    std::get<nlohmann::json>(std::move(whole)), {.stage = about.stage,
                                                 .part = report::part::whole,
                                                 .shown = shown,
                                                 .outputs = about.job.outputs,
                                                 .now = about.now});
  if (!reviewed.errors.empty()) {
    pieces_ = {.is_split = true};
    return abandon(error_class::schema_violation,
                   report::summary_of(reviewed.errors));
  }
  return section_draft{
    std::make_shared<const nlohmann::json>(std::move(reviewed.document)),
    shown.size()};
}

} // namespace dossier
