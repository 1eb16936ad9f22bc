#include "actors/report/repair.hpp"

#include "messages/visible.hpp"

namespace dossier::report {

namespace {

constexpr std::size_t max_shown = 20;

} // namespace

std::string repair_turn(std::string_view previous,
                        const std::vector<violation>& errors) {
  std::string text = has_visible(previous) ? "The answer above cannot be used."
                                           : "There was no answer.";
  text += " What is wrong, by JSON pointer:\n";
  for (std::size_t i = 0; i < errors.size() && i < max_shown; ++i)
    text += "- " + to_string(errors[i]) + "\n";
  if (errors.size() > max_shown)
    text += "- and " + std::to_string(errors.size() - max_shown)
            + " more of the kind\n";
  return text
         + "\nCorrect this and keep everything else. Return the whole JSON "
           "object again, not only the changed part: one object, nothing "
           "before or after it, no code fence.";
}

} // namespace dossier::report
