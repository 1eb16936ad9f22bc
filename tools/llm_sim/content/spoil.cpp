#include "tools/llm_sim/content/spoil.hpp"

#include "tools/llm_sim/content/tokens.hpp"

#include <nlohmann/json.hpp>

namespace dossier::llm_sim {

namespace {

using json = nlohmann::ordered_json;

// -- what a schema or a rule forbids ------------------------------------------

void drop_member(json& section) {
  if (section.contains("confidence"))
    section.erase("confidence");
  else if (!section.empty())
    section.erase(section.begin());
}

void change_type(json& section) {
  for (auto& member : section)
    if (member.is_array() || member.is_object()) {
      member = "of another type";
      return;
    }
  if (!section.empty())
    section.front() = json::array();
}

void change_enumerator(json& section) {
  if (section.contains("confidence") && section["confidence"].is_object())
    section["confidence"]["level"] = "VERY_HIGH";
  else
    section["confidence"] = {{"level", "VERY_HIGH"}, {"reason", "None."}};
}

/// Whether there was a sentence to end with a citation.
bool cite_unknown(json& value) {
  if (value.is_string()
      && value.get_ref<const std::string&>().find(' ') != std::string::npos) {
    value = value.get<std::string>() + " (S999)";
    return true;
  }
  if (value.is_structured())
    for (auto& member : value)
      if (cite_unknown(member))
        return true;
  return false;
}

/// Whether there was one. Fifteen words is the limit.
bool lengthen_quote(json& value) {
  if (value.is_object() && value.contains("quote")) {
    std::string words = "Margins";
    for (int i = 0; i < 20; ++i)
      words += " and margins";
    value["quote"] = words;
    return true;
  }
  if (value.is_structured())
    for (auto& member : value)
      if (lengthen_quote(member))
        return true;
  return false;
}

std::string violate(const std::string& text, const std::string& name) {
  auto section = json::parse(text, nullptr, false);
  if (!section.is_object())
    return text;
  if (name == "missing")
    drop_member(section);
  else if (name == "type")
    change_type(section);
  else if (name == "enum")
    change_enumerator(section);
  else if (name == "extra")
    section["nobody_asked_for_this"] = true;
  else if (name == "source" || !lengthen_quote(section))
    if (!cite_unknown(section))
      section["note"] = "As it says (S999).";
  return section.dump();
}

// -- what no parser takes -----------------------------------------------------

std::string with_trailing_comma(std::string text) {
  auto end = text.rfind('}');
  if (end != std::string::npos)
    text.insert(end, ",");
  return text;
}

/// The first number that is a value becomes none.
std::string with_nan(const std::string& text) {
  for (auto at = text.find("\":"); at != std::string::npos;
       at = text.find("\":", at + 2)) {
    auto from = at + 2;
    auto to = text.find_first_not_of("-+.0123456789eE", from);
    if (to != from && to != std::string::npos)
      return text.substr(0, from) + "NaN" + text.substr(to);
  }
  auto end = text.rfind('}');
  return end == std::string::npos
           ? text
           : text.substr(0, end) + R"(,"not_a_number":NaN})";
}

std::string with_duplicate_key(const std::string& text) {
  auto from = text.find('"');
  auto to = text.find("\":");
  if (!text.starts_with('{') || to == std::string::npos)
    return text;
  auto key = text.substr(from, to + 1 - from);
  return "{" + key + ":null," + text.substr(1);
}

std::string cut(const std::string& text, const fault& by) {
  auto half = static_cast<std::uint64_t>(tokens_in(text.size())) / 2;
  return std::string{first_tokens(text, by.number("at").value_or(half))};
}

using spoiler = std::string (*)(const std::string&, const fault&);

constexpr std::pair<fault_kind, spoiler> spoilers[]{
  {fault_kind::fence,
   [](const std::string& text, const fault&) {
     return "```json\n" + text + "\n```";
   }},
  {fault_kind::prose,
   [](const std::string& text, const fault&) {
     return "Here is the section you asked for:\n\n" + text
            + "\n\nTell me if it should be shorter.";
   }},
  {fault_kind::two_objects,
   [](const std::string& text, const fault&) { return text + "\n" + text; }},
  {fault_kind::trailing,
   [](const std::string& text, const fault&) {
     return with_trailing_comma(text);
   }},
  {fault_kind::nan,
   [](const std::string& text, const fault&) { return with_nan(text); }},
  {fault_kind::dup_key, [](const std::string& text,
                           const fault&) { return with_duplicate_key(text); }},
  {fault_kind::bad_json, cut},
  {fault_kind::blank,
   [](const std::string&, const fault&) {
     return std::string{"\n\n \u3000\u00a0\n"};
   }},
  {fault_kind::schema,
   [](const std::string& text, const fault& by) {
     return violate(text, by.word("op", "missing"));
   }},
};

} // namespace

std::string spoil(std::string text, const std::vector<fault>& faults) {
  for (const auto& one : faults)
    for (const auto& [kind, apply] : spoilers)
      if (kind == one.kind)
        text = apply(text, one);
  return text;
}

} // namespace dossier::llm_sim
