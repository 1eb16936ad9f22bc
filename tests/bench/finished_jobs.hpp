/// Many finished jobs in a database file, in less time than running them.

#pragma once

#include <filesystem>

namespace dossier::bench {

/// Copies the first job of the file, which must be finished, until there are
/// `count` more: states, outputs, events, attempts and sources, all but the
/// index of words. No server may have the file open.
void multiply_first_job(const std::filesystem::path& folder, int count);

} // namespace dossier::bench
