#include "tools/ctl/pages/report_page.hpp"

#include "messages/utf8.hpp"
#include "tools/ctl/api/status.hpp"
#include "tools/ctl/text/display.hpp"
#include "tools/ctl/text/format.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

constexpr std::string_view demo_notice
  = "DEMO: written by the built-in demo provider. Companies, figures and "
    "sources in it are fictional.";

constexpr std::string_view foundation = "foundation";

using text_lines = std::vector<std::string>;

void add(text_lines& to, text_lines more, std::string_view space = {}) {
  for (auto& each : indent(std::move(more), space))
    to.push_back(std::move(each));
}

std::string rule(std::string_view title, std::string_view stroke) {
  std::string result;
  for (std::size_t i = utf8::width(title); i > 0; --i)
    result += stroke;
  return result;
}

std::string name_of(const json& section) {
  auto name = text_of(section, "name");
  return one_line(name.empty() ? text_of(section, "stage") : name);
}

/// "completed_with_errors · 2026-11-02 · confidence MEDIUM · $0.42"
std::string head_line(const json& report) {
  const auto& meta = member(report, "metadata");
  text_lines parts{text_of(report, "status")};
  if (auto date = text_of(meta, "generatedDate"); !date.empty())
    parts.push_back(format_time(date));
  if (auto level = overall_confidence_of(meta); !level.empty())
    parts.push_back("confidence " + level);
  if (auto cost = number_of(meta, "costUsd"))
    parts.push_back(format_money(*cost));
  return one_line(join(parts, " · "));
}

std::string reason_of(const json& section) {
  auto error = text_of(section, "lastError");
  return one_line("failed: " + (error.empty() ? "no reason given" : error));
}

std::string failure_of(const json& section) {
  return name_of(section) + " " + reason_of(section);
}

text_lines head(const json& report, const layout& shape) {
  const auto& meta = member(report, "metadata");
  auto title = one_line(text_of(meta, "companyName") + " ("
                        + text_of(meta, "geography") + ")");
  text_lines result{paint(title, tone::strong, shape.palette), rule(title, "═"),
                    head_line(report)};
  if (is_set(meta, "demo"))
    for (auto& each : wrap(demo_notice, shape.width))
      result.push_back(paint(std::move(each), tone::careful, shape.palette));
  for (const auto& each : items(report, "sections"))
    if (to_stage_status(text_of(each, "status")) == stage_status::failed)
      for (auto& line : wrap(failure_of(each), shape.width))
        result.push_back(paint(std::move(line), tone::bad, shape.palette));
  return result;
}

/// Why a section has no text, in place of it.
text_lines without_output(const json& section, const layout& shape) {
  auto status = to_stage_status(text_of(section, "status"));
  if (status == stage_status::failed)
    return wrap(reason_of(section), shape.width);
  return {"not written: the stage is " + std::string{to_string(status)}};
}

/// What became of the newer version that was to replace the one shown.
std::string newer_words(const json& section) {
  switch (to_stage_status(text_of(section, "status"))) {
    case stage_status::running: return "a newer one is being written";
    case stage_status::failed: return "a newer one " + reason_of(section);
    case stage_status::cancelled: return "a newer one was cancelled";
    case stage_status::pending:
    case stage_status::completed:
    case stage_status::unknown: break;
  }
  return "a newer one is to be written";
}

text_lines previous_lines(const json& section, const layout& shape) {
  const auto& old = member(section, "previous");
  auto words = "version " + std::to_string(count_of(old, "version")) + " of "
               + format_time(text_of(old, "completedAt")) + "; "
               + newer_words(section);
  text_lines result;
  for (auto& each : wrap(words, shape.width))
    result.push_back(paint(std::move(each), tone::careful, shape.palette));
  add(result, value_lines(member(old, "output"), shape));
  return result;
}

text_lines body_lines(const json& section, const layout& shape) {
  const auto& output = member(section, "output");
  if (!output.is_null())
    return value_lines(output, shape);
  return member(section, "previous").is_object()
           ? previous_lines(section, shape)
           : without_output(section, shape);
}

text_lines section_lines(const json& section, const layout& shape) {
  auto name = name_of(section);
  text_lines result{paint(name, tone::strong, shape.palette), rule(name, "─")};
  if (is_set(section, "stale"))
    result.push_back("stale: a section that it builds on has changed since");
  add(result, body_lines(section, shape));
  return result;
}

text_lines source_lines(const json& source, const layout& shape) {
  constexpr std::size_t id_width = 5;
  auto text = text_of(source, "citation");
  for (const auto* key : {"type", "date", "url"})
    if (auto more = text_of(source, key); !more.empty())
      text += ", " + more;
  auto used = texts_of(source, "sectionsUsedIn");
  text += used.empty() ? " (not used)" : " (used in " + join(used) + ")";
  auto result = indent(wrap(one_line(text), shape.width - id_width),
                       std::string(id_width, ' '));
  auto id = pad(fit(one_line(text_of(source, "id")), id_width - 1), id_width);
  result[0].replace(0, id_width, id);
  return result;
}

text_lines catalogue_lines(const json& report, const layout& shape) {
  text_lines result{paint("Sources", tone::strong, shape.palette),
                    rule("Sources", "─")};
  for (const auto& each : items(report, "sourceCatalog"))
    add(result, source_lines(each, shape));
  return result;
}

text_lines warning_lines(const json& report, const layout& shape) {
  text_lines result{paint("Warnings", tone::strong, shape.palette),
                    rule("Warnings", "─")};
  for (const auto& each : items(report, "warnings"))
    add(result, wrap(one_line("- " + text_of(each, "stage") + ": "
                              + text_of(each, "detail")),
                     shape.width));
  return result;
}

/// In the report's order, with the foundation behind what builds on it.
std::vector<const json*> reading_order(const json& report) {
  std::vector<const json*> order;
  for (const auto& each : items(report, "sections"))
    order.push_back(&each);
  std::stable_partition(order.begin(), order.end(), [](const json* each) {
    return text_of(*each, "stage") != foundation;
  });
  return order;
}

} // namespace

std::string report_page(const json& report, const layout& shape) {
  auto all = head(report, shape);
  for (const auto* each : reading_order(report)) {
    all.insert(all.end(), 2, "");
    add(all, section_lines(*each, shape));
  }
  if (!items(report, "sourceCatalog").empty()) {
    all.insert(all.end(), 2, "");
    add(all, catalogue_lines(report, shape));
  }
  if (!items(report, "warnings").empty()) {
    all.insert(all.end(), 2, "");
    add(all, warning_lines(report, shape));
  }
  return join(all, "\n") + "\n";
}

std::string section_page(const json& section, const layout& shape) {
  return join(section_lines(section, shape), "\n") + "\n";
}

const json& find_section(const json& report, const std::string& wanted) {
  static const json none;
  for (const auto& each : items(report, "sections"))
    for (const auto* key : {"stage", "field", "name"})
      if (utf8::fold(text_of(each, key)) == utf8::fold(wanted))
        return each;
  return none;
}

} // namespace dossier::ctl
