/// Lines that a person edits at a terminal, with the keys of a shell: arrows
/// recall earlier lines, Tab completes the first word.

#pragma once

#include "tools/ctl/app/line_source.hpp"

#include <cstdio>
#include <memory>
#include <vector>

namespace dossier::ctl {

/// What Tab adds to the word before the cursor, and between which words it
/// cannot choose.
struct completion {
  std::string added;
  std::vector<std::string> choices;
};

/// `typed` is the line up to the cursor; only its first word is completed.
completion complete(const std::vector<std::string>& words,
                    std::string_view typed);

class edited_lines final : public line_source {
public:
  /// Leaves the terminal alone until the first invitation. `words` are those
  /// that Tab completes.
  edited_lines(std::FILE* in, std::FILE* out, std::vector<std::string> words);
  ~edited_lines() override;

  std::optional<std::string> next() override;
  bool has_ended() const override;

  /// The prompt goes to the terminal, whatever `to` is.
  void show_prompt(std::ostream& to, const std::string& prompt) override;
  void hide_prompt() override;

private:
  class editor;

  std::FILE* in_;
  std::FILE* out_;
  std::vector<std::string> words_;
  std::unique_ptr<editor> editor_;
};

} // namespace dossier::ctl
