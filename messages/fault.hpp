/// Something wrong with a file that an operator wrote: a setting, a pipeline,
/// a prompt or a schema.

#pragma once

#include <string>
#include <vector>

namespace dossier {

struct fault {
  std::string file;
  /// 0: no line in particular.
  unsigned line = 0;
  /// JSON pointer, setting or variable; empty: the file as a whole.
  std::string key;
  std::string reason;

  friend bool operator==(const fault&, const fault&) = default;
};

using faults = std::vector<fault>;

/// `file:line: key: reason`, without the parts that are empty.
std::string to_string(const fault& fault);

} // namespace dossier
