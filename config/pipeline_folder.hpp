/// Reads the files of one folder, and none outside of it.

#pragma once

#include "messages/fault.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>

namespace dossier::config {

/// Text of a file, or JSON; what went wrong is added to the faults it was
/// given.
class pipeline_folder {
public:
  pipeline_folder(std::filesystem::path root, faults& into);

  /// As it is named in faults.
  std::string name_of(const std::string& file) const;

  /// `key` is where the file was named. Empty files are refused.
  std::optional<std::string> text(const std::string& file,
                                  const std::string& key) const;

  /// Strict: no comments, no key twice in an object.
  std::optional<nlohmann::json> json(const std::string& file,
                                     const std::string& key,
                                     const std::string& text) const;

private:
  std::optional<std::filesystem::path> path_of(const std::string& file,
                                               const std::string& key) const;

  std::filesystem::path root_;
  faults& into_;
};

} // namespace dossier::config
