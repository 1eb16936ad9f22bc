/// Our nouns as JSON, for the wire and for storage. Ids stand for indices: a
/// stage is written by its id in the job's pipeline.

#pragma once

#include "messages/commit.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace dossier {

/// Keeps the order in which the API lists fields.
using json = nlohmann::ordered_json;

/// Where the order of members says nothing, as in what clients send.
using sorted_json = nlohmann::json;

// -- parts --------------------------------------------------------------------

/// Null for absence.
json to_json(const std::optional<timestamp>& when);
json to_json(const token_counts& tokens);
json to_json(const job_request& request);
/// `{id, citation, url?, type, date}`.
json to_json(const source& source);

/// Dollars of an amount, as the API gives cost; and back.
double to_usd(nano_usd amount) noexcept;
nano_usd from_usd(double amount) noexcept;

/// Ids of a set of stages, in pipeline order.
json stage_ids(const pipeline& graph, stage_set stages);

/// Id of a stage, or null.
json stage_id(const pipeline& graph, std::optional<stage_index> stage);

/// JSON text; bytes that are no UTF-8 become replacement characters.
std::string to_text(const json& value);

/// Text as `to_text` would write it: for words that are not ours.
std::string to_utf8(std::string text);

// -- events -------------------------------------------------------------------

/// Writes an event as it is stored and published.
encoded_event encode(const job_event& event, const job_id& job,
                     const pipeline& graph);

/// Reads what `encode` wrote; nothing when the text is no such event.
std::optional<job_event> decode_event(std::string_view text,
                                      const pipeline& graph);

std::string_view to_string(enum cascade cascade) noexcept;
std::optional<enum cascade> parse_cascade(std::string_view text) noexcept;

// -- attempts -----------------------------------------------------------------

json to_json(const attempt_record& attempt, const pipeline& graph);

/// Null where there is no value.
template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

} // namespace dossier
