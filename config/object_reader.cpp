#include "config/object_reader.hpp"

namespace dossier::config {

object_reader::object_reader(const nlohmann::json& object, std::string file,
                             std::string pointer, faults& into)
  : object_{object}, file_{std::move(file)}, pointer_{std::move(pointer)},
    into_{into} {
  if (!object_.is_object())
    into_.push_back({.file = file_, .key = pointer_, .reason = "is no object"});
}

const nlohmann::json* object_reader::member(const char* key) {
  asked_.insert(key);
  if (!object_.is_object())
    return nullptr;
  auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

std::string object_reader::text(const char* key) {
  auto value = text_or(key, "");
  if (value.empty() && !(member(key) && !member(key)->is_string()))
    refuse(key, member(key) ? "is empty" : "is missing");
  return value;
}

std::string object_reader::text_or(const char* key, std::string otherwise) {
  const auto* value = member(key);
  if (!value)
    return otherwise;
  if (value->is_string())
    return value->get<std::string>();
  refuse(key, "is no text");
  return otherwise;
}

bool object_reader::flag_or(const char* key, bool otherwise) {
  const auto* value = member(key);
  if (value && !value->is_boolean())
    refuse(key, "is neither true nor false");
  return value && value->is_boolean() ? value->get<bool>() : otherwise;
}

int object_reader::number(const char* key, int min, int max) {
  if (!member(key))
    refuse(key, "is missing");
  return number_or(key, min, min, max);
}

int object_reader::number_or(const char* key, int otherwise, int min, int max) {
  const auto* value = member(key);
  if (!value)
    return otherwise;
  if (value->is_number_integer()) {
    auto number = value->get<std::int64_t>();
    if (number >= min && number <= max)
      return static_cast<int>(number);
  }
  refuse(key, "is no whole number from " + std::to_string(min) + " to "
                + std::to_string(max));
  return otherwise;
}

std::vector<std::string> object_reader::texts(const char* key) {
  std::vector<std::string> result;
  const auto* list = member(key);
  if (!list)
    return result;
  if (!list->is_array())
    refuse(key, "is no list");
  else
    for (const auto& entry : *list)
      if (entry.is_string() && !entry.get_ref<const std::string&>().empty())
        result.push_back(entry.get<std::string>());
      else
        refuse(key, "has an entry that is no text");
  return result;
}

void object_reader::refuse(const std::string& key, std::string reason) {
  into_.push_back(
    {.file = file_, .key = pointer_to(key), .reason = std::move(reason)});
}

void object_reader::refuse_the_rest() {
  if (object_.is_object())
    for (const auto& [key, ignored] : object_.items())
      if (asked_.count(key) == 0)
        refuse(key, "unknown key");
}

} // namespace dossier::config
