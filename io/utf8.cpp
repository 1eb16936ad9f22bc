#include "io/utf8.hpp"

#include <cstddef>

namespace dossier::io {

namespace {

struct form {
  /// Bytes after the first; none for a byte that starts no character.
  std::size_t tail = 0;
  /// Bounds of the second byte.
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  bool valid = true;
};

constexpr form form_of(unsigned char first) noexcept {
  if (first < 0x80)
    return {};
  if (first >= 0xC2 && first <= 0xDF)
    return {1};
  if (first == 0xE0)
    return {2, 0xA0, 0xBF};
  if (first == 0xED)
    return {2, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF)
    return {2};
  if (first == 0xF0)
    return {3, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3)
    return {3};
  if (first == 0xF4)
    return {3, 0x80, 0x8F};
  return {0, 0, 0, false};
}

} // namespace

bool is_utf8(std::string_view bytes) noexcept {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto shape = form_of(static_cast<unsigned char>(bytes[i++]));
    if (!shape.valid || bytes.size() - i < shape.tail)
      return false;
    for (std::size_t k = 0; k < shape.tail; ++k, ++i) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      const auto low = k == 0 ? shape.low : 0x80;
      const auto high = k == 0 ? shape.high : 0xBF;
      if (byte < low || byte > high)
        return false;
    }
  }
  return true;
}

} // namespace dossier::io
