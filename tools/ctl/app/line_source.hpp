/// Where the lines come from that a person types; faked in tests.

#pragma once

#include <optional>
#include <ostream>
#include <string>

namespace dossier::ctl {

/// One thread; never blocks.
class line_source {
public:
  virtual ~line_source() = default;

  /// Without its line break; nothing while none is there.
  virtual std::optional<std::string> next() = 0;

  /// Nothing more will come.
  virtual bool has_ended() const = 0;

  /// Shows a person that a line is wanted, with what has been typed of it.
  virtual void show_prompt(std::ostream& to, const std::string& prompt) {
    to << prompt << std::flush;
  }

  /// Makes room for other lines, until the next invitation.
  virtual void hide_prompt() {
    // nop
  }
};

} // namespace dossier::ctl
