/// messages/json_check.cpp and utf8*.cpp: what passes is read by the engine's
/// parser too, and written back without a complaint.

#include "messages/json_check.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (dossier::check_json(text, 64))
    return 0;
  const auto value = nlohmann::json::parse(text, nullptr, false);
  if (value.is_discarded())
    std::abort();
  return value.dump().empty();
}
