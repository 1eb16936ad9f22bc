/// Prompt templates: Markdown with variables in double braces.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::report {

struct variable {
  /// Without braces, such as `output:section_2`.
  std::string name;
  std::size_t begin = 0;
  std::size_t end = 0;
  unsigned line = 1;
};

/// In reading order. Braces that never close give a variable without name.
std::vector<variable> variables_in(std::string_view text);

/// What a variable stands for; nothing: it is unknown here.
using lookup = std::function<std::optional<std::string>(const std::string&)>;

struct filled {
  std::string text;
  /// First variable that was unknown; empty: none.
  std::string unknown;
};

/// Values are put in as they are and not searched for variables again.
filled fill(std::string_view text, const lookup& value_of);

} // namespace dossier::report
