/// Reads a request's header block more strictly than Beast does: whatever two
/// servers could understand in two ways is refused here, before any parser
/// sees it. Pure.

#pragma once

#include "io/http/field_value.hpp"
#include "io/http/options.hpp"
#include "messages/reply.hpp"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace dossier::io::http {

struct header_field {
  std::string_view name;
  std::string_view value;
};

/// A header block that passed. Views point into the bytes that were checked.
struct request_head {
  /// Length of the block with the empty line that ends it.
  std::size_t size = 0;
  std::string_view method;
  /// In origin form, whatever form it came in: begins with a slash.
  std::string target;
  /// Name and optional port of the server that is meant: the target's when it
  /// came in absolute form, or else the host's. Empty only for a probe of
  /// HTTP/1.0.
  std::string_view authority;
  /// 1 for HTTP/1.1, 0 for HTTP/1.0.
  int minor_version = 1;
  std::vector<header_field> fields;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;

  bool has_body() const noexcept {
    return chunked || content_length.value_or(0) > 0;
  }

  /// Empty when absent. Names are compared without regard to case.
  std::string_view field(std::string_view name) const noexcept;

  /// Of a field that is a list: all its lines as one, with commas between.
  std::string list(std::string_view name) const;
};

/// The empty line has not come yet.
struct head_incomplete {};

using head_check = std::variant<head_incomplete, request_head, problem>;

/// `bytes` begin with a request line.
head_check check_head(std::string_view bytes, const limits& bounds);

/// Length of the empty lines before a request line: older clients end a body
/// with one that belongs to nothing.
std::size_t size_of_empty_lines(std::string_view bytes) noexcept;

} // namespace dossier::io::http
