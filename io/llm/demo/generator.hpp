/// Invents the sections of a report: the same question gives the same bytes,
/// and all sections of one company tell of the same figures.

#pragma once

#include "io/llm/demo/library.hpp"

#include <cstdint>

namespace dossier::io::llm::demo {

struct question {
  /// As in a prompt: `section_4`, `section_4 / segment: Pumps`.
  std::string stage;
  std::string company;
  std::string geography;
  /// The day a report speaks from, and how far it looks back.
  std::string report_date = "2026-01-15";
  int horizon_days = 365;
  std::uint64_t seed = 0;
  /// Number of the first source that the section may add; 0: the one after the
  /// foundation's.
  std::size_t next_source = 0;
};

/// Takes what it finds in the opening lines of a prompt, the first span of days
/// such as `2025-11-21 to 2026-11-21`, and the id of a new source in words such
/// as `its id is S29`; the rest stays as it is.
question read_question(std::string_view prompt);

/// Thread-safe.
class generator {
public:
  /// Throws `std::runtime_error` that names file and place of a fault.
  explicit generator(const content& content);

  /// The JSON text of a section. A stage without content of its own is filled
  /// from its schema. Throws `std::runtime_error` for content that does not
  /// add up.
  std::string write(const question& question) const;

private:
  library library_;
};

} // namespace dossier::io::llm::demo
