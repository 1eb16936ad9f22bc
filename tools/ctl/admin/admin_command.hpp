/// What an administrator wants done, in words: the same after
/// `dossierctl admin` and at the prompt of `dossierctl console`.

#pragma once

#include "tools/ctl/api/json.hpp"
#include "tools/ctl/text/format.hpp"

#include <memory>

namespace CLI {
class App;
}

namespace dossier::ctl {

/// One operation of administrators, with its parameters.
struct admin_command {
  /// As openapi.json names it; empty while nothing was chosen.
  std::string operation;
  json params = json::object();
};

/// Declares a sub-command for each operation; the one that is parsed fills in
/// `into`. `now` is what "an hour ago" counts from.
void declare_commands(CLI::App& app, const std::shared_ptr<admin_command>& into,
                      time_point now);

/// The words of a line, where quotes keep spaces together; nothing when a
/// quote is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view line);

/// Reads `90m`, `12h`, `2d`; nothing for other text.
std::optional<std::chrono::minutes> parse_span(std::string_view text);

} // namespace dossier::ctl
