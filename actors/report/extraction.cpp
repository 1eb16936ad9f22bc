#include "actors/report/extraction.hpp"

#include "messages/code_units.hpp"
#include "messages/utf8.hpp"
#include "messages/visible.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace dossier::report {

namespace {

using nlohmann::json;

/// Unclosed braces in prose that are passed over before giving up, so that
/// hostile text costs at most this many scans.
constexpr std::size_t max_unclosed = 8;
/// Objects that are looked at; an answer is one of the first or none.
constexpr std::size_t max_objects = 64;
/// Longest opening line of a code fence.
constexpr std::size_t max_fence_bytes = 32;
constexpr std::size_t max_reason_bytes = 200;
constexpr std::size_t max_named_key_bytes = 80;
constexpr std::string_view blank = " \t\r\n";

struct candidate {
  std::string_view text;
  bool fenced = false;
};

// -- reading ------------------------------------------------------------------

/// Leaves the parser early; caught where it was called.
struct too_deep {};

/// Notes what the parser itself lets pass.
class strict_reader {
public:
  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (static_cast<std::size_t>(depth) >= max_document_depth
        && (event == json::parse_event_t::object_start
            || event == json::parse_event_t::array_start))
      throw too_deep{};
    if (event == json::parse_event_t::object_start)
      keys_.emplace_back();
    else if (event == json::parse_event_t::object_end && !keys_.empty())
      keys_.pop_back();
    else if (event == json::parse_event_t::key && !keys_.empty())
      note_key(parsed.get_ref<const std::string&>());
    return true;
  }

  const std::string& fault() const noexcept {
    return fault_;
  }

private:
  void note_key(const std::string& key) {
    if (!keys_.back().insert(key).second && fault_.empty())
      fault_ = "the key \"" + std::string{utf8::head(key, max_named_key_bytes)}
               + "\" twice in one object";
  }

  std::vector<std::set<std::string>> keys_;
  std::string fault_;
};

/// Without the parser's own prefix, and never cut inside a character.
std::string reason_of(const std::exception& error) {
  std::string text = error.what();
  if (auto end = text.find("] "); end != std::string::npos)
    text.erase(0, end + 2);
  return utf8::excerpt(text, max_reason_bytes);
}

std::variant<json, malformed> read_strictly(std::string_view text) {
  strict_reader strict;
  try {
    auto document = json::parse(text, std::ref(strict));
    if (!strict.fault().empty())
      return malformed{strict.fault()};
    if (!document.is_object())
      return malformed{std::string{"expected one JSON object, found "}
                       + document.type_name()};
    return document;
  } catch (const too_deep&) {
    return malformed{"nesting deeper than "
                     + std::to_string(max_document_depth)};
  } catch (const json::exception& error) {
    return malformed{reason_of(error)};
  }
}

/// Half a character in a text costs that character, not the section.
std::variant<json, malformed> read(std::string_view text) {
  auto outcome = read_strictly(text);
  if (std::holds_alternative<json>(outcome))
    return outcome;
  auto mended = with_whole_characters(text, stray_units::replaced);
  return mended == text ? outcome : read_strictly(mended);
}

// -- finding ------------------------------------------------------------------

/// One past the brace that closes the one at `open`.
std::optional<std::size_t> closing(std::string_view text, std::size_t open) {
  std::size_t depth = 0;
  bool quoted = false;
  for (auto at = open; at < text.size(); ++at) {
    auto letter = text[at];
    if (quoted && letter == '\\')
      ++at;
    else if (letter == '"')
      quoted = !quoted;
    else if (!quoted && letter == '{')
      ++depth;
    else if (!quoted && letter == '}' && --depth == 0)
      return at + 1;
  }
  return {};
}

/// Whether the last thing before `at` is the opening line of a code fence.
bool follows_fence(std::string_view text, std::size_t at) {
  auto begin = at - std::min(at, max_fence_bytes);
  auto before = visible_part(text.substr(begin, at - begin));
  auto line = before.substr(before.find_last_of('\n') + 1);
  return visible_part(line).substr(0, 3) == "```";
}

bool begins_object(std::string_view text, std::size_t open) {
  auto next = text.find_first_not_of(blank, open + 1);
  return next != std::string_view::npos && text[next] == '"';
}

/// Top-level objects in reading order. An object that never closes ends the
/// search: what lies inside it is a part, not the answer.
std::vector<candidate> find_objects(std::string_view text) {
  std::vector<candidate> result;
  std::size_t unclosed = 0;
  auto open = text.find('{');
  while (open != std::string_view::npos && unclosed < max_unclosed
         && result.size() < max_objects) {
    auto end = closing(text, open);
    if (!end && begins_object(text, open))
      break;
    if (end)
      result.push_back(
        {text.substr(open, *end - open), follows_fence(text, open)});
    else
      ++unclosed;
    open = text.find('{', end.value_or(open + 1));
  }
  std::stable_sort(
    result.begin(), result.end(), [](const candidate& a, const candidate& b) {
      return a.fenced != b.fenced ? a.fenced : a.text.size() > b.text.size();
    });
  return result;
}

std::variant<extracted, malformed> choose(std::vector<candidate> candidates,
                                          malformed otherwise,
                                          const document_test& prefers) {
  std::optional<extracted> best;
  std::optional<malformed> first_fault;
  for (const auto& [text, fenced] : candidates) {
    auto outcome = read(text);
    if (auto* fault = std::get_if<malformed>(&outcome)) {
      if (!first_fault)
        first_fault = std::move(*fault);
      continue;
    }
    extracted found{std::move(std::get<json>(outcome)),
                    fenced ? rung::fenced : rung::embedded};
    if (!prefers || prefers(found.document))
      return found;
    if (!best)
      best = std::move(found);
  }
  if (best)
    return std::move(*best);
  return first_fault.value_or(std::move(otherwise));
}

} // namespace

std::variant<extracted, malformed> extract(std::string_view text,
                                           const document_test& prefers) {
  if (text.size() > max_document_bytes)
    return malformed{"an answer over " + std::to_string(max_document_bytes)
                     + " bytes"};
  text = visible_part(text);
  if (text.empty())
    return malformed{"an empty answer"};
  auto whole = read(text);
  if (auto* document = std::get_if<json>(&whole))
    return extracted{std::move(*document), rung::alone};
  return choose(find_objects(text), std::move(std::get<malformed>(whole)),
                prefers);
}

} // namespace dossier::report
