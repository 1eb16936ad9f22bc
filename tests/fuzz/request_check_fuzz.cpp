/// io/http/{request_check,field_value}.cpp: what passes has one host and one
/// framing, and a cut header never means something else than the whole one.

#include "io/http/request_check.hpp"

#include <cstdlib>

using namespace dossier;
using namespace dossier::io::http;

namespace {

void require(bool promise) {
  if (!promise)
    std::abort();
}

void check_promises(const request_head& head, std::string_view bytes) {
  const auto block = bytes.substr(0, head.size);
  require(block.ends_with("\r\n\r\n"));
  require(block.find('\0') == std::string_view::npos);
  require(head.target.starts_with('/'));
  require(!head.authority.empty() || head.minor_version == 0);
  require(!head.field("Host").empty() || head.minor_version == 0);
  require(!(head.chunked && head.content_length));
  require(!(head.chunked && head.minor_version == 0));
  for (std::size_t i = 0; i < block.size(); ++i)
    require(block[i] != '\n' || (i > 0 && block[i - 1] == '\r'));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  limits bounds;
  const auto checked = check_head(bytes, bounds);
  const auto* head = std::get_if<request_head>(&checked);
  if (!head)
    return 0;
  check_promises(*head, bytes);
  const auto cut = check_head(bytes.substr(0, head->size - 1), bounds);
  require(std::holds_alternative<head_incomplete>(cut));
  const auto same = check_head(bytes.substr(0, head->size), bounds);
  require(std::holds_alternative<request_head>(same));
  return 0;
}
