#include "messages/fault.hpp"

namespace dossier {

std::string to_string(const fault& what) {
  auto text = what.file;
  if (what.line > 0)
    text += ':' + std::to_string(what.line);
  if (!text.empty())
    text += ": ";
  if (!what.key.empty())
    text += what.key + ": ";
  return text + what.reason;
}

} // namespace dossier
