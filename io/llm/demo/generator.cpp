#include "io/llm/demo/generator.hpp"

#include "io/llm/demo/schema.hpp"
#include "io/llm/demo/writer.hpp"
#include "messages/time.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

// -- the label of a stage -----------------------------------------------------

/// `section_4 / segment: Pumps` taken apart.
struct stage_label {
  std::string stage;
  std::string piece;
  std::string item;

  std::string file() const {
    return piece.empty() ? stage : stage + "." + piece;
  }
};

stage_label parse_label(const std::string& label) {
  auto slash = label.find(" / ");
  if (slash == std::string::npos)
    return {.stage = label};
  auto piece = label.substr(slash + 3);
  auto colon = piece.find(": ");
  if (colon == std::string::npos)
    return {.stage = label.substr(0, slash), .piece = piece};
  return {.stage = label.substr(0, slash),
          .piece = piece.substr(0, colon),
          .item = piece.substr(colon + 2)};
}

// -- the prompt ---------------------------------------------------------------

constexpr std::size_t date_size = 10;

std::optional<timestamp> parse_date(std::string_view text) {
  return parse_timestamp(std::string{text} + "T00:00:00Z");
}

void read_line(std::string_view line, question& to) {
  auto take = [line](std::string_view name, std::string& field) {
    if (line.starts_with(name))
      field = line.substr(name.size());
  };
  take("Stage: ", to.stage);
  take("Company: ", to.company);
  take("Geography: ", to.geography);
}

bool read_span(std::string_view text, std::size_t middle, question& to) {
  if (middle < date_size)
    return false;
  auto first = parse_date(text.substr(middle - date_size, date_size));
  auto last_text = text.substr(middle + 4, date_size);
  auto last = parse_date(last_text);
  if (!first || !last || *last <= *first)
    return false;
  to.report_date = last_text;
  to.horizon_days = static_cast<int>(
    std::chrono::floor<std::chrono::days>(*last - *first).count());
  return true;
}

/// 0 where the prompt says nothing of new sources.
std::size_t read_next_source(std::string_view prompt) {
  constexpr std::string_view mark = "its id is S";
  std::size_t result = 0;
  if (auto at = prompt.find(mark); at != std::string_view::npos) {
    auto digits = prompt.substr(at + mark.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), result);
  }
  return result;
}

known_values names_of(const question& question, const stage_label& label) {
  known_values result{{"company", question.company},
                      {"geography", question.geography},
                      {"report_date", question.report_date},
                      {"horizon_days", question.horizon_days},
                      {"stage", label.stage},
                      {"none", nullptr}};
  if (!label.item.empty())
    result[label.piece] = label.item;
  return result;
}

// -- the section --------------------------------------------------------------

const content_template* find_template(const library& library,
                                      const stage_label& label) {
  auto found = library.sections.find(label.file());
  if (found == library.sections.end() && label.piece.empty())
    found = library.sections.find("stage");
  return found == library.sections.end() ? nullptr : &found->second;
}

const ordered_json& schema_of(const library& library,
                              const stage_label& label) {
  static const auto any_text
    = ordered_json::parse(R"({"properties": {"text": {"type": "string"}}})");
  auto found = library.schemas.find(label.file());
  return found == library.schemas.end() ? any_text : found->second;
}

bool has_property(const ordered_json& schema, const char* name) {
  auto properties = schema.find("properties");
  return properties != schema.end() && properties->contains(name);
}

void add_sources(ordered_json& to, const ordered_json& schema, writer& writer) {
  auto brought = writer.new_sources();
  if (has_property(schema, "new_sources") && !brought.empty())
    to["new_sources"] = std::move(brought);
}

} // namespace

question read_question(std::string_view prompt) {
  question result;
  auto rest = prompt;
  for (int line = 0; line < 3 && !rest.empty(); ++line) {
    auto end = std::min(rest.find('\n'), rest.size());
    read_line(rest.substr(0, end), result);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  for (auto at = rest.find(" to "); at != std::string_view::npos;
       at = rest.find(" to ", at + 1))
    if (read_span(rest, at, result))
      break;
  result.next_source = read_next_source(prompt);
  return result;
}

generator::generator(const content& content)
  : library_{compile_content(content)} {
  // nop
}

std::string generator::write(const question& question) const {
  auto label = parse_label(question.stage);
  auto company = draw_key{question.seed}.with(question.company);
  auto region = company.with(question.geography);
  writer writer{
    library_, {company, region}, label.stage, names_of(question, label)};
  writer.add_sources_from(question.next_source);
  const auto& schema = schema_of(library_, label);
  const auto* content = find_template(library_, label);
  auto section = content ? writer.write(*content) : fill_schema(schema, region);
  add_sources(section, schema, writer);
  return section.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

} // namespace dossier::io::llm::demo
