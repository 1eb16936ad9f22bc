#include "tests/simulation/world/bugs.hpp"

namespace dossier::simulation {

fate planted_bug::on_message(const delivery&) {
  return fate::heard;
}

commit_ptr planted_bug::tamper(commit_ptr what) {
  return what;
}

void planted_bug::distort(pipeline&) {
  // nop
}

std::span<const bug_kind> known_bugs() {
  return {};
}

const bug_kind* find_bug(std::string_view name) {
  for (const auto& kind : known_bugs())
    if (kind.name == name)
      return &kind;
  return nullptr;
}

} // namespace dossier::simulation
