#include "io/llm/wire/stream_failure.hpp"

namespace dossier::io::llm::wire {

namespace {

std::string spoken(milliseconds time) {
  const auto count = time.count();
  if (count % 60'000 == 0 && count > 120'000)
    return std::to_string(count / 60'000) + " min";
  return count % 1'000 == 0 ? std::to_string(count / 1'000) + " s"
                            : std::to_string(count) + " ms";
}

} // namespace

stream_failure timed_out(const char* name, milliseconds limit) {
  return {stream_error::timed_out,
          std::string{name} + " within " + spoken(limit) + "."};
}

} // namespace dossier::io::llm::wire
