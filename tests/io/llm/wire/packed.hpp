/// Bodies packed as servers pack them.

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <zlib.h>

namespace dossier::test {

inline std::string packed(std::string_view text, int window) {
  z_stream stream{};
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8,
                     Z_DEFAULT_STRATEGY)
      != Z_OK)
    throw std::runtime_error("a test cannot pack");
  std::string result(::deflateBound(&stream, text.size()), '\0');
  std::string from{text};
  stream.next_in = reinterpret_cast<Bytef*>(from.data());
  stream.avail_in = static_cast<uInt>(from.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  ::deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  ::deflateEnd(&stream);
  return result;
}

inline std::string gzipped(std::string_view text) {
  return packed(text, MAX_WBITS + 16);
}

/// What HTTP calls `deflate`.
inline std::string deflated(std::string_view text) {
  return packed(text, MAX_WBITS);
}

} // namespace dossier::test
