/// The header of an answer, with what every answer carries: its length, the
/// trace, what caches may do, and what a browser must not. Pure.

#pragma once

#include "messages/reply.hpp"

namespace dossier::io::http {

/// Who takes a connection to close unless an answer says otherwise, an older
/// client, is notified that it stays open.
enum class after_answer { keep_open, say_keep_open, close };

enum class body_length { known, chunked, none };

/// What the header says beyond the reply itself.
struct answer_frame {
  std::string trace_id;
  /// As the client named us; allowed as the target of a page's sockets.
  std::string host;
  after_answer then = after_answer::keep_open;
  body_length length = body_length::known;
};

/// Up to and including the empty line.
std::string response_head(const reply& answer, const answer_frame& frame);

/// Whether a status forbids a body.
bool is_bodiless(int status) noexcept;

} // namespace dossier::io::http
