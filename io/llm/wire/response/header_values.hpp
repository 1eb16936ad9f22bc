/// What the fields of an answer say, compared as HTTP compares them: media
/// types, codings and parameters without case, lists over all their lines.

#pragma once

#include "io/llm/wire/response/response_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dossier::io::llm::wire {

/// ASCII alone.
std::string lower_ascii(std::string_view text);

/// Elements of a list in lower case, without the blanks around them; empty
/// ones are left out. `name` in lower case.
std::vector<std::string> list_in(const response_head& head,
                                 std::string_view name);

/// `text/html`: in lower case, without parameters. Empty when absent.
std::string media_type_in(const response_head& head);

/// As the media type names it, in lower case; empty when it does not.
std::string charset_in(const response_head& head);

/// What the body would have to be unpacked with, such as `gzip`, several with
/// commas between; empty when it can be read as it is.
std::string codings_in(const response_head& head);

} // namespace dossier::io::llm::wire
