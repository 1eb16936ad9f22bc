/// Lines that a test has typed in advance.

#pragma once

#include "tools/ctl/app/line_source.hpp"

#include <deque>

namespace dossier::ctl {

struct typed : line_source {
  std::optional<std::string> next() override {
    if (lines.empty())
      return {};
    auto line = std::move(lines.front());
    lines.pop_front();
    return line;
  }

  bool has_ended() const override {
    return lines.empty();
  }

  std::deque<std::string> lines;
};

} // namespace dossier::ctl
