/// The dashboard's files. They are read once, at start: a request never
/// touches the disk, and no path leads out of the folder.

#pragma once

#include "messages/reply.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace dossier::io::http {

/// Immutable once made, so any thread may ask.
class static_files {
public:
  /// An empty folder name: one plain page instead. Throws when the folder
  /// cannot be read. Links that lead out of it are left out.
  explicit static_files(const std::filesystem::path& root);

  /// `path` as in the target, still encoded; nothing when there is no such
  /// file. Answers 304 when `if_none_match` holds the file's tag.
  std::optional<reply> find(std::string_view path,
                            std::string_view if_none_match) const;

  /// The page that finds its own way from any address.
  std::optional<reply> index(std::string_view if_none_match) const;

private:
  void add(std::string path, std::string content);

  std::map<std::string, reply, std::less<>> files_;
};

} // namespace dossier::io::http
