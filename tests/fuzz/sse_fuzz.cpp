/// io/llm/wire/response/sse_parser.cpp: events are the same however the bytes
/// are cut, and none is larger than allowed.

#include "io/llm/wire/response/sse_parser.hpp"

#include <cstdint>
#include <cstdlib>

using namespace dossier::io::llm;

namespace {

constexpr std::size_t max_bytes = 512;

void require(bool promise) {
  if (!promise)
    std::abort();
}

struct transcript {
  std::vector<wire::sse_event> events;
  wire::sse_state state = wire::sse_state::reading;

  friend bool operator==(const transcript&, const transcript&) = default;
};

transcript read(std::string_view bytes, std::size_t step) {
  wire::sse_parser parser{max_bytes};
  transcript result;
  for (std::size_t at = 0; at < bytes.size(); at += step)
    result.state = parser.feed(bytes.substr(at, step), result.events);
  for (const auto& event : result.events) {
    require(event.name.size() + event.data.size() <= max_bytes);
    require(event.name.find_first_of("\r\n") == std::string::npos);
    require(event.data.find('\r') == std::string::npos);
  }
  return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto whole = read(bytes, size + 1);
  require(read(bytes, 1) == whole);
  require(read(bytes, 3) == whole);
  return 0;
}
