/// io/http/{request_check,field_value,intake,routes,query,local_access}.cpp and
/// messages/{operation,reply,time,utf8*}.cpp: what passes has a known route,
/// and parameters that are text.

#include "io/http/intake.hpp"
#include "messages/utf8.hpp"

#include <cstdlib>

using namespace dossier;
using namespace dossier::io::http;

namespace {

void require(bool promise) {
  if (!promise)
    std::abort();
}

void check_promises(const route_request& taken) {
  require(taken.row != nullptr);
  require(taken.row->body == body_form::json
          || taken.call.method != to_string(verb::post));
  for (const auto& [name, value] : taken.call.parameters) {
    require(!value.empty());
    require(dossier::utf8::is_valid(value));
    require(value.find('\0') == std::string::npos);
  }
}

} // namespace

/// The first line of the input is a target, the rest header lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto line_end = input.find('\n');
  std::string bytes{"GET /api/"};
  bytes.append(input.substr(0, line_end))
    .append(" HTTP/1.1\r\nHost: localhost\r\n");
  if (line_end != std::string_view::npos)
    bytes.append(input.substr(line_end + 1)).append("\r\n");
  bytes.append("\r\n");
  const server_options options;
  const auto checked = check_head(bytes, options.limits);
  if (const auto* head = std::get_if<request_head>(&checked)) {
    const auto plan = decide(*head, options, "trace");
    if (const auto* taken = std::get_if<route_request>(&plan))
      check_promises(*taken);
  }
  return 0;
}
