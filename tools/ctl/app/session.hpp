/// What every command is given.

#pragma once

#include "tools/ctl/api/client.hpp"
#include "tools/ctl/app/line_source.hpp"
#include "tools/ctl/net/live_socket.hpp"
#include "tools/ctl/pages/value_text.hpp"
#include "tools/ctl/text/terminal.hpp"

#include <iosfwd>
#include <string>

namespace dossier::ctl {

enum class output_format { for_people, for_programs };

struct session {
  client& server;
  live_socket& live;

  /// How errors and hints name the server.
  std::string url;

  output_format format;

  /// Data and nothing else goes to `out`; the rest goes to `err`.
  std::ostream& out;
  std::ostream& err;
  terminal out_shape;
  terminal err_shape;

  /// What is typed; null where nothing is.
  line_source* in = nullptr;
};

/// Prints the answer as JSON when it was asked for.
void print_json(session& with, const json& value);

/// A remark for people: silent with --json.
void hint(session& with, const std::string& words);

/// For tables: as wide as the terminal, without limit in a pipe.
layout table_layout(const session& with);

/// For running text: lines that an eye can follow, also in a file.
layout text_layout(const session& with);

} // namespace dossier::ctl
