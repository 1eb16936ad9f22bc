#include "tools/ctl/commands/admin_answer.hpp"

#include <ostream>

namespace dossier::ctl {

void print_answer(session& with, const json& answer) {
  if (with.format == output_format::for_programs)
    print_json(with, answer);
  else
    for (const auto& line : value_lines(answer, table_layout(with)))
      with.out << line << '\n';
  // Who reads this waits for it before the next command.
  with.out << std::flush;
}

time_point clock_now() {
  return std::chrono::floor<std::chrono::milliseconds>(
    std::chrono::system_clock::now());
}

} // namespace dossier::ctl
