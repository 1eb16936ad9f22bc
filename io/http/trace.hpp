/// Joins what a client saw with what the log says.

#pragma once

#include <string>
#include <string_view>

namespace dossier::io::http {

/// The trace of a W3C `traceparent` header; a random one when it is absent or
/// not valid. 32 hexadecimal digits.
std::string trace_of(std::string_view traceparent);

} // namespace dossier::io::http
