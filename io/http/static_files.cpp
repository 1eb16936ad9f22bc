#include "io/http/static_files.hpp"

#include "io/http/query.hpp"
#include "messages/entity_tag.hpp"
#include "messages/hash.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace dossier::io::http {

namespace {

namespace fs = std::filesystem;

/// A build of ours has a few hundred kilobytes; more is the wrong folder.
constexpr std::uintmax_t max_total_bytes = 64 * 1024 * 1024;

constexpr std::string_view plain_page
  = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
    "<title>Dossier</title><h1>Dossier</h1>"
    "<p>This server runs without its dashboard. "
    "The API is at <a href=\"/api/version\">/api</a>, "
    "its description at <a href=\"/openapi.json\">/openapi.json</a>.</p>\n";

using media_type = std::pair<std::string_view, std::string_view>;

constexpr std::array<media_type, 12> media_types{{
  {".html", "text/html; charset=utf-8"},
  {".js", "text/javascript; charset=utf-8"},
  {".css", "text/css; charset=utf-8"},
  {".json", "application/json"},
  {".svg", "image/svg+xml"},
  {".png", "image/png"},
  {".ico", "image/x-icon"},
  {".webp", "image/webp"},
  {".woff2", "font/woff2"},
  {".txt", "text/plain; charset=utf-8"},
  {".map", "application/json"},
  {".webmanifest", "application/manifest+json"},
}};

std::string_view media_type_of(std::string_view path) {
  for (const auto& [ending, type] : media_types)
    if (path.ends_with(ending))
      return type;
  return "application/octet-stream";
}

/// The build puts what carries its hash in its name there, and nothing else.
bool is_immutable(std::string_view path) {
  return path.starts_with("/assets/");
}

bool lies_within(const fs::path& file, const fs::path& root) {
  const auto [end, rest]
    = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  return end == root.end();
}

std::string read_page(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream)
    throw std::runtime_error{"cannot read " + file.string()
                             + ": check its permissions"};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

reply unless_known(const reply& file, std::string_view if_none_match) {
  const auto& tag = file.extra.front().second;
  if (!lists_tag(if_none_match, tag))
    return file;
  return {.status = 304,
          .content_type = file.content_type,
          .extra = file.extra,
          .body = nullptr};
}

} // namespace

static_files::static_files(const fs::path& root) {
  if (root.empty()) {
    add("/index.html", std::string{plain_page});
    return;
  }
  if (!fs::is_directory(root))
    throw std::runtime_error{root.string()
                             + " is not a folder: name the built dashboard"};
  const auto home = fs::canonical(root);
  std::uintmax_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator{home}) {
    std::error_code broken;
    const auto target = fs::canonical(entry.path(), broken);
    if (broken || !fs::is_regular_file(target) || !lies_within(target, home))
      continue;
    total += fs::file_size(target);
    if (total > max_total_bytes)
      throw std::runtime_error{root.string() + " holds more than 64 MiB: "
                               + "name the built dashboard"};
    add("/" + entry.path().lexically_relative(home).generic_string(),
        read_page(target));
  }
}

std::optional<reply> static_files::find(std::string_view path,
                                        std::string_view if_none_match) const {
  if (path == "/")
    return index(if_none_match);
  const auto decoded = percent_decode(path);
  const auto file = decoded ? files_.find(*decoded) : files_.end();
  if (file == files_.end())
    return {};
  return unless_known(file->second, if_none_match);
}

std::optional<reply> static_files::index(std::string_view if_none_match) const {
  const auto page = files_.find("/index.html");
  if (page == files_.end())
    return {};
  return unless_known(page->second, if_none_match);
}

void static_files::add(std::string path, std::string content) {
  reply file;
  file.content_type = media_type_of(path);
  const auto lifetime
    = is_immutable(path) ? "public, max-age=31536000, immutable" : "no-cache";
  file.extra = {{"ETag", '"' + content_hash(content) + '"'},
                {"Cache-Control", lifetime}};
  file.body = std::make_shared<const std::string>(std::move(content));
  files_.emplace(std::move(path), std::move(file));
}

} // namespace dossier::io::http
