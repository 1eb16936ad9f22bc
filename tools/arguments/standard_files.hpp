/// Standard input, output and error may come closed (`1>&-`).

#pragma once

namespace dossier::arguments {

/// Takes the descriptors of those that are closed, first thing in `main`: else
/// the next file to be opened gets one of them, and what is printed goes into
/// it. Reading finds the end then, and writing fails as it would on what is
/// closed.
void reserve_standard_files() noexcept;

} // namespace dossier::arguments
