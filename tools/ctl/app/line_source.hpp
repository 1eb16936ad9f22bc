/// Where the lines come from that a person types; faked in tests.

#pragma once

#include <optional>
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
};

} // namespace dossier::ctl
