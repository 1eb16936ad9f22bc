#include "tools/ctl/app/failure.hpp"

#include "tools/ctl/text/display.hpp"

namespace dossier::ctl {

std::string to_text(const failure& reason) {
  auto text = "dossierctl: " + one_line(reason.what_happened);
  if (!reason.why.empty())
    text += " (" + one_line(reason.why) + ")";
  if (!reason.hint.empty())
    text += ": " + one_line(reason.hint);
  text += '\n';
  for (const auto& each : reason.details)
    text += "  " + one_line(each) + '\n';
  return text;
}

json to_json(const failure& reason) {
  return {
    {"exitCode", int(reason.code)},
    {"message", reason.what_happened},
    {"why", reason.why},
    {"hint", reason.hint},
    {"problem", reason.problem},
  };
}

} // namespace dossier::ctl
