/// Mistakes that an engine could make, planted from outside: in messages on
/// their way, in commits before they are written, in the pipeline the engine is
/// given. A simulation that does not notice them proves nothing.

#pragma once

#include "tests/simulation/world/process.hpp"

#include <span>

namespace dossier::simulation {

class planted_bug {
public:
  virtual ~planted_bug() = default;

  /// Sees each message before it is heard.
  virtual fate on_message(const delivery& next);

  /// What is written in the place of a commit; null: nothing.
  virtual commit_ptr tamper(commit_ptr commit);

  /// Changes the pipeline that the engine is given.
  virtual void distort(pipeline& graph);
};

struct bug_kind {
  std::string_view name;
  /// The mistake, in one sentence.
  std::string_view description;
  std::unique_ptr<planted_bug> (*make)();
};

std::span<const bug_kind> known_bugs();

/// Null for a name that is none.
const bug_kind* find_bug(std::string_view name);

} // namespace dossier::simulation
