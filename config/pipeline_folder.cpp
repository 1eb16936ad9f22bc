#include "config/pipeline_folder.hpp"

#include "config/text_file.hpp"
#include "messages/utf8.hpp"
#include "messages/visible.hpp"

#include <algorithm>
#include <set>

namespace dossier::config {

namespace fs = std::filesystem;

namespace {

/// Finds the first key that an object has twice.
class repeat_finder {
public:
  bool operator()(int, nlohmann::json::parse_event_t event,
                  nlohmann::json& parsed) {
    using event_t = nlohmann::json::parse_event_t;
    if (event == event_t::object_start)
      keys_.emplace_back();
    else if (event == event_t::object_end && !keys_.empty())
      keys_.pop_back();
    else if (event == event_t::key && !keys_.empty())
      note(parsed.get_ref<const std::string&>());
    return true;
  }

  const std::string& repeated() const noexcept {
    return repeated_;
  }

private:
  void note(const std::string& key) {
    if (!keys_.back().insert(key).second && repeated_.empty())
      repeated_ = key;
  }

  std::vector<std::set<std::string>> keys_;
  std::string repeated_;
};

unsigned line_at(const std::string& text, std::size_t byte) {
  auto end
    = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
  return 1 + static_cast<unsigned>(std::count(text.begin(), end, '\n'));
}

bool is_inside(const fs::path& root, const fs::path& file) {
  auto [end, ignored]
    = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  return end == root.end();
}

} // namespace

pipeline_folder::pipeline_folder(fs::path root, faults& into)
  : root_{std::move(root)}, into_{into} {
  // nop
}

std::string pipeline_folder::name_of(const std::string& file) const {
  return (root_ / file).generic_string();
}

std::optional<fs::path> pipeline_folder::path_of(const std::string& file,
                                                 const std::string& key) const {
  auto refuse = [&](const char* reason) {
    into_.push_back(
      {.file = name_of("pipeline.json"), .key = key, .reason = file + reason});
    return std::nullopt;
  };
  std::error_code error;
  auto root = fs::canonical(root_, error);
  if (error)
    return refuse(": the folder cannot be read");
  auto path = fs::weakly_canonical(root / file, error);
  if (error || fs::path{file}.is_absolute() || !is_inside(root, path))
    return refuse(" lies outside the folder");
  if (!fs::is_regular_file(path, error))
    return refuse(": no such file");
  if (fs::file_size(path, error) > max_file_bytes)
    return refuse(" is over 1 MiB");
  return path;
}

std::optional<std::string> pipeline_folder::text(const std::string& file,
                                                 const std::string& key) const {
  auto path = path_of(file, key);
  if (!path)
    return {};
  auto text = read_file(*path);
  auto refuse = [&](const char* reason) {
    into_.push_back({.file = name_of(file), .reason = reason});
    return std::nullopt;
  };
  if (!text)
    return refuse("cannot be read");
  if (!has_visible(*text))
    return refuse("is empty");
  if (!utf8::is_valid(*text))
    return refuse("is not UTF-8");
  return text;
}

std::optional<nlohmann::json>
pipeline_folder::json(const std::string& file, const std::string& key,
                      const std::string& text) const {
  repeat_finder finder;
  try {
    auto document = nlohmann::json::parse(text, std::ref(finder));
    if (finder.repeated().empty())
      return document;
    into_.push_back({.file = name_of(file),
                     .key = finder.repeated(),
                     .reason = "stands twice"});
  } catch (const nlohmann::json::parse_error& error) {
    into_.push_back({.file = name_of(file),
                     .line = line_at(text, error.byte),
                     .key = key,
                     .reason = error.what()});
  } catch (const nlohmann::json::exception& error) {
    into_.push_back(
      {.file = name_of(file), .key = key, .reason = error.what()});
  }
  return {};
}

} // namespace dossier::config
