/// Gathers one request's body, whether it comes with a length or in chunks.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace dossier::io::http {

class body_reader {
public:
  enum class state { incomplete, complete, too_large, malformed };

  /// `head` is a header block that `check_head` let pass.
  body_reader(std::string_view head, std::size_t max_bytes);
  body_reader(body_reader&&) noexcept;
  body_reader& operator=(body_reader&&) noexcept;
  ~body_reader();

  /// How many of these bytes belong to the body; what follows them does not.
  std::size_t feed(std::string_view bytes);

  state where() const noexcept;

  /// The body, once.
  std::string take();

private:
  struct parser;
  std::unique_ptr<parser> parser_;
};

} // namespace dossier::io::http
