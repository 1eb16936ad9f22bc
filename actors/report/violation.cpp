#include "actors/report/violation.hpp"

namespace dossier::report {

namespace {

constexpr std::size_t max_summarised = 3;

} // namespace

std::string to_string(const violation& violation) {
  auto where = violation.pointer.empty() ? "the document" : violation.pointer;
  return where + ": expected " + violation.expected + ", found "
         + violation.found;
}

std::string summary_of(const std::vector<violation>& errors) {
  std::string text;
  for (std::size_t i = 0; i < errors.size() && i < max_summarised; ++i)
    text += (i > 0 ? "; " : "") + to_string(errors[i]);
  if (errors.size() > max_summarised)
    text += "; and " + std::to_string(errors.size() - max_summarised) + " more";
  return text;
}

} // namespace dossier::report
