#include "messages/hash.hpp"

#include <cstdint>

namespace dossier {

std::string content_hash(std::string_view text) {
  __extension__ using wide = unsigned __int128;
  constexpr auto prime = (wide{1} << 88) + 0x13b;
  auto hash = (wide{0x6c62272e07bb0142} << 64) + 0x62b821756295c58d;
  for (unsigned char byte : text)
    hash = (hash ^ byte) * prime;
  std::string digits(32, '0');
  for (std::size_t i = 32; i-- > 0; hash >>= 4)
    digits[i] = "0123456789abcdef"[static_cast<unsigned>(hash & 15)];
  return digits;
}

} // namespace dossier
