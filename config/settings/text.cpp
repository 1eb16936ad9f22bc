#include "config/settings/table.hpp"

namespace dossier::config {

std::string print_config(const loaded_settings& loaded) {
  std::string text;
  for (const auto& setting : all_settings()) {
    auto value = print_value(setting, loaded.values);
    if (!setting.secret_variable.empty() && value != "\"\"")
      value = "\"***\"";
    auto key = std::string{setting.key};
    text += key + " = " + value + "  # " + loaded.origins.at(key) + "\n";
  }
  return text + "# answers come from: "
         + std::string{to_string(loaded.provider)} + "\n";
}

std::string default_file() {
  std::string text
    = "# Settings of dossierd, each with its default. A flag wins over the\n"
      "# environment (DOSSIER_HTTP_PORT for http.port), which wins over this "
      "file.\n"
      "# Keys of providers come from ANTHROPIC_API_KEY and OPENAI_API_KEY, or "
      "from files\n"
      "# that ANTHROPIC_API_KEY_FILE and OPENAI_API_KEY_FILE name.\n";
  std::string group;
  for (const auto& setting : all_settings()) {
    if (!setting.secret_variable.empty())
      continue;
    auto dot = setting.key.find('.');
    if (auto next = std::string{setting.key.substr(0, dot)}; next != group) {
      group = std::move(next);
      text += "\n[" + group + "]\n";
    }
    text += "# " + std::string{setting.comment} + "\n"
            + std::string{setting.key.substr(dot + 1)} + " = "
            + print_value(setting, settings{}) + "\n";
  }
  return text;
}

} // namespace dossier::config
