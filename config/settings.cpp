#include "config/settings.hpp"

#include "config/settings/table.hpp"
#include "config/text_file.hpp"
#include "messages/text.hpp"
#include "messages/visible.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <sstream>
#include <toml++/toml.h>
#include <unistd.h>

namespace dossier::config {

namespace fs = std::filesystem;

namespace {

/// Ours, but not the server's.
constexpr auto foreign_variables
  = std::array<std::string_view, 2>{"DOSSIER_TOKEN", "DOSSIER_URL"};

struct settings_loading {
  loaded_settings loaded;
  faults found;
};

void set(settings_loading& into, const setting& setting, const raw_value& value,
         const std::string& origin, fault place) {
  if (auto why = assign(setting, into.loaded.values, value)) {
    place.reason = *why;
    into.found.push_back(std::move(place));
    return;
  }
  into.loaded.origins[std::string{setting.key}] = origin;
}

std::string unknown(const std::string& key) {
  auto nearest = nearest_key(key);
  return nearest.empty() ? "unknown setting"
                         : "unknown setting; did you mean " + nearest + "?";
}

// -- the file -----------------------------------------------------------------

/// Nothing for values no setting has, such as dates.
std::optional<raw_value> raw_of(const toml::node& node) {
  if (auto text = node.value_exact<std::string>())
    return *text;
  if (auto whole = node.value_exact<std::int64_t>())
    return *whole;
  if (auto number = node.value_exact<double>())
    return *number;
  const auto* list = node.as_array();
  if (!list)
    return {};
  std::vector<std::string> texts;
  for (const auto& element : *list) {
    auto text = element.value_exact<std::string>();
    if (!text)
      return {};
    texts.push_back(*text);
  }
  return texts;
}

void read_entry(settings_loading& into, const std::string& file,
                const std::string& key, const toml::node& node) {
  fault place{.file = file, .line = node.source().begin.line, .key = key};
  auto refuse = [&](std::string reason) {
    place.reason = std::move(reason);
    into.found.push_back(place);
  };
  const auto* setting = find_setting(key);
  if (!setting)
    return refuse(unknown(key));
  if (!setting->secret_variable.empty())
    return refuse("is a secret: set " + variable_of(*setting) + " or "
                  + variable_of(*setting) + "_FILE");
  auto value = raw_of(node);
  // No setting takes a NaN, so the refusal says what this one takes.
  set(into, *setting, value.value_or(raw_value{std::nan("")}),
      file + ":" + std::to_string(place.line), place);
}

void read_table(settings_loading& into, const std::string& file,
                const std::string& prefix, const toml::table& table) {
  for (const auto& [name, node] : table) {
    auto key = prefix + std::string{name.str()};
    const auto* inner = node.as_table();
    if (inner && !find_setting(key) && !inner->empty())
      read_table(into, file, key + ".", *inner);
    else if (!inner || find_setting(key))
      read_entry(into, file, key, node);
    else if (std::none_of(all_settings().begin(), all_settings().end(),
                          [&](const setting& one) {
                            return one.key.rfind(key + ".", 0) == 0;
                          }))
      into.found.push_back({.file = file,
                            .line = node.source().begin.line,
                            .key = key,
                            .reason = unknown(key)});
  }
}

void read_settings_file(settings_loading& into,
                        const settings_sources& sources) {
  auto name = sources.file.generic_string();
  auto asked_by = std::string{sources.is_file_required ? "--config" : ""};
  std::error_code error;
  if (!fs::exists(sources.file, error)) {
    if (sources.is_file_required)
      into.found.push_back(
        {.file = name, .key = asked_by, .reason = "no such file"});
    return;
  }
  auto text = read_file(sources.file);
  if (!text) {
    into.found.push_back(
      {.file = name, .key = asked_by, .reason = "cannot be read as a file"});
    return;
  }
  try {
    read_table(into, name, "", toml::parse(*text));
  } catch (const toml::parse_error& broken) {
    into.found.push_back({.file = name,
                          .line = broken.source().begin.line,
                          .reason = std::string{broken.description()}});
  }
}

// -- the environment ----------------------------------------------------------

/// What a secret's file holds, without the line break at its end.
std::optional<std::string> secret_in(const std::string& file) {
  auto text = read_file(file);
  while (text && (text->ends_with('\n') || text->ends_with('\r')))
    text->pop_back();
  return text;
}

void read_secret(settings_loading& into, const setting& setting,
                 const key_values& all) {
  auto name = variable_of(setting);
  auto value_of = [&](const std::string& wanted) -> const std::string* {
    for (const auto& [variable, value] : all)
      if (variable == wanted && !value.empty())
        return &value;
    return nullptr;
  };
  const auto* value = value_of(name);
  const auto* file = value_of(name + "_FILE");
  fault place{.file = "environment", .key = name + (file ? "_FILE" : "")};
  auto refuse = [&](std::string reason) {
    place.reason = std::move(reason);
    into.found.push_back(place);
  };
  if (value && file)
    return refuse(name + " is set too; one of them is enough");
  if (value)
    return set(into, setting, *value, name, place);
  if (!file)
    return;
  auto text = secret_in(*file);
  if (!text || !has_visible(*text))
    return refuse("names " + *file
                  + (text ? ", which is empty" : ", which cannot be read"));
  set(into, setting, *text, name + "_FILE", place);
}

const setting* setting_of_variable(const std::string& name) {
  for (const auto& one : all_settings())
    if (one.secret_variable.empty() && variable_of(one) == name)
      return &one;
  return nullptr;
}

/// `http.port` for `DOSSIER_HTTP_PORT`, as well as can be told.
std::string key_like(const std::string& variable) {
  std::string key;
  for (auto letter : variable.substr(8))
    key += letter >= 'A' && letter <= 'Z' ? char(letter - 'A' + 'a') : letter;
  if (auto dot = key.find('_'); dot != key.npos)
    key[dot] = '.';
  return key;
}

void read_environment(settings_loading& into, const key_values& all) {
  for (const auto& setting : all_settings())
    if (!setting.secret_variable.empty())
      read_secret(into, setting, all);
  for (const auto& [name, value] : all) {
    if (name.rfind("DOSSIER_", 0) != 0
        || std::find(foreign_variables.begin(), foreign_variables.end(), name)
             != foreign_variables.end())
      continue;
    fault place{.file = "environment", .key = name};
    if (const auto* setting = setting_of_variable(name)) {
      set(into, *setting, read_text(*setting, value), name, place);
      continue;
    }
    place.reason = unknown(key_like(name));
    into.found.push_back(std::move(place));
  }
}

// -- flags --------------------------------------------------------------------

void read_flags(settings_loading& into, const key_values& flags) {
  for (const auto& [key, value] : flags) {
    fault place{.file = "command line", .key = key};
    const auto* setting = find_setting(key);
    if (setting && setting->secret_variable.empty()) {
      set(into, *setting, read_text(*setting, value), "flag", place);
      continue;
    }
    place.reason
      = setting ? "is a secret: set " + variable_of(*setting) : unknown(key);
    into.found.push_back(std::move(place));
  }
}

// -- what fits together -------------------------------------------------------

bool is_loopback(const std::string& address) {
  in_addr four{};
  in6_addr six{};
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1)
    return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
  return same_text(address, "localhost")
         || (::inet_pton(AF_INET6, address.c_str(), &six) == 1
             && IN6_IS_ADDR_LOOPBACK(&six));
}

void check_together(settings_loading& into) {
  auto& [values, provider, origins] = into.loaded;
  auto refuse = [&](const char* key, std::string reason) {
    into.found.push_back(
      {.file = "settings", .key = key, .reason = std::move(reason)});
  };
  if (values.auth.mode == "local" && !is_loopback(values.http.address))
    refuse("http.address", "auth.mode = \"local\" is for this machine alone: "
                           "127.0.0.1 or ::1");
  if (values.retry.max_delay < values.retry.base_delay)
    refuse("retry.max_delay_ms", "is below retry.base_delay_ms");
  if (values.ws.silence_timeout <= values.ws.ping_interval)
    refuse("ws.silence_timeout_ms", "is not above ws.ping_interval_ms");
  if (values.pipelines.paths.empty())
    refuse("pipelines.paths", "is empty");
  auto resolved = resolve_provider(values.provider);
  if (auto* why = std::get_if<fault>(&resolved))
    into.found.push_back(std::move(*why));
  else
    provider = std::get<provider_kind>(resolved);
}

} // namespace

std::variant<loaded_settings, faults>
load_settings(const settings_sources& sources) {
  settings_loading into;
  for (const auto& setting : all_settings())
    into.loaded.origins[std::string{setting.key}] = "default";
  read_settings_file(into, sources);
  read_environment(into, sources.environment);
  read_flags(into, sources.flags);
  if (into.found.empty())
    check_together(into);
  if (!into.found.empty())
    return std::move(into.found);
  return std::move(into.loaded);
}

key_values process_environment() {
  key_values result;
  for (auto** entry = environ; entry && *entry; ++entry) {
    std::string text{*entry};
    if (auto equals = text.find('='); equals != text.npos)
      result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

} // namespace dossier::config
