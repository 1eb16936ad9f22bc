/// HTTP/1.1 answers out of bytes, chunk by chunk as they come, and unpacked
/// where they are packed.

#pragma once

#include "io/llm/wire/response/chunk_reader.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace dossier::io::llm::wire {

struct response_head {
  int status = 0;
  /// Names in lower case.
  std::vector<std::pair<std::string, std::string>> fields;

  /// Nothing when absent; the first of several.
  std::optional<std::string_view> field(std::string_view name) const noexcept;
};

/// `done`: the answer is complete, and its connection may serve again if it is
/// `is_reusable`. `broken`: this is no HTTP.
class response_reader {
public:
  static constexpr std::size_t max_header_bytes = 64 * 1024;

  response_reader();
  ~response_reader();

  /// Afterwards `take_body` has what the bytes held of the body, except that
  /// the first few may wait for others until they show what they are.
  reading feed(std::string_view bytes);

  /// The peer has closed: `done` when that ends the answer, else `broken`.
  reading feed_end();

  /// Set once the header is complete.
  const std::optional<response_head>& head() const noexcept;

  /// A piece of it, until there is none.
  std::string take_body();

  bool is_reusable() const noexcept;

  std::string_view why_broken() const noexcept;

private:
  struct parsing;
  std::unique_ptr<parsing> parsing_;
};

} // namespace dossier::io::llm::wire
