/// io/ws/frames.cpp and messages/utf8*.cpp: bytes mean the same however they
/// are cut, and no message is larger than allowed.

#include "io/ws/frames.hpp"
#include "messages/utf8.hpp"

#include <cstdlib>
#include <vector>

using namespace dossier::io::ws;

namespace {

constexpr std::size_t max_bytes = 1024;

void require(bool promise) {
  if (!promise)
    std::abort();
}

/// One letter and one text for each frame that was read.
std::string transcript(std::string_view bytes, std::size_t step) {
  frame_reader reader{max_bytes};
  std::string result;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.feed(bytes.substr(at, step));
    while (auto next = reader.next()) {
      result += static_cast<char>('0' + next->index());
      if (const auto* message = std::get_if<text_message>(&*next)) {
        require(message->text.size() <= max_bytes);
        require(dossier::utf8::is_valid(message->text));
        result += message->text;
      }
    }
  }
  return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  require(transcript(bytes, 1) == transcript(bytes, size + 1));
  return 0;
}
