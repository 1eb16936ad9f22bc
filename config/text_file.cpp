#include "config/text_file.hpp"

#include <array>
#include <fstream>

namespace dossier::config {

/// Iterators over the stream's buffer would throw what `read` notes.
std::optional<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::string text;
  std::array<char, 4096> piece;
  while (in && text.size() <= max_file_bytes) {
    in.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof() || text.size() > max_file_bytes)
    return {};
  return text;
}

} // namespace dossier::config
