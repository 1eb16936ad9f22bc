/// How long a provider asks to be left alone.

#pragma once

#include "io/llm/wire/response/response_reader.hpp"
#include "messages/time.hpp"

namespace dossier::io::llm {

/// `retry-after-ms`, or else `retry-after` in seconds or as a date in any of
/// the three forms of HTTP, that with two digits of a year included; nothing
/// when there is neither, or none that lies ahead. Never more than a year.
std::optional<milliseconds> retry_after(const wire::response_head& head,
                                        timestamp now);

} // namespace dossier::io::llm
