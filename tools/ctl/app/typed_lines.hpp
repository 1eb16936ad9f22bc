/// Lines from standard input, whether a person or a program writes there.

#pragma once

#include "tools/ctl/app/line_source.hpp"

namespace dossier::ctl {

class typed_lines final : public line_source {
public:
  explicit typed_lines(int file) : file_(file) {
    // nop
  }

  std::optional<std::string> next() override;
  bool has_ended() const override;

private:
  void read_what_is_there();

  int file_;
  std::string text_;
  bool at_end_ = false;
};

} // namespace dossier::ctl
