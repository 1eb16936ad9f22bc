/// Reads a file that an operator has named, whatever it turns out to be.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace dossier::config {

/// Nothing that an operator writes is longer, and a device has no end.
inline constexpr std::size_t max_file_bytes = 1024 * 1024;

/// Nothing when it cannot be opened or read to its end, as a folder, or is
/// longer than that.
std::optional<std::string> read_file(const std::filesystem::path& file);

} // namespace dossier::config
