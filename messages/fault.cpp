#include "messages/fault.hpp"

namespace dossier {

std::string to_string(const fault& fault) {
  auto text = fault.file;
  if (fault.line > 0)
    text += ':' + std::to_string(fault.line);
  if (!text.empty())
    text += ": ";
  if (!fault.key.empty())
    text += fault.key + ": ";
  return text + fault.reason;
}

} // namespace dossier
