/// What a server of any kind has to say, out of the bytes of a body: proxies
/// answer in pages, and in the character sets of their time.

#pragma once

#include <string>
#include <string_view>

namespace dossier::io::llm {

/// The bytes as UTF-8. UTF-8 is known by itself; else `charset`, in lower case,
/// counts if it is known, and else the bytes are taken for Windows-1252, which
/// has Latin-1 in it. What makes no character becomes U+FFFD.
std::string readable_text(std::string_view bytes, std::string_view charset);

/// What is to be read on an HTML or XML page in UTF-8, its title first; empty
/// when that is nothing.
std::string words_of_page(std::string_view page);

/// Whether a text in UTF-8 looks like such a page, and not like an error that
/// has something in angle brackets.
bool is_page(std::string_view text);

/// The character set that a page names itself; empty when it names none.
std::string charset_of_page(std::string_view bytes);

} // namespace dossier::io::llm
