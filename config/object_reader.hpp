/// Reads one JSON object key by key, and notes what is missing, of the wrong
/// type, out of range or unknown.

#pragma once

#include "messages/fault.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <set>
#include <string>
#include <vector>

namespace dossier::config {

class object_reader {
public:
  /// `pointer` is the JSON pointer of `object` in `file`.
  object_reader(const nlohmann::json& object, std::string file,
                std::string pointer, faults& into);

  /// Must be there, and not be empty.
  std::string text(const char* key);

  std::string text_or(const char* key, std::string otherwise);

  bool flag_or(const char* key, bool otherwise);

  int number(const char* key, int min, int max);

  int number_or(const char* key, int otherwise, int min, int max);

  /// Empty when absent; entries are never empty.
  std::vector<std::string> texts(const char* key);

  /// Null when absent.
  const nlohmann::json* member(const char* key);

  void refuse(const std::string& key, std::string reason);

  /// Notes every key that was not asked for.
  void refuse_the_rest();

  std::string pointer_to(const std::string& key) const {
    return pointer_ + '/' + key;
  }

private:
  const nlohmann::json& object_;
  std::string file_;
  std::string pointer_;
  faults& into_;
  std::set<std::string> asked_;
};

} // namespace dossier::config
